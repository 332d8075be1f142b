package dev.postern.protocol;

import java.util.Optional;

/**
 * Names a signing key in a key set (RFC 7517 section 4.5).
 *
 * @param text 1 to 256 characters of {@code [A-Za-z0-9._~-]}, compared byte for byte
 */
public record KeyId(String text) {

  /** The longest text that is taken. */
  public static final int LIMIT = 256;

  /** Refuses a malformed text with {@link IllegalArgumentException}; it is not repeated. */
  public KeyId {
    if (!Text.unreserved(text, LIMIT)) {
      throw new IllegalArgumentException("malformed key id");
    }
  }

  /** The key id that {@code text} is, or empty where it cannot be one. */
  public static Optional<KeyId> parse(String text) {
    return Text.unreserved(text, LIMIT) ? Optional.of(new KeyId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
