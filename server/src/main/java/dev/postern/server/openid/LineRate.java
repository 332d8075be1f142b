package dev.postern.server.openid;

import java.time.Duration;
import java.time.Instant;

/** How many lines of one kind there are in the log in a minute: what more would be said is not. */
final class LineRate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int most;
  private Instant until = Instant.MIN;
  private int lines;

  LineRate(int most) {
    this.most = most;
  }

  /** Whether there is room for a line now, which is taken then. */
  synchronized boolean take(Instant now) {
    if (!now.isBefore(until)) {
      until = now.plus(WINDOW);
      lines = 0;
    }
    lines++;
    return lines <= most;
  }
}
