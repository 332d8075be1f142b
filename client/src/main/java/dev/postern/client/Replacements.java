package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides whether a refused token may be replaced now. The first is replaced at once; a replacement
 * that is refused, too, must have been held for 1 s, the next for 2 s, and so on up to a minute. A
 * token that served for more than a minute ends the row.
 */
final class Replacements {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** How many refused tokens in a row were replaced; what it is for is exhausted at 7. */
  private int inRow;

  /** Whether {@code token} may be dropped; counts it if so. */
  boolean allowed(IssuedToken token, Instant now) {
    Duration held = Duration.between(token.issuedAt(), now);
    if (held.compareTo(LONGEST) > 0) {
      inRow = 0;
    } else if (inRow > 0 && held.compareTo(patience()) < 0) {
      return false;
    }
    inRow = Math.min(inRow + 1, 7);
    return true;
  }

  private Duration patience() {
    Duration grown = Duration.ofSeconds(1L << (inRow - 1));
    return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
  }
}
