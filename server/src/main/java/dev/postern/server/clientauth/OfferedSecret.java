package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A secret that somebody offers: 1 to {@value #LONGEST} characters from space to tilde (RFC 6749
 * appendix A.2). Whose it is, and whether anybody's, is not known yet.
 */
final class OfferedSecret {

  /** The most characters. */
  static final int LONGEST = 256;

  /** So many characters, if random, are what RFC 6749 10.10 asks for: 128 bits, in base 62. */
  private static final int UNGUESSABLE = 22;

  /**
   * Of random characters in base 16 or more so many are different; of words repeated they are not.
   */
  private static final int DIFFERENT = 10;

  private final String text;

  private OfferedSecret(String text) {
    this.text = text;
  }

  /** The secret that {@code text} is, or empty where it can be nobody's. */
  static Optional<OfferedSecret> parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // RFC 6749 A.2: client-secret = *VSCHAR
      if (c < ' ' || c > '~') {
        return Optional.empty();
      }
    }
    return Optional.of(new OfferedSecret(text));
  }

  int length() {
    return text.length();
  }

  /** Its characters, one byte each. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  char[] characters() {
    return text.toCharArray();
  }

  /**
   * Whether it looks like one that a machine made: long, and of many different characters. What a
   * person thought of may be guessed, however it is kept.
   */
  boolean unguessable() {
    return text.length() >= UNGUESSABLE && text.chars().distinct().count() >= DIFFERENT;
  }

  @Override
  public String toString() {
    return "OfferedSecret[hidden]";
  }
}
