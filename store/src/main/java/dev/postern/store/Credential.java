package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One way for an app to prove who it is. Several live at once; each kind is a record of its own,
 * flat, because most of a million apps have exactly one.
 */
public sealed interface Credential
    permits SecretCredential,
        ImportedCredential,
        KeyCredential,
        KeySetCredential,
        CertificateCredential,
        FederatedCredential,
        PasskeyCredential,
        InvitationCredential,
        OpenIdCredential {

  /** Its name. */
  CredentialId id();

  /** Whose it is. */
  ClientId clientId();

  /** What people tell it by from the app's others; nothing secret. */
  String hint();

  /** When it was made. */
  Instant createdAt();

  /** When it ends, or null. */
  @Nullable Instant expiresAt();

  /** The number of the change that last closed its sessions, or made it. */
  long epoch();

  /** The number of the change that last touched it. */
  long version();

  /** Whether it is good at {@code now}. */
  default boolean live(Instant now) {
    @Nullable Instant end = expiresAt();
    return end == null || now.isBefore(end);
  }

  /** The same credential in a new epoch. */
  default Credential inEpoch(long number) {
    return ending(expiresAt(), number, number);
  }

  /** The same credential with another end, in the same epoch or a new one. */
  Credential ending(@Nullable Instant newEnd, long newEpoch, long number);
}
