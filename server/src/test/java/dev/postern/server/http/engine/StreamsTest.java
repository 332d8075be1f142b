package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.EventStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {
  private static final String SUBSCRIBE = "GET /events HTTP/1.1\r\nHost: site.test\r\n\r\n";
  private static final Duration LONG = Duration.ofMinutes(10);

  private static TestSite open(int queueBytes, Duration stall) throws IOException {
    return open(queueBytes, Long.MAX_VALUE / 2, stall);
  }

  private static TestSite open(int queueBytes, long allBytes, Duration stall) throws IOException {
    ListenerOptions.Connections limits =
        new ListenerOptions.Connections(100, 100, queueBytes, allBytes, stall);
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
  void a_chunk_longer_than_the_queue_arrives_whole_and_before_what_was_offered_later()
      throws Exception {
    try (TestSite site = open(1000, LONG);
        Wire wire = site.connect()) {
      wire.send(SUBSCRIBE);
      EventStream stream = next(site);
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
      String snapshot = "s".repeat(100_000);
      assertThat(stream.offer(snapshot.getBytes(StandardCharsets.US_ASCII))).isTrue();
      assertThat(stream.offer("later".getBytes(StandardCharsets.US_ASCII))).isTrue();
      assertThat(pieces(wire, snapshot.length() + 5)).isEqualTo(snapshot + "later");
    }
  }

  /** The pieces of a chunked body, until there are so many bytes. */
  private static String pieces(Wire wire, int length) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.length() < length) {
      int size = Integer.parseInt(wire.line(), 16);
      String piece = wire.line();
      assertThat(piece).hasSize(size);
      seen.append(piece);
    }
    return seen.toString();
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
  void a_stream_to_who_has_left_before_it_began_ends_like_any_other() throws Exception {
    try (TestSite site = open(1000, LONG)) {
      try (Wire wire = site.connect()) {
        wire.send(SUBSCRIBE.replace("/events", "/late-events"));
        assertThat(site.waiting.await(10, TimeUnit.SECONDS)).isTrue();
        wire.socket().setSoLinger(true, 0);
      }
      // Long enough for the server to hear of it nearly always; the stream ends in any case.
      Thread.sleep(200);
      site.release.countDown();
      EventStream stream = next(site);
      assertThat(ending(stream).await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stream.offer(new byte[1])).isFalse();
    }
  }

  @Test
  void all_queues_together_take_their_limit_and_what_a_dropped_one_held_is_free_again()
      throws Exception {
    int each = 8 << 20;
    try (TestSite site = open(1 << 30, 3L * each, LONG);
        Wire first = site.connect();
        Wire second = site.connect();
        Wire third = site.connect()) {
      List<EventStream> stuck = new ArrayList<>();
      for (Wire wire : List.of(first, second, third)) {
        wire.send(SUBSCRIBE);
        stuck.add(next(site));
      }
      // None of them reads. What is with the kernel is ours no more, so some of it is free again.
      assertThat(stuck.get(0).offer(new byte[each])).isTrue();
      assertThat(stuck.get(1).offer(new byte[each])).isTrue();
      CountDownLatch ended = ending(stuck.get(2));
      assertThat(stuck.get(2).offer(new byte[2 * each])).isFalse();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      third.awaitEnd();
      // It touched nobody else.
      assertThat(stuck.get(0).offer(new byte[1])).isTrue();
      assertThat(stuck.get(1).offer(new byte[1])).isTrue();

      assertThat(site.streamMemoryHeld()).isPositive().isLessThanOrEqualTo(3L * each);
      first.socket().close();
      second.socket().close();
      awaitNothingHeld(site);
    }
  }

  @Test
  void what_is_read_is_free_again_and_a_closed_stream_holds_nothing() throws Exception {
    try (TestSite site = open(1024, 1024, LONG);
        Wire reader = site.connect()) {
      reader.send(SUBSCRIBE);
      EventStream stream = next(site);
      reader.head();
      // Three times the limit, one after another.
      for (int i = 0; i < 3; i++) {
        assertThat(stream.offer(new byte[1024])).isTrue();
        assertThat(pieces(reader, 1024)).hasSize(1024);
        awaitNothingHeld(site);
      }
      assertThat(stream.offer(new byte[1024])).isTrue();
      stream.close();
      awaitNothingHeld(site);
    }
  }

  private static void awaitNothingHeld(TestSite site) throws InterruptedException {
    for (int i = 0; i < 1000 && site.streamMemoryHeld() != 0; i++) {
      Thread.sleep(10);
    }
    assertThat(site.streamMemoryHeld()).isZero();
  }

  @Test
  void a_consumer_that_throws_is_500_at_once_and_what_it_offered_is_not_sent() throws Exception {
    try (TestSite site = open(1000, LONG)) {
      assertThat(site.get("/events/broken"))
          .startsWith("HTTP/1.1 500 ")
          .contains("server_error")
          .doesNotContain("canary", "text/event-stream", "offered");
      assertThat(site.subscribers.take().offer(new byte[1])).isFalse();
      assertThat(site.streamMemoryHeld()).isZero();
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
