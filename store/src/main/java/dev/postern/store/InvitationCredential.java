package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invitation to make a passkey, once. It proves nobody to the token endpoint, and is gone with
 * its use.
 *
 * @param id its name
 * @param clientId the person who is invited
 * @param secretHash the hash of its secret under the pepper
 * @param hint the last characters of the secret
 * @param createdAt when it was made
 * @param expiresAt when it ends; one without an end is good for nothing
 * @param epoch the number of the change that made it
 * @param version the number of the change that last touched it
 */
public record InvitationCredential(
    CredentialId id,
    ClientId clientId,
    String secretHash,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  @Override
  public InvitationCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new InvitationCredential(
        id, clientId, secretHash, hint, createdAt, newEnd, newEpoch, number);
  }

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "InvitationCredential[" + id + " of " + clientId + "]";
  }
}
