package dev.postern.protocol;

import java.util.Optional;

/**
 * Names one token: its {@code jti} claim (RFC 7519 section 4.1.7).
 *
 * @param text 1 to 256 characters of {@code [A-Za-z0-9._~-]}, compared byte for byte
 */
public record TokenId(String text) {

  /** The longest text that is taken. */
  public static final int LIMIT = 256;

  /** Refuses a malformed text with {@link IllegalArgumentException}; it is not repeated. */
  public TokenId {
    if (!Text.unreserved(text, LIMIT)) {
      throw new IllegalArgumentException("malformed token id");
    }
  }

  /** The token id that {@code text} is, or empty where it cannot be one. */
  public static Optional<TokenId> parse(String text) {
    return Text.unreserved(text, LIMIT) ? Optional.of(new TokenId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
