package dev.postern.console.signin;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever runs this server with which error the OpenID provider sends people back. That
 * stands in an address which anybody can make up, as often as he likes: so only a code that can be
 * one is written, and only so many lines in a minute.
 */
final class SentBackLog {

  /** Lines in one minute. */
  static final int LINES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(SentBackLog.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private Instant until = Instant.MIN;
  private int lines;

  /** Writes a line, unless there were too many just now. */
  void write(String tenant, String error, Instant now) {
    if (!taken(now)) {
      return;
    }
    LOG.info(
        "tenant {}: somebody came back from the OpenID provider with the error {}",
        tenant,
        error.matches("[a-z_]{1,64}") ? error : "that is no code");
  }

  private synchronized boolean taken(Instant now) {
    if (!now.isBefore(until)) {
      until = now.plus(WINDOW);
      lines = 0;
    }
    lines++;
    return lines <= LINES;
  }
}
