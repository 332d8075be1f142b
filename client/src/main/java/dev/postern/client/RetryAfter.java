package dev.postern.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads {@code Retry-After}: seconds, or a date (RFC 9110 section 10.2.3). */
final class RetryAfter {

  /** A server may hold us off for so long and no longer. */
  static final Duration CAP = Duration.ofMinutes(5);

  private static final int LIMIT = 64;

  private RetryAfter() {}

  /**
   * How long from {@code now} the server wants to be left alone; empty where that is unreadable.
   */
  static Optional<Duration> read(String header, Instant now) {
    String text = header.strip();
    if (text.isEmpty() || text.length() > LIMIT) {
      return Optional.empty();
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      // More digits than these are beyond the cap in any case, and beyond a long perhaps.
      return Optional.of(
          text.length() > 9 ? CAP : capped(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(capped(Duration.between(now, until)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration capped(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(CAP) > 0 ? CAP : wait;
  }
}
