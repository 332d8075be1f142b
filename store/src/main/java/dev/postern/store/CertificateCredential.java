package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate, whose owner shows it in TLS (RFC 8705 section 2).
 *
 * @param id its name
 * @param clientId whose it is
 * @param accepted which certificate it is
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param version the number of the change that last touched it
 */
public record CertificateCredential(
    CredentialId id,
    ClientId clientId,
    AcceptedCertificate accepted,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long epoch,
    long version)
    implements Credential {

  /** The certificate's thumbprint, or the name that it has to have. */
  @Override
  public String hint() {
    return switch (accepted) {
      case AcceptedCertificate.Itself itself -> itself.known().thumbprint().text();
      case AcceptedCertificate.Named named -> named.value();
    };
  }

  @Override
  public CertificateCredential ending(@Nullable Instant newEnd, long newEpoch, long number) {
    return new CertificateCredential(id, clientId, accepted, createdAt, newEnd, newEpoch, number);
  }
}
