package dev.postern.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which credentials are looked for: those of which all is true that is said here.
 *
 * @param type what they are, or null
 * @param expiresAfter they end, at this time or later; or null
 * @param expiresBefore they end before this, or have ended; or null
 * @param unusedSince they were there before this and have not been used since, or never; or null
 */
public record CredentialFilter(
    @Nullable Type type,
    @Nullable Instant expiresAfter,
    @Nullable Instant expiresBefore,
    @Nullable Instant unusedSince) {

  /** All credentials. */
  public static final CredentialFilter ALL = new CredentialFilter(null, null, null, null);

  /** What a credential is, as people tell it. */
  public enum Type {
    /** A secret, made here or elsewhere. */
    SECRET,
    /** Keys, kept here or at a URL. */
    KEY,
    /** A certificate, or a name in one. */
    CERTIFICATE,
    /** The word of another issuer. */
    FEDERATED,
    /** A passkey of a person. */
    PASSKEY,
    /** An invitation to make one. */
    INVITATION,
    /** The word of the OpenID provider that people sign in by. */
    OPENID;

    /** What {@code credential} is. */
    public static Type of(Credential credential) {
      return switch (credential) {
        case SecretCredential _, ImportedCredential _ -> SECRET;
        case KeyCredential _, KeySetCredential _ -> KEY;
        case CertificateCredential _ -> CERTIFICATE;
        case FederatedCredential _ -> FEDERATED;
        case PasskeyCredential _ -> PASSKEY;
        case InvitationCredential _ -> INVITATION;
        case OpenIdCredential _ -> OPENID;
      };
    }
  }

  /** Whether {@code one} is looked for. */
  boolean wants(ListedCredential one) {
    Credential credential = one.credential();
    @Nullable Instant end = credential.expiresAt();
    @Nullable Instant used = one.lastUsed();
    return (type == null || type == Type.of(credential))
        && (expiresAfter == null || (end != null && !end.isBefore(expiresAfter)))
        && (expiresBefore == null || (end != null && end.isBefore(expiresBefore)))
        && (unusedSince == null
            || (credential.createdAt().isBefore(unusedSince)
                && (used == null || used.isBefore(unusedSince))));
  }
}
