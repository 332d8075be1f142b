package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One way for an app to prove who it is. So far that is a secret, of which only a hash is kept.
 *
 * @param id its name
 * @param clientId whose it is
 * @param secretHash the hash, naming the key that made it: {@code hmac-sha256:<pepper>:<base64url>}
 * @param hint the last characters of the secret, so that people can tell their secrets apart
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record Credential(
    CredentialId id,
    ClientId clientId,
    String secretHash,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version) {

  /** Whether it is good at {@code now}. */
  public boolean live(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** The same credential in a new epoch. */
  public Credential inEpoch(long number) {
    return new Credential(id, clientId, secretHash, hint, createdAt, expiresAt, number, number);
  }

  /** The same credential with another end, in the same epoch or a new one. */
  public Credential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new Credential(id, clientId, secretHash, hint, createdAt, newEnd, newEpoch, number);
  }

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "Credential[" + id + " of " + clientId + "]";
  }
}
