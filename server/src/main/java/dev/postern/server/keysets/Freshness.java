package dev.postern.server.keysets;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long a key set is fresh: as its {@code Cache-Control} says (RFC 9111 section 5.2.2),
 * within bounds of ours, so that neither a mistake there keeps a key for a year nor each assertion
 * costs a fetch.
 */
final class Freshness {

  static final Duration LEAST = Duration.ofMinutes(1);
  static final Duration USUAL = Duration.ofMinutes(10);
  static final Duration MOST = Duration.ofHours(1);

  private Freshness() {}

  /** By the header's value, or without one. */
  static Duration of(Optional<String> cacheControl) {
    Optional<Duration> told = Optional.empty();
    for (String directive : cacheControl.orElse("").toLowerCase(Locale.ROOT).split(",", -1)) {
      String name = directive.strip();
      if (name.equals("no-store") || name.startsWith("no-cache")) {
        return LEAST;
      }
      if (name.startsWith("max-age=")) {
        String value = name.substring("max-age=".length());
        // RFC 9111 4.2.1: what cannot be read is stale.
        Duration age =
            value.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : LEAST;
        told = told.isPresent() && told.get().compareTo(age) < 0 ? told : Optional.of(age);
      }
    }
    Duration wanted = told.orElse(USUAL);
    if (wanted.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return wanted.compareTo(MOST) > 0 ? MOST : wanted;
  }
}
