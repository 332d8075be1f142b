package dev.postern.protocol;

import java.util.Optional;

/**
 * Names an app to the authorization server (RFC 6749 section 2.2).
 *
 * @param text 1 to 128 characters of {@code [A-Za-z0-9._~-]}, compared byte for byte
 */
public record ClientId(String text) {

  /** The longest text that is taken. */
  public static final int LIMIT = 128;

  /** Refuses a malformed text with {@link IllegalArgumentException}; it is not repeated. */
  public ClientId {
    if (!Text.unreserved(text, LIMIT)) {
      throw new IllegalArgumentException("malformed client id");
    }
  }

  /** The client id that {@code text} is, or empty where it cannot be one. */
  public static Optional<ClientId> parse(String text) {
    return Text.unreserved(text, LIMIT) ? Optional.of(new ClientId(text)) : Optional.empty();
  }

  /**
   * The {@code sub} of the app's tokens (RFC 9068 section 5): one that no account can ever have.
   */
  public String subject() {
    return text + "@client";
  }

  @Override
  public String toString() {
    return text;
  }
}
