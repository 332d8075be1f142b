package dev.postern.console.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever runs this server with which error the OpenID provider sends people back. That
 * stands in an address which anybody can make up, as often as he likes: so only a code that can be
 * one is written, and only so many lines in a minute; the next one says how many more there were.
 */
final class SentBackLog {

  /** Lines in one minute. */
  static final int LINES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(SentBackLog.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private Instant until = Instant.MIN;
  private int lines;
  private long leftOut;

  /** Writes a line, unless there were too many just now. */
  void write(String tenant, String error, Instant now) {
    taken(now)
        .ifPresent(before ->
            LOG.info(
                "tenant {}: somebody came back from the OpenID provider with the error {}{}",
                tenant,
                error.matches("[a-z_]{1,64}") ? error : "that is no code",
                before));
  }

  /** What the line is to say of those that were left out before it; empty for one of these. */
  private synchronized Optional<String> taken(Instant now) {
    if (!now.isBefore(until)) {
      until = now.plus(WINDOW);
      lines = 0;
    }
    if (lines >= LINES) {
      leftOut++;
      return Optional.empty();
    }
    lines++;
    String before = leftOut == 0 ? "" : " (left out before this: " + leftOut + ")";
    leftOut = 0;
    return Optional.of(before);
  }
}
