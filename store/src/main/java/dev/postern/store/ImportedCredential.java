package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret that another server made, and of which that server's hash was brought. Once its secret
 * has been seen a {@link SecretCredential} may take its place.
 *
 * @param id its name
 * @param clientId whose it is
 * @param secretHash the hash, of a form that begins with {@code $}, as no hash of ours does
 * @param hint how it was hashed, for nobody knows the secret
 * @param createdAt when it was brought
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record ImportedCredential(
    CredentialId id,
    ClientId clientId,
    String secretHash,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** What the hash of an imported secret begins with. */
  public static final String START = "$";

  /** Refuses a hash that would be read back as one of ours. */
  public ImportedCredential {
    if (!secretHash.startsWith(START)) {
      throw new IllegalArgumentException("an imported hash begins with " + START);
    }
  }

  @Override
  public ImportedCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new ImportedCredential(
        id, clientId, secretHash, hint, createdAt, newEnd, newEpoch, number);
  }

  /** The same credential with a hash of ours, in the same epoch: its tokens stay what they are. */
  public SecretCredential rehashed(String newHash, long number) {
    return new SecretCredential(id, clientId, newHash, hint, createdAt, expiresAt, epoch, number);
  }

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "ImportedCredential[" + id + " of " + clientId + "]";
  }
}
