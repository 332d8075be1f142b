package dev.postern.protocol.fuzz;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What reading one input may cost: at most {@link #LIMIT}, and no memory that stays.
 *
 * <p>The time is what passes on the wall. A collection, the compiler or another process may have
 * taken it, too: an input that took too long is read again, up to ten times in all, until one
 * reading is fast enough.
 *
 * <p>Every few seconds the heap is collected, and what is left of it may be no more than {@value
 * #GROWTH} bytes above the least that ever was. A fuzz test has one of these for each instance of
 * its class: that is one for all inputs of a search, and one for each that is merely repeated.
 */
public final class ReadingCost {

  /** The longest that anybody may keep a reader busy with one input. */
  public static final Duration LIMIT = Duration.ofMillis(50);

  /** More than caches of a fixed size fill, and less than a few bytes for each input. */
  static final long GROWTH = 16L << 20;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final int READINGS = 10;

  private final long betweenLooks;
  private final LongSupplier nanos;
  private long looked;
  private long inputs;
  private long least = -1;

  /** Reads an input and gives back what it found; what it throws is nobody's to catch. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads it, as often as it is asked to. */
    T read();
  }

  /** Nothing has been read yet. */
  public ReadingCost() {
    this(BETWEEN_LOOKS, System::nanoTime);
  }

  ReadingCost(Duration betweenLooks, LongSupplier nanos) {
    this.betweenLooks = betweenLooks.toNanos();
    this.nanos = nanos;
    this.looked = nanos.getAsLong();
  }

  /** What {@code reading} found, the first time. */
  public <T> T of(Reading<T> reading) {
    long began = nanos.getAsLong();
    T found = reading.read();
    long ended = nanos.getAsLong();
    inputs++;
    if (ended - began > LIMIT.toNanos()) {
      again(reading, ended - began);
    }
    if (ended - looked >= betweenLooks) {
      look();
      looked = nanos.getAsLong();
    }
    return found;
  }

  private <T> void again(Reading<T> reading, long first) {
    long fastest = first;
    for (int i = 1; i < READINGS && fastest > LIMIT.toNanos(); i++) {
      long began = nanos.getAsLong();
      T unused = reading.read();
      fastest = Math.min(fastest, nanos.getAsLong() - began);
    }
    if (fastest > LIMIT.toNanos()) {
      throw new AssertionError(
          "one input took %d ms, in the fastest of %d readings; at most %d are allowed"
              .formatted(Duration.ofNanos(fastest).toMillis(), READINGS, LIMIT.toMillis()));
    }
  }

  private void look() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    if (least < 0 || used < least) {
      least = used;
    } else if (used - least > GROWTH) {
      throw new AssertionError(
          "%d bytes of the heap are held after %d inputs, and %d were once"
              .formatted(used, inputs, least));
    }
  }
}
