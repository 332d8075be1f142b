package dev.postern.bench.growth;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** How long a block takes from the operator's request, and from its answer, to each subscriber. */
final class FeedLatency {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int subscribers;
  private final int acts;
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicLong start = new AtomicLong(-1);
  private final AtomicInteger arrived = new AtomicInteger();
  private final long[][] seen;
  private final int[] seenBy;

  /**
   * What was seen, in milliseconds.
   *
   * @param fromRequest from the sending of the operator's request
   * @param fromAnswer from its answer; 0 where the subscriber was told first
   */
  record Seen(Spread fromRequest, Spread fromAnswer) {}

  /** A spread of latencies in milliseconds. */
  record Spread(double p50, double p99, double max) {}

  FeedLatency(int subscribers, int acts) {
    this.subscribers = subscribers;
    this.acts = acts;
    this.seen = new long[acts][subscribers];
    this.seenBy = new int[acts];
  }

  /** Blocks the apps of {@code acts} numbers from {@code first} on, under the eyes of all. */
  Seen measure(URI server, Operator operator, int first) throws IOException, InterruptedException {
    long[] sent = new long[acts];
    long[] answered = new long[acts];
    try (FeedCrowd _ = FeedCrowd.join(server, subscribers, new Clock())) {
      await(ready, subscribers);
      for (int act = 0; act < acts; act++) {
        sent[act] = System.nanoTime();
        operator.block(new NumberedApp(first + act));
        answered[act] = System.nanoTime();
        Thread.sleep(PAUSE);
      }
      await(arrived, acts * subscribers);
    }
    return new Seen(spread(sent), spread(answered));
  }

  /** Waits for so many, and counts none of them as done that was let go. */
  private void await(AtomicInteger count, int wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (count.get() < wanted) {
      if (lost.get() > 0 || System.nanoTime() > end) {
        throw new IOException(
            count + " of " + wanted + " have come, and " + lost + " subscribers were let go");
      }
      Thread.sleep(10);
    }
  }

  private Spread spread(long[] from) {
    Histogram micros = new Histogram(3);
    for (int act = 0; act < acts; act++) {
      for (long at : seen[act]) {
        micros.recordValue(Math.max(0, (at - from[act]) / 1000));
      }
    }
    return new Spread(
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  /** Notes when each act was seen. Acts are numbered from the snapshot's number on. */
  private final class Clock implements FeedCrowd.Arrivals {

    @Override
    public void seen(String name, long seq, long nanos) {
      if (name.equals("snapshot")) {
        start.set(seq);
        ready.incrementAndGet();
      } else if (name.equals("revocations")) {
        int act = Math.toIntExact(seq - start.get()) - 1;
        seen[act][seenBy[act]++] = nanos;
        arrived.incrementAndGet();
      }
    }

    @Override
    public void lost() {
      lost.incrementAndGet();
    }
  }
}
