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

  /** Refuses numbers out of range. */
  public IssuingConfig {
    new Checks()
        .that(
            !cutoff.isNegative() && cutoff.compareTo(Duration.ofDays(1)) <= 0,
            "a time from 0s to 24h is wanted",
            "cutoff.issuing")
        .range("limits.tokens-per-minute", tokensPerMinute.orElse(1), 1, 1_000_000)
        .done();
  }
}
