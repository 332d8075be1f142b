package dev.postern.server.openid;

import java.time.Duration;
import java.time.Instant;

/** How many lines of one kind there are in the log in a minute: what more would be said is not. */
public final class LineRate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int most;
  private Instant since = Instant.EPOCH;
  private int lines;

  /** At most so many in a minute. */
  public LineRate(int most) {
    this.most = most;
  }

  /** Whether there is room for a line now, which is taken then. */
  public synchronized boolean take(Instant now) {
    // A clock that went back would else keep the log quiet until it is there again.
    if (now.isBefore(since) || Duration.between(since, now).compareTo(WINDOW) >= 0) {
      since = now;
      lines = 0;
    }
    lines++;
    return lines <= most;
  }
}
