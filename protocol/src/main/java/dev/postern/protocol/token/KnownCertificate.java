package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A certificate that somebody vouched for before it was shown: it is known again by its thumbprint,
 * and good within its own dates. Nothing else of it is needed, so nothing else is kept.
 *
 * @param thumbprint of the whole certificate
 * @param notBefore the first instant of its life
 * @param notAfter the last
 */
public record KnownCertificate(Thumbprint thumbprint, Instant notBefore, Instant notAfter) {

  /** The longest certificate that is read, in bytes of DER. */
  public static final int LONGEST = 8 * 1024;

  /** What is to be known of {@code certificate}. */
  public static KnownCertificate of(X509Certificate certificate) throws CertificateException {
    return new KnownCertificate(
        Thumbprint.ofCertificate(certificate.getEncoded()),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant());
  }

  /**
   * The one certificate that {@code der} is.
   *
   * @throws CertificateException where it is none, more than one, or longer than {@link #LONGEST}
   */
  public static X509Certificate read(byte[] der) throws CertificateException {
    if (der.length > LONGEST) {
      throw new CertificateException("the certificate is too long");
    }
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    // DER begins with a SEQUENCE; the factory would also take PEM.
    if (der.length == 0
        || der[0] != 0x30
        || !(CertificateFactory.getInstance("X.509").generateCertificate(in)
            instanceof X509Certificate certificate)) {
      throw new CertificateException("no certificate");
    }
    if (in.available() > 0) {
      throw new CertificateException("more than a certificate");
    }
    return certificate;
  }

  /**
   * The certificate of a key's owner that stands beside the key ({@code x5c}, RFC 7517 section
   * 4.7), if there is one, and it is for that key and of a kind that is taken.
   */
  static Optional<KnownCertificate> carried(JsonObject jwk) {
    if (!jwk.has("x5c")) {
      return Optional.empty();
    }
    try {
      String first = jwk.array("x5c").strings().stream().findFirst().orElse("");
      if (first.length() > 2 * LONGEST) {
        return Optional.empty();
      }
      X509Certificate certificate = read(Base64.getDecoder().decode(first));
      JsonObject bare = PublicJwk.shown(jwk);
      // RFC 7517 4.7: the key in the first certificate matches the one that the members make.
      boolean same =
          KeyNumbers.bare(KeyNumbers.of(certificate.getPublicKey())).text().equals(bare.text());
      return same ? Optional.of(of(certificate)) : Optional.empty();
    } catch (JsonFault | CertificateException | IllegalArgumentException notForUs) {
      return Optional.empty();
    }
  }

  /** Whether {@code now} lies within its life (RFC 5280 section 4.1.2.5). */
  public boolean current(Instant now) {
    return !now.isBefore(notBefore) && !now.isAfter(notAfter);
  }
}
