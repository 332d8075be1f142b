package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The word of another issuer that its bearer is this app (RFC 7523 section 2.1).
 *
 * @param id its name
 * @param clientId whose it is
 * @param trust whose word, about whom
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record FederatedCredential(
    CredentialId id,
    ClientId clientId,
    Trust trust,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  private static final int HINT = 64;

  /** The end of the name by which the other issuer knows it. */
  @Override
  public String hint() {
    String subject = trust.principal().subject();
    int begin = Math.max(0, subject.length() - HINT);
    // Not the second half of a character.
    boolean cut = begin > 0 && Character.isLowSurrogate(subject.charAt(begin));
    return subject.substring(cut ? begin + 1 : begin);
  }

  @Override
  public FederatedCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new FederatedCredential(id, clientId, trust, createdAt, newEnd, newEpoch, number);
  }
}
