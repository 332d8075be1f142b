package dev.postern.store;

import dev.postern.protocol.ClientId;

/**
 * Names a registration policy within its tenant.
 *
 * @param text 1 to 128 characters of {@code [A-Za-z0-9._~-]}
 */
public record RegistrationPolicyId(String text) {

  /** Refuses a malformed text with {@link IllegalArgumentException}. */
  public RegistrationPolicyId {
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
