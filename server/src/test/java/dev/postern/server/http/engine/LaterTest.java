package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that turn out to have something to wait for. */
final class LaterTest {

  @Test
  void theRestRunsOnAVirtualThreadAndKeepsNobodyElseWaiting() throws Exception {
    try (TestSite site = TestSite.open();
        Wire slow = site.connect()) {
      slow.send("GET /later HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(site.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 20; i++) {
        assertThat(site.get("/hello")).endsWith("hello");
      }
      site.release.countDown();
      assertThat(slow.answer()).startsWith("HTTP/1.1 200").endsWith("true true");
    }
  }

  @Test
  void whoeverMayWaitGoesOnWhereHeIs() throws Exception {
    try (TestSite site = TestSite.open()) {
      site.release.countDown();
      assertThat(site.get("/later/waiting")).startsWith("HTTP/1.1 200").endsWith("false true");
    }
  }

  @Test
  void whatFailsLaterIsAnsweredLikeAnyOtherFailure() throws Exception {
    try (TestSite site = TestSite.open()) {
      assertThat(site.get("/later/fails"))
          .startsWith("HTTP/1.1 500")
          .doesNotContain("canary-in-a-message");
      assertThat(site.get("/hello")).endsWith("hello");
    }
  }
}
