package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.EventStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {
  private static final String SUBSCRIBE = "GET /events HTTP/1.1\r\nHost: site.test\r\n\r\n";
  private static final Duration LONG = Duration.ofMinutes(10);

  private static TestSite open(int queueBytes, Duration stall) throws IOException {
    ListenerOptions.Connections limits =
        new ListenerOptions.Connections(100, 100, queueBytes, stall);
    return TestSite.open(options -> options.withConnections(limits));
  }

  private static EventStream next(TestSite site) throws InterruptedException {
    EventStream stream = site.subscribers.poll(10, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("nobody subscribed");
    }
    return stream;
  }

  private static CountDownLatch ending(EventStream stream) {
    CountDownLatch ended = new CountDownLatch(1);
    stream.onClosed(ended::countDown);
    return ended;
  }

  @Test
  void chunks_arrive_in_the_order_in_which_they_were_offered() throws Exception {
    try (TestSite site = open(256 * 1024, LONG);
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE);
      assertThat(wire.head())
          .contains("Content-Type: text/event-stream\r\n", "Cache-Control: no-store\r\n")
          .containsIgnoringCase("Transfer-Encoding: chunked\r\n");
      EventStream stream = next(site);
      for (int i = 0; i < 10; i++) {
        assertThat(stream.offer(("data: " + i + "\n\n").getBytes(StandardCharsets.US_ASCII)))
            .isTrue();
      }
      for (int i = 0; i < 10; i++) {
        assertThat(wire.line()).isEqualTo("9");
        assertThat(wire.line()).isEqualTo("data: " + i + "\n\n");
      }
      stream.close();
      assertThat(wire.rest()).isEqualTo("0\r\n\r\n");
      assertThat(stream.offer(new byte[1])).isFalse();
    }
  }

  @Test
  void a_subscriber_that_leaves_is_noticed() throws Exception {
    try (TestSite site = open(256 * 1024, LONG)) {
      CountDownLatch ended;
      try (Wire wire = site.connect()) {
        wire.send(SUBSCRIBE);
        ended = ending(next(site));
      }
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_queue_takes_its_limit_and_not_a_byte_more() throws Exception {
    try (TestSite site = open(1000, LONG);
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE);
      EventStream stream = next(site);
      CountDownLatch ended = ending(stream);
      assertThat(stream.offer(new byte[1000])).isTrue();
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
      assertThat(stream.offer(new byte[1001])).isFalse();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stream.offer(new byte[1])).isFalse();
    }
  }

  @Test
  void a_subscriber_that_reads_nothing_is_dropped_when_its_queue_is_full() throws Exception {
    try (TestSite site = open(256 * 1024, LONG);
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE);
      EventStream stream = next(site);
      CountDownLatch ended = ending(stream);
      // The buffers of both ends take some megabytes before our queue fills.
      while (stream.offer(new byte[16 * 1024])) {
        Thread.onSpinWait();
      }
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      wire.awaitEnd();
      assertThat(site.get("/hello")).endsWith("hello");
    }
  }

  @Test
  void a_subscriber_that_stands_still_is_dropped_when_its_time_is_up() throws Exception {
    try (TestSite site = open(1 << 30, Duration.ofMillis(300));
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE);
      EventStream stream = next(site);
      CountDownLatch ended = ending(stream);
      assertThat(stream.offer(new byte[64 << 20])).isTrue();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      wire.awaitEnd();
    }
  }

  @Test
  void a_head_request_gets_the_head_alone() throws IOException {
    try (TestSite site = open(1000, LONG);
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE.replace("GET", "HEAD"));
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
      assertThat(wire.send("GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n").answer())
          .endsWith("hello");
      assertThat(site.subscribers).isEmpty();
    }
  }
}
