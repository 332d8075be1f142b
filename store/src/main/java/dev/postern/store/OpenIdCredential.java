package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the company's OpenID provider vouches for when he signs in. An app that has one is
 * a person, and proves himself in no other way.
 *
 * @param id its name
 * @param clientId whose it is
 * @param principal who he is at the provider
 * @param hint what people know him by there
 * @param createdAt when he first signed in
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record OpenIdCredential(
    CredentialId id,
    ClientId clientId,
    Principal principal,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The most characters of a hint. */
  public static final int LONGEST_HINT = 64;

  @Override
  public OpenIdCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new OpenIdCredential(id, clientId, principal, hint, createdAt, newEnd, newEpoch, number);
  }
}
