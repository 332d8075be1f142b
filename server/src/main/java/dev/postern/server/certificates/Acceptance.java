package dev.postern.server.certificates;

import dev.postern.protocol.token.KnownCertificate;
import dev.postern.store.AcceptedCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what somebody wants to be accepted from now on, and says what is wrong with it. */
public final class Acceptance {

  /** The longest certificate in PEM, in characters. */
  public static final int LONGEST_PEM = 12_000;

  /** The longest name that a certificate has to have. */
  public static final int LONGEST_NAME = CertificateNames.LONGEST;

  private Acceptance() {}

  /**
   * The certificate of an authority.
   *
   * @param kept its certificate in PEM, in the form that is kept
   * @param known what it is known again by
   * @param subject its name, as RFC 4514 writes it
   */
  public record Authority(String kept, KnownCertificate known, String subject) {

    /**
     * An authority that is kept as {@code pem}.
     *
     * @throws IllegalStateException where that is none
     */
    public static Authority ofKept(String pem) {
      return read(pem, _ -> Optional.empty(), _ -> {})
          .map(Authority::of)
          .orElseThrow(() -> new IllegalStateException("a kept certificate is none"));
    }

    private static Authority of(X509Certificate certificate) {
      try {
        return new Authority(
            Pem.write(certificate),
            KnownCertificate.of(certificate),
            certificate.getSubjectX500Principal().getName());
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate that was read has no encoding", e);
      }
    }
  }

  /** An authority whose certificates may prove apps. */
  public static Optional<Authority> authority(String pem, Instant now, Consumer<String> complaint) {
    return read(pem, each -> CertificatePath.unfit(each, now), complaint).map(Authority::of);
  }

  /** A certificate that proves an app by itself. */
  public static Optional<AcceptedCertificate> itself(
      String pem, Instant now, Consumer<String> complaint) {
    return read(pem, each -> CertificatePath.unusable(each, now), complaint)
        .map(Authority::of)
        .<AcceptedCertificate>map(
            each -> new AcceptedCertificate.Itself(each.kept(), each.known()));
  }

  /** A name that a certificate has to have. */
  public static Optional<AcceptedCertificate> named(
      AcceptedCertificate.Kind kind, String value, Consumer<String> complaint) {
    AcceptedCertificate.Named named = new AcceptedCertificate.Named(kind, value);
    Optional<String> fault = CertificateNames.fault(named);
    fault.ifPresent(complaint);
    return fault.isEmpty() ? Optional.of(named) : Optional.empty();
  }

  @FunctionalInterface
  private interface Look {
    Optional<String> at(X509Certificate certificate);
  }

  private static Optional<X509Certificate> read(String pem, Look look, Consumer<String> complaint) {
    Optional<X509Certificate> certificate = Pem.read(pem);
    Optional<String> fault =
        certificate.isEmpty()
            ? Optional.of("is one X.509 certificate in PEM, and nothing beside it")
            : look.at(certificate.get());
    fault.ifPresent(complaint);
    return fault.isEmpty() ? certificate : Optional.empty();
  }
}
