package dev.postern.server.admin;

import dev.postern.store.Grain;
import dev.postern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Forgets usage that has had its time, the finer the sooner: in small portions, between which
 * others may change the database, and not for long.
 */
public final class UsageDuty {

  /** How many sums are forgotten in one transaction. */
  private static final int PORTION = 1_000;

  /** How long one run goes on; what is left comes with the next. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Store store;
  private final InstantSource clock;

  /** Usage that {@code store} keeps. */
  public UsageDuty(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** How long a sum is kept, from the beginning of its step. */
  static Duration kept(Grain grain) {
    return switch (grain) {
      case MINUTE -> Duration.ofDays(2);
      case HOUR -> Duration.ofDays(90);
      case DAY -> Duration.ofDays(3 * 365);
    };
  }

  /** Forgets what is too old now. */
  public void run() {
    Instant now = clock.instant();
    long began = System.nanoTime();
    for (Grain grain : Grain.values()) {
      Instant before = now.minus(kept(grain));
      boolean more;
      do {
        more = store.forgetUsage(grain, before, PORTION) == PORTION;
      } while (more && System.nanoTime() - began < PATIENCE.toNanos());
    }
  }
}
