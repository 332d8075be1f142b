package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A secret that Postern made: {@code pst_}, 40 characters of randomness (206 bits), 6 of checksum,
 * all base 62, so that scanners find leaks by its shape, and a client may form-encode it or not and
 * send the same bytes.
 *
 * <p>The checksum is CRC-32 over all that stands before it.
 */
public final class ClientSecret {

  /** What every secret starts with. */
  public static final String PREFIX = "pst_";

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM = 40;
  private static final int CHECKSUM = 6;

  /** The length of a secret in characters. */
  public static final int LENGTH = PREFIX.length() + RANDOM + CHECKSUM;

  private static final int HINT = 4;

  private final String text;

  private ClientSecret(String text) {
    this.text = text;
  }

  /** Makes a secret; {@code random} must be cryptographically strong. */
  public static ClientSecret random(RandomGenerator random) {
    StringBuilder text = new StringBuilder(LENGTH).append(PREFIX);
    for (int i = 0; i < RANDOM; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new ClientSecret(text + checksum(text));
  }

  /** The secret that {@code text} is, or empty where Postern cannot have made it. */
  public static Optional<ClientSecret> parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean ours = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!ours) {
        return Optional.empty();
      }
    }
    int end = LENGTH - CHECKSUM;
    return text.substring(end).equals(checksum(text.substring(0, end)))
        ? Optional.of(new ClientSecret(text))
        : Optional.empty();
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

  /** The secret itself: to be shown once, to its owner, and never kept. */
  public String reveal() {
    return text;
  }

  /** Its last characters, by which people tell their secrets apart. */
  public String hint() {
    return text.substring(LENGTH - HINT);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "ClientSecret[hidden]";
  }
}
