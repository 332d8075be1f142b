package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that turn out to have something to wait for. */
final class LaterTest {

  private static final String TWICE = "GET /later/twice HTTP/1.1\r\nHost: site.test\r\n\r\n";

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

  @Test
  void whatIsLeftForLaterTwiceIsAnsweredAtTheEnd() throws Exception {
    try (TestSite site = TestSite.open()) {
      site.release.countDown();
      assertThat(site.get("/later/twice")).startsWith("HTTP/1.1 200").endsWith("done 1");
    }
  }

  @Test
  void forWhoHasGoneMeanwhileNothingMoreIsDone() throws Exception {
    try (TestSite site = TestSite.open()) {
      Wire gone = site.connect();
      gone.send(TWICE);
      assertThat(site.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      gone.socket().setSoLinger(true, 0);
      gone.close();
      // Until the server has heard of it.
      Thread.sleep(500);
      site.release.countDown();
      assertThat(site.get("/later/twice")).endsWith("done 1");
    }
  }

  @Test
  void forWhoWasAnsweredMeanwhileNothingMoreIsDone() throws Exception {
    Duration longer = Duration.ofMinutes(10);
    ListenerOptions.Timeouts brief =
        new ListenerOptions.Timeouts(longer, longer, longer, Duration.ofMillis(300), longer, 1);
    try (TestSite site = TestSite.open(options -> options.withTimeouts(brief));
        Wire slow = site.connect()) {
      assertThat(slow.send(TWICE).rest()).startsWith("HTTP/1.1 503");
      site.release.countDown();
      assertThat(site.get("/later/twice")).endsWith("done 1");
    }
  }
}
