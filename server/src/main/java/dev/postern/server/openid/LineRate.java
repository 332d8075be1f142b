package dev.postern.server.openid;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many lines of one kind there are in the log in a minute: what more would be said is counted,
 * and the next line that there is room for says how many these were.
 */
public final class LineRate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int most;
  private Instant since = Instant.EPOCH;
  private int lines;
  private long leftOut;

  /** At most so many in a minute. */
  public LineRate(int most) {
    this.most = most;
  }

  /**
   * Takes the room for a line, if there is any now.
   *
   * @return what the line is to end with: how many were left out before it, or nothing; empty where
   *     there is no room, and the line is to be left out
   */
  public synchronized Optional<String> take(Instant now) {
    // A clock that went back would else keep the log quiet until it is there again.
    if (now.isBefore(since) || Duration.between(since, now).compareTo(WINDOW) >= 0) {
      since = now;
      lines = 0;
    }
    if (lines >= most) {
      leftOut++;
      return Optional.empty();
    }
    lines++;
    String told = leftOut == 0 ? "" : " (left out before this: " + leftOut + ")";
    leftOut = 0;
    return Optional.of(told);
  }
}
