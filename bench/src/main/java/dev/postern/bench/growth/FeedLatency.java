package dev.postern.bench.growth;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * Many subscribers of one node's feed, and how long a block takes from the operator's request, and
 * from its answer, to each of them.
 */
final class FeedLatency implements AutoCloseable {

  private static final int AT_ONCE = 100;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int subscribers;
  private final FeedCrowd crowd;
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Acts acts = new Acts(0, new long[0][0], new int[0], new AtomicInteger());
  private volatile long lastSeq;

  /**
   * What was seen, in milliseconds.
   *
   * @param fromRequest from the sending of the operator's request
   * @param fromAnswer from its answer; 0 where the subscriber was told first
   */
  record Seen(Spread fromRequest, Spread fromAnswer) {}

  /** A spread of latencies in milliseconds. */
  record Spread(double p50, double p99, double max) {}

  /**
   * When acts were seen.
   *
   * @param before the number of the act before the first of them
   * @param seen for each act when each subscriber saw it, in the order in which they did
   * @param seenBy for each act how many have seen it; the reading thread's own
   * @param arrived how many have come in all: subscribers times acts in the end
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Acts(long before, long[][] seen, int[] seenBy, AtomicInteger arrived) {}

  /** Subscribes so many times at {@code server}, and returns when all have their snapshot. */
  FeedLatency(URI server, int subscribers) throws IOException, InterruptedException {
    this.subscribers = subscribers;
    this.crowd = new FeedCrowd(server, new Arrivals());
    // A thousand who begin in one moment, each with a long snapshot, would pass feed.memory; the
    // last of them would be let go and come again, which is not what is measured.
    for (int joined = 0; joined < subscribers; joined += AT_ONCE) {
      crowd.join(Math.min(AT_ONCE, subscribers - joined));
      await(ready, Math.min(joined + AT_ONCE, subscribers));
    }
  }

  /** Blocks the apps of {@code count} numbers from {@code first} on, under the eyes of all. */
  Seen measure(Operator operator, int first, int count) throws IOException, InterruptedException {
    long[] sent = new long[count];
    long[] answered = new long[count];
    Acts begun =
        new Acts(lastSeq, new long[count][subscribers], new int[count], new AtomicInteger());
    acts = begun;
    for (int act = 0; act < count; act++) {
      sent[act] = System.nanoTime();
      operator.block(new NumberedApp(first + act));
      answered[act] = System.nanoTime();
      Thread.sleep(PAUSE);
    }
    await(begun.arrived(), count * subscribers);
    lastSeq = begun.before() + count;
    return new Seen(spread(begun.seen(), sent), spread(begun.seen(), answered));
  }

  /** Waits for so many, and takes nothing for done where a subscriber was let go. */
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

  private static Spread spread(long[][] seen, long[] from) {
    Histogram micros = new Histogram(3);
    for (int act = 0; act < from.length; act++) {
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
  private final class Arrivals implements FeedCrowd.Arrivals {

    @Override
    public void seen(String name, long seq, long nanos) {
      if (name.equals("snapshot")) {
        lastSeq = seq;
        ready.incrementAndGet();
      } else if (name.equals("revocations")) {
        Acts now = acts;
        int act = Math.toIntExact(seq - now.before()) - 1;
        now.seen()[act][now.seenBy()[act]++] = nanos;
        now.arrived().incrementAndGet();
      }
    }

    @Override
    public void lost() {
      lost.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    crowd.close();
  }
}
