package dev.postern.server.config;

import java.time.Duration;

/**
 * How long keys live.
 *
 * @param publish how long a key is in the key set before it signs, at most 30 days
 * @param rotateEvery for how long a key signs, at most ten years; zero: until somebody rotates
 */
public record KeysConfig(Duration publish, Duration rotateEvery) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** Refuses times out of range. */
  public KeysConfig {
    new Checks()
        .range("keys.publish", publish, Duration.ZERO, Duration.ofDays(30))
        .that(
            rotateEvery.isZero()
                || (rotateEvery.compareTo(SHORTEST) >= 0 && rotateEvery.compareTo(LONGEST) <= 0),
            "never, or a time from 1s to 3650d is wanted",
            "keys.rotate-every")
        .that(
            rotateEvery.isZero() || rotateEvery.compareTo(publish) >= 0,
            "never, or a time not shorter than keys.publish is wanted",
            "keys.rotate-every",
            "keys.publish")
        .done();
  }
}
