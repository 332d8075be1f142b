package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the company's OpenID provider vouches for when he signs in. An app that has one is
 * a person, and proves himself in no other way.
 *
 * @param id its name
 * @param clientId whose it is
 * @param principal who he is at the provider
 * @param limits to which APIs he was limited when he last signed in, and by whom
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
    Limits limits,
    String hint,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The most characters of a hint. */
  public static final int LONGEST_HINT = 64;

  /**
   * The limits of his grant at the Admin API, which says only what comes of them. Both are needed
   * to tell, when he next signs in, whether somebody here has limited him otherwise meanwhile.
   *
   * @param last what the grant was limited to when he last signed in, or when an administrator last
   *     wrote it; or null: it was not
   * @param byHand what administrators here limited it to, or null: they did not
   */
  public record Limits(@Nullable Set<ApiId> last, @Nullable Set<ApiId> byHand) {

    /** Of who is not limited. */
    public static final Limits NONE = new Limits(null, null);

    /** Copies the sets. */
    public Limits {
      last = last == null ? null : Set.copyOf(last);
      byHand = byHand == null ? null : Set.copyOf(byHand);
    }
  }

  @Override
  public OpenIdCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new OpenIdCredential(
        id, clientId, principal, limits, hint, createdAt, newEnd, newEpoch, number);
  }

  /** The same credential, whose owner is limited so, in the same epoch. */
  public OpenIdCredential limited(Limits others, long number) {
    return new OpenIdCredential(
        id, clientId, principal, others, hint, createdAt, expiresAt, epoch, number);
  }
}
