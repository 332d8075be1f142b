package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The keys that stand at a URL, whose owner signs assertions with their private halves (RFC 7523
 * section 2.2, RFC 7591 section 2). They are one credential, however often they change.
 *
 * @param id its name
 * @param clientId whose it is
 * @param url where the keys are
 * @param rules what assertions by these keys must be, and may be, beside the usual
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record KeySetCredential(
    CredentialId id,
    ClientId clientId,
    KeySetUrl url,
    AssertionRules rules,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The host that the keys are at. */
  @Override
  public String hint() {
    return url.host();
  }

  @Override
  public KeySetCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new KeySetCredential(id, clientId, url, rules, createdAt, newEnd, newEpoch, number);
  }
}
