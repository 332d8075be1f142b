package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each test makes one limit short and leaves the others so long that they cannot be what strikes.
 */
@Timeout(60)
class TimeoutsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String GET = "GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n";
  private static final String POST = "POST /direct HTTP/1.1\r\nHost: site.test\r\n";

  private static TestSite open(Duration header, Duration body, Duration idle, Duration request)
      throws IOException {
    return open(new ListenerOptions.Timeouts(header, body, idle, request, LONG, 1));
  }

  private static TestSite open(ListenerOptions.Timeouts timeouts) throws IOException {
    return TestSite.open(options -> options.withTimeouts(timeouts));
  }

  @Test
  void a_connection_that_never_speaks_is_closed_silently() throws IOException {
    try (TestSite site = open(SHORT, LONG, LONG, LONG);
        Wire wire = site.connect()) {
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void headers_that_do_not_end_are_refused_with_408() throws IOException {
    try (TestSite site = open(SHORT, LONG, LONG, LONG);
        Wire wire = site.connect()) {
      wire.send("GET /hello HTTP/1.1\r\nHost: si");
      assertThat(wire.rest()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
    }
  }

  @Test
  void headers_of_a_second_request_have_the_same_time() throws IOException {
    try (TestSite site = open(SHORT, LONG, LONG, LONG);
        Wire wire = site.connect()) {
      assertThat(wire.send(GET).answer()).endsWith("hello");
      assertThat(wire.send("G").rest()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_body_that_does_not_come_is_refused_with_408() throws IOException {
    try (TestSite site = open(LONG, SHORT, LONG, LONG);
        Wire wire = site.connect()) {
      wire.send(POST + "Content-Length: 5\r\n\r\nhell");
      assertThat(wire.rest()).startsWith("HTTP/1.1 408 ").containsOnlyOnce("HTTP/1.1 ");
    }
  }

  @Test
  void a_body_that_trickles_is_refused_with_408() throws IOException {
    ListenerOptions.Timeouts trickle =
        new ListenerOptions.Timeouts(LONG, LONG, LONG, LONG, SHORT, 500);
    try (TestSite site = open(trickle);
        Wire wire = site.connect()) {
      wire.send(POST + "Content-Length: 100\r\n\r\nx");
      assertThat(wire.rest()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void an_idle_connection_is_closed_silently() throws IOException {
    try (TestSite site = open(LONG, LONG, SHORT, LONG);
        Wire wire = site.connect()) {
      assertThat(wire.send(GET).answer()).endsWith("hello");
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void a_handler_that_takes_too_long_is_answered_for_with_503() throws IOException {
    try (TestSite site = open(LONG, LONG, LONG, SHORT);
        Wire wire = site.connect()) {
      wire.send("GET /blocks HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.rest())
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: ", "Connection: close\r\n", "temporarily_unavailable");
    }
  }

  @Test
  void a_client_that_keeps_talking_after_a_refusal_loses_the_connection() throws IOException {
    try (TestSite site = open(LONG, LONG, LONG, LONG);
        Wire wire = site.connect()) {
      wire.send("rubbish\r\n\r\n");
      assertThat(wire.head()).startsWith("HTTP/1.1 400 ");
      while (sends(wire, GET)) {
        Thread.onSpinWait();
      }
      assertThat(site.get("/hello")).endsWith("hello");
    }
  }

  @Test
  void pipelined_requests_are_not_blamed_for_waiting_behind_a_slow_one() throws Exception {
    try (TestSite site = open(SHORT, SHORT, LONG, LONG);
        Wire wire = site.connect()) {
      wire.send("GET /blocks HTTP/1.1\r\nHost: site.test\r\n\r\n" + GET + GET.substring(0, 30));
      site.waiting.await();
      Thread.sleep(3 * SHORT.toMillis());
      site.release.countDown();
      assertThat(wire.answer()).endsWith("at last");
      assertThat(wire.answer()).endsWith("hello");
      assertThat(wire.send(GET.substring(30)).answer()).endsWith("hello");
    }
  }

  @Test
  void a_reader_that_does_not_take_its_answers_loses_the_connection() throws IOException {
    try (TestSite site = open(LONG, LONG, LONG, SHORT);
        Wire wire = site.connect()) {
      wire.socket().setReceiveBufferSize(1024);
      // More answers than the buffers of both ends can hold, and nobody reads them.
      while (sends(wire, GET.repeat(1000))) {
        Thread.onSpinWait();
      }
      assertThat(site.get("/hello")).endsWith("hello");
    }
  }

  private static boolean sends(Wire wire, String requests) {
    try {
      wire.send(requests);
      return true;
    } catch (IOException lost) {
      return false;
    }
  }
}
