package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret, of which only a hash is kept.
 *
 * @param id its name
 * @param clientId whose it is
 * @param secretHash the hash, naming the key that made it: {@code
 *     hmac-sha256:<pepper>:<base64url>}; never empty
 * @param hint the last characters of the secret; of one that was imported, how it was hashed then
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record SecretCredential(
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
  public SecretCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new SecretCredential(
        id, clientId, secretHash, hint, createdAt, newEnd, newEpoch, number);
  }

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "SecretCredential[" + id + " of " + clientId + "]";
  }
}
