package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * A password that a person chose, {@value #SHORTEST} to {@value #LONGEST} characters. Two spellings
 * that look alike are one password: it is taken in Unicode's form NFC (RFC 8265 section 4.2).
 */
public final class Password {

  /** The fewest characters. */
  public static final int SHORTEST = 8;

  /** The most characters. */
  public static final int LONGEST = 128;

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  /** The password that {@code text} is, or empty where it is too short or too long. */
  public static Optional<Password> parse(String text) {
    // No character has more than a few parts: what is longer can be refused before it is read.
    if (text.length() > 4 * LONGEST) {
      return Optional.empty();
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    int length = composed.codePointCount(0, composed.length());
    return length < SHORTEST || length > LONGEST
        ? Optional.empty()
        : Optional.of(new Password(composed));
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
