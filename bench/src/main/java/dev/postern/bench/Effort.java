package dev.postern.bench;

import java.time.Duration;

/**
 * How much time is spent on a figure.
 *
 * @param rounds of every system
 * @param round how long one lasts
 * @param slice of the warm-up
 * @param open how long a round of open-loop load lasts
 * @param thorough whether the warm-up lasts until the rate is flat
 */
record Effort(int rounds, Duration round, Duration slice, Duration open, boolean thorough) {

  /** Figures that may be published. */
  static final Effort FULL =
      new Effort(5, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20), true);

  /** To see that everything works. */
  static final Effort QUICK =
      new Effort(2, Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(5), false);

  private static final int PATIENCE = 2;
  private static final int QUICK_SLICES = 2;

  /** How long a system that wants {@code least} is warmed at least. */
  Duration least(Duration least) {
    return thorough ? least : slice.multipliedBy(QUICK_SLICES);
  }

  /** And at most, flat or not. */
  Duration most(Duration least) {
    return thorough ? least.multipliedBy(PATIENCE) : slice.multipliedBy(QUICK_SLICES);
  }
}
