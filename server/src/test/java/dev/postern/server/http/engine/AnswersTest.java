package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {
  private TestSite site;

  @BeforeAll
  void open() throws IOException {
    site = TestSite.open();
  }

  @AfterAll
  void close() {
    site.close();
  }

  @Test
  void every_answer_has_the_security_headers_and_no_server_name() throws IOException {
    assertThat(site.get("/hello"))
        .contains("X-Content-Type-Options: nosniff\r\n", "Cache-Control: no-store\r\n", "Date: ")
        .doesNotContainIgnoringCase("server:");
    assertThat(site.get("/cached"))
        .contains("Cache-Control: max-age=60\r\n")
        .doesNotContain("no-store");
  }

  @Test
  void every_request_is_counted_whatever_its_answer() throws IOException {
    long before = site.requestCount();
    site.get("/hello");
    site.get("/nowhere");
    try (Wire wire = site.connect()) {
      wire.send("HEAD /hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
      wire.send("POST /hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 0\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 405 ");
    }
    assertThat(site.requestCount() - before).isEqualTo(4);
  }

  @Test
  void an_answer_without_content_has_no_length() throws IOException {
    assertThat(site.get("/empty")).startsWith("HTTP/1.1 204 ").doesNotContain("Content-Length");
  }

  @Test
  void head_is_answered_from_get_without_the_body() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send("HEAD /hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ").contains("Content-Length: 5\r\n");
      wire.send("GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }
  }

  @Test
  void a_long_answer_comes_whole_and_the_next_behind_it() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send("HEAD /long HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.head()).contains("Content-Length: 500000\r\n");
      String request = "GET /long HTTP/1.1\r\nHost: site.test\r\n\r\n";
      wire.send(request + request.replace("long", "hello"));
      assertThat(wire.answer()).endsWith("\r\n\r\n" + "0123456789".repeat(50_000));
      assertThat(wire.answer()).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }
  }

  @Test
  void a_handler_that_may_wait_runs_on_a_virtual_thread_and_another_on_the_event_loop()
      throws IOException {
    assertThat(site.get("/thread/virtual")).endsWith("true");
    assertThat(site.get("/thread")).contains("eventloop");
  }

  @Test
  void an_unexpected_failure_is_500_and_tells_nothing() throws IOException {
    assertThat(site.get("/fails"))
        .startsWith("HTTP/1.1 500 ")
        .contains("server_error")
        .doesNotContain("canary");
  }

  @Test
  void a_failure_before_the_handler_is_500_at_once_too() throws IOException {
    assertThat(site.get("/cannot-tell"))
        .startsWith("HTTP/1.1 500 ")
        .contains("server_error")
        .doesNotContain("canary");
    assertThat(site.whole("GET /hello HTTP/1.1\r\nHost: broken.test\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ")
        .contains("server_error")
        .doesNotContain("canary");
    assertThat(site.whole("GET /hello HTTP/1.1\r\nHost: down.test\r\n\r\n"))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1\r\n");
  }

  @Test
  void a_known_failure_is_answered_as_the_assembly_says() throws IOException {
    assertThat(site.get("/store-down")).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
  }

  @Test
  void a_malformed_query_is_400() throws IOException {
    for (String query : List.of("a=1&a=2", "a=%zz", "a=%C0%AF", "a=%00", "=1", "&")) {
      assertThat(site.get("/query?" + query)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void until_there_is_something_to_serve_the_answer_is_503() throws IOException {
    Listener early =
        Listener.open(
            ListenerOptions.plain(InetAddress.getLoopbackAddress(), 0, Clock.systemUTC()));
    try (Wire wire = new Wire(early.port())) {
      wire.send("GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
    } finally {
      early.close(Duration.ZERO);
    }
  }

  @Test
  void closing_lets_a_request_finish_and_ends_streams_and_idle_connections() throws Exception {
    TestSite closing = TestSite.open();
    try (Wire busy = closing.connect();
        Wire stream = closing.connect();
        Wire idle = closing.connect()) {
      busy.send("GET /blocks HTTP/1.1\r\nHost: site.test\r\n\r\n");
      closing.waiting.await();
      stream.send("GET /events HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(stream.head()).startsWith("HTTP/1.1 200 ");
      idle.send("GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(idle.answer()).endsWith("hello");

      CompletableFuture<Void> closed =
          CompletableFuture.runAsync(() -> closing.close(Duration.ofSeconds(30)));

      assertThat(stream.rest()).isEqualTo("0\r\n\r\n");
      assertThat(idle.rest()).isEmpty();
      assertThat(closed).isNotDone();
      closing.release.countDown();
      assertThat(busy.rest()).contains("Connection: close\r\n").endsWith("at last");
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void closing_does_not_wait_longer_than_the_grace() throws Exception {
    TestSite closing = TestSite.open();
    try (Wire busy = closing.connect()) {
      busy.send("GET /blocks HTTP/1.1\r\nHost: site.test\r\n\r\n");
      closing.waiting.await();
      closing.close(Duration.ofMillis(100));
      assertThat(busy.rest()).isEmpty();
    } finally {
      closing.release.countDown();
    }
  }
}
