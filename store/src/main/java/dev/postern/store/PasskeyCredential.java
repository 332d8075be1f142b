package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A passkey: what a person proves himself with (W3C Web Authentication). An app that has one is a
 * person, and has no secrets or keys of machines.
 *
 * @param id its name
 * @param clientId whose it is
 * @param known what is known of it
 * @param hint what its owner calls it
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record PasskeyCredential(
    CredentialId id,
    ClientId clientId,
    Known known,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The most characters of a hint. */
  public static final int LONGEST_HINT = 64;

  /**
   * What is known of a passkey.
   *
   * @param name the name that its authenticator gave it (credential id), in base64url
   * @param key its attested credential data with the public key, in base64url (Web Authentication
   *     section 6.5.2)
   */
  public record Known(String name, String key) {}

  @Override
  public PasskeyCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new PasskeyCredential(id, clientId, known, hint, createdAt, newEnd, newEpoch, number);
  }
}
