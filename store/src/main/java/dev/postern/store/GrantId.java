package dev.postern.store;

import dev.postern.protocol.ClientId;

/**
 * Names one life of a grant: a grant that is made again has another.
 *
 * @param text 1 to 128 characters of {@code [A-Za-z0-9._~-]}
 */
public record GrantId(String text) {

  /** Refuses a malformed text with {@link IllegalArgumentException}. */
  public GrantId {
    // The same alphabet and limit as a client id: there is one shape for ids that we mint.
    if (ClientId.parse(text).isEmpty()) {
      throw new IllegalArgumentException("malformed id");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
