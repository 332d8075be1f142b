package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The word of another issuer that its bearer is this app (RFC 7523 section 2.1).
 *
 * @param id its name
 * @param clientId whose it is
 * @param principal as whom the other issuer knows the app
 * @param keys by which that issuer is believed
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record FederatedCredential(
    CredentialId id,
    ClientId clientId,
    Principal principal,
    TrustedKeys keys,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  private static final int HINT = 64;

  /** The end of the name by which the other issuer knows it. */
  @Override
  public String hint() {
    String subject = principal.subject();
    return subject.substring(Math.max(0, subject.length() - HINT));
  }

  @Override
  public FederatedCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new FederatedCredential(
        id, clientId, principal, keys, createdAt, newEnd, newEpoch, number);
  }
}
