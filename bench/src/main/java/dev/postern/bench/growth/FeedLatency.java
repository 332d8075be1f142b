package dev.postern.bench.growth;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.server.Operator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * How long a block takes from the operator's request, and from its answer, until each of many
 * subscribers has read the message that tells it.
 */
final class FeedLatency {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FeedCrowd crowd;
  private final Operator operator;

  /**
   * What was seen.
   *
   * @param blocks how many there were
   * @param fromRequest from the sending of the operator's request
   * @param fromAnswer from its answer; 0 where the subscriber was told first
   * @param departures how often a subscriber was let go meanwhile; his way back is in the times
   */
  record Seen(int blocks, Spread fromRequest, Spread fromAnswer, int departures) {}

  /** A spread over all subscribers and blocks. */
  record Spread(Duration p50, Duration p99, Duration max) {}

  FeedLatency(FeedCrowd crowd, Operator operator) {
    this.crowd = crowd;
    this.operator = operator;
  }

  /** How long so many blocks take, where the server keeps up. */
  static Duration time(int blocks) {
    return PAUSE.multipliedBy(blocks);
  }

  /**
   * Blocks the apps of {@code count} numbers from {@code first} on, ten a second, under the eyes of
   * all.
   */
  Seen measure(int first, int count) throws NotMeasured, IOException, InterruptedException {
    Reading reading = new Reading(crowd.lastSeq(), new long[count][crowd.size()]);
    int departures = crowd.departures();
    crowd.tell(reading);
    long[] sent = new long[count];
    long[] answered = new long[count];
    long began = System.nanoTime();
    for (int act = 0; act < count; act++) {
      long early = began + act * PAUSE.toNanos() - System.nanoTime();
      Thread.sleep(Duration.ofNanos(Math.max(0, early)));
      sent[act] = System.nanoTime();
      operator.block(new NumberedApp(first + act).clientId());
      answered[act] = System.nanoTime();
    }
    crowd.await(() -> reading.count() == count * crowd.size(), "not all have read of all blocks");
    return new Seen(
        count, reading.spread(sent), reading.spread(answered), crowd.departures() - departures);
  }

  /** When each subscriber has read of each act of those behind number {@code before}. */
  private static final class Reading implements FeedCrowd.Witness {

    private final long before;
    private final long[][] readAt;
    private final AtomicInteger count = new AtomicInteger();

    Reading(long before, long[][] readAt) {
      this.before = before;
      this.readAt = readAt;
    }

    @Override
    public void read(int subscriber, long after, long seq, long nanos) {
      for (long act = Math.max(after, before); act < Math.min(seq, before + readAt.length); act++) {
        readAt[(int) (act - before)][subscriber] = nanos;
        count.incrementAndGet();
      }
    }

    int count() {
      return count.get();
    }

    Spread spread(long[] from) {
      Histogram micros = new Histogram(3);
      for (int act = 0; act < from.length; act++) {
        for (long at : readAt[act]) {
          micros.recordValue(Math.max(0, (at - from[act]) / 1000));
        }
      }
      return new Spread(
          micros(micros.getValueAtPercentile(50)),
          micros(micros.getValueAtPercentile(99)),
          micros(micros.getMaxValue()));
    }

    private static Duration micros(long count) {
      return Duration.ofNanos(count * 1000);
    }
  }
}
