package dev.postern.store;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by their time of making: a prefix, 10 characters of milliseconds, 16 of
 * randomness (80 bits), in lower-case Crockford base 32.
 */
public final class Ids {

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

  private Ids() {}

  /** A new id, as {@code app_01jd3wq0v8k2…}; {@code random} must be cryptographically strong. */
  public static String next(String prefix, Instant now, RandomGenerator random) {
    StringBuilder id = new StringBuilder(prefix.length() + 27).append(prefix).append('_');
    long millis = now.toEpochMilli();
    for (int shift = 45; shift >= 0; shift -= 5) {
      id.append(ALPHABET[(int) (millis >>> shift) & 31]);
    }
    for (int i = 0; i < 16; i++) {
      id.append(ALPHABET[random.nextInt(32)]);
    }
    return id.toString();
  }
}
