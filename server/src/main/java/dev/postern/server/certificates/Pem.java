package dev.postern.server.certificates;

import dev.postern.protocol.token.KnownCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One certificate as text (RFC 7468 section 5). */
final class Pem {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  /** One block, and nothing beside it: of several nobody could say which is meant. */
  private static final Pattern BLOCK =
      Pattern.compile("\\s*+" + BEGIN + "([A-Za-z0-9+/=\\s]++)" + END + "\\s*+");

  private static final Pattern BLANK = Pattern.compile("\\s");

  private Pem() {}

  /** The certificate that {@code text} is, or empty. */
  static Optional<X509Certificate> read(String text) {
    Matcher block = BLOCK.matcher(text);
    if (!block.matches()) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getDecoder().decode(BLANK.matcher(block.group(1)).replaceAll(""));
      return Optional.of(KnownCertificate.read(der));
    } catch (IllegalArgumentException | CertificateException e) {
      return Optional.empty();
    }
  }

  /** The text of a certificate, in lines of 64 characters. */
  static String write(X509Certificate certificate) throws CertificateException {
    String lines =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return BEGIN + "\n" + lines + "\n" + END + "\n";
  }
}
