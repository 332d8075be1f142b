package dev.postern.bench.growth;

import java.time.Duration;
import java.util.List;

/**
 * How much is made and how long it is measured.
 *
 * @param sizes how many apps there are, ascending
 * @param starts of each size, on one core and as many on two
 * @param rounds of every size, in turns
 * @param slice how long a round lasts, and one slice of the warm-up
 * @param warmth the most slices of the warm-up, where its rates do not become flat before
 * @param blocks of apps under the eyes of all subscribers, without and as many with load
 */
record Effort(List<Integer> sizes, int starts, int rounds, Duration slice, int warmth, int blocks) {

  /** Figures that may be published. */
  static final Effort FULL =
      new Effort(List.of(1_000, 100_000, 1_000_000), 3, 5, Duration.ofSeconds(10), 12, 200);

  /** To see that everything works. */
  static final Effort QUICK =
      new Effort(List.of(1_000, 20_000), 1, 2, Duration.ofSeconds(3), 2, 30);
}
