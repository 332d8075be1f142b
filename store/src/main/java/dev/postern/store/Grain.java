package dev.postern.store;

import java.time.Duration;
import java.time.Instant;

/** The steps of time that usage is added up in, of UTC. */
public enum Grain {
  /** Minutes, in which it is counted. */
  MINUTE(Duration.ofMinutes(1)),
  /** Hours. */
  HOUR(Duration.ofHours(1)),
  /** Days. */
  DAY(Duration.ofDays(1));

  private final Duration step;

  Grain(Duration step) {
    this.step = step;
  }

  /** How long a step is. */
  public Duration step() {
    return step;
  }

  /** When the step began that {@code at} is in. */
  public Instant start(Instant at) {
    long seconds = step.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }
}
