package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.token.PublicJwk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key, whose owner signs assertions with the private half (RFC 7523 section 2.2).
 *
 * @param id its name
 * @param clientId whose it is
 * @param key the key
 * @param rules what its assertions must be, and may be, beside the usual
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record KeyCredential(
    CredentialId id,
    ClientId clientId,
    PublicJwk key,
    AssertionRules rules,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The key's {@code kid}. */
  @Override
  public String hint() {
    return key.id().text();
  }

  @Override
  public KeyCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new KeyCredential(id, clientId, key, rules, createdAt, newEnd, newEpoch, number);
  }
}
