package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The shape of the secrets that Postern makes: a prefix of four characters that says what it is, 40
 * characters of randomness (238 bits), 6 of checksum, all base 62, so that scanners find leaks by
 * their shape.
 *
 * <p>The checksum is CRC-32 over all that stands before it.
 */
final class SecretText {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int PREFIX = 4;
  private static final int RANDOM = 40;
  private static final int CHECKSUM = 6;

  /** The length in characters. */
  static final int LENGTH = PREFIX + RANDOM + CHECKSUM;

  private static final int HINT = 4;

  private SecretText() {}

  /** Makes one; {@code random} must be cryptographically strong. */
  static String random(String prefix, RandomGenerator random) {
    StringBuilder text = new StringBuilder(LENGTH).append(prefix);
    for (int i = 0; i < RANDOM; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text + checksum(text);
  }

  /** Whether Postern can have made {@code text} with that prefix. */
  static boolean wellFormed(String prefix, String text) {
    if (text.length() != LENGTH || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = PREFIX; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean ours = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!ours) {
        return false;
      }
    }
    int end = LENGTH - CHECKSUM;
    return text.substring(end).equals(checksum(text.substring(0, end)));
  }

  /** The last characters, by which people tell secrets apart. */
  static String hint(String text) {
    return text.substring(LENGTH - HINT);
  }

  private static String checksum(CharSequence text) {
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    long value = crc.getValue();
    char[] digits = new char[CHECKSUM];
    for (int i = CHECKSUM - 1; i >= 0; i--) {
      digits[i] = ALPHABET.charAt((int) (value % ALPHABET.length()));
      value /= ALPHABET.length();
    }
    return new String(digits);
  }
}
