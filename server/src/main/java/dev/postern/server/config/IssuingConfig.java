package dev.postern.server.config;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How tokens are issued.
 *
 * @param cutoff how long a node goes on issuing after its last read of the database, at most a day
 * @param tokensPerMinute how many tokens an app without a limit of its own may have; empty: no
 *     limit
 */
public record IssuingConfig(Duration cutoff, OptionalInt tokensPerMinute) {

  /** Refuses a cut-off out of range. */
  public IssuingConfig {
    if (cutoff.isNegative() || cutoff.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("issuing.cutoff: at most 24 hours");
    }
  }
}
