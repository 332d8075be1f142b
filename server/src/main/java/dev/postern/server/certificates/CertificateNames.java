package dev.postern.server.certificates;

import dev.postern.store.AcceptedCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The names that stand in a certificate, each in the form that is compared (RFC 8705 section
 * 2.1.2).
 *
 * @param subject its subject, or empty where that can be equal to no name
 * @param dns its dNSNames, in lower case (RFC 5280 section 7.2)
 * @param uris its uniformResourceIdentifiers, as they are
 * @param addresses the bytes of its iPAddresses, in hex
 * @param emails its rfc822Names, the host in lower case (RFC 5280 section 7.5)
 */
record CertificateNames(
    Optional<DistinguishedName> subject,
    Set<String> dns,
    Set<String> uris,
    Set<String> addresses,
    Set<String> emails) {

  /** The most characters of a name that a certificate has to have. */
  static final int LONGEST = 1_024;

  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final String DOMAIN = LABEL + "(?:\\." + LABEL + ")*";
  private static final Pattern DNS = Pattern.compile(DOMAIN);
  private static final Pattern EMAIL = Pattern.compile("[!-?A-~]{1,64}@" + DOMAIN);
  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int LONGEST_DOMAIN = 253;

  /** The names in {@code certificate}; what is malformed is none. */
  static CertificateNames of(X509Certificate certificate) {
    Set<String> dns = new HashSet<>();
    Set<String> uris = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    Set<String> emails = new HashSet<>();
    byte[] extension = certificate.getExtensionValue(ALTERNATIVE_NAMES);
    if (extension != null) {
      for (GeneralName each : alternatives(extension)) {
        switch (each.getTagNo()) {
          case GeneralName.dNSName -> dns.add(lower(text(each)));
          case GeneralName.uniformResourceIdentifier -> uris.add(text(each));
          case GeneralName.rfc822Name -> emails.add(mailbox(text(each)));
          case GeneralName.iPAddress ->
              addresses.add(hex(ASN1OctetString.getInstance(each.getName()).getOctets()));
          default -> {
            // The other kinds of names (RFC 5280 4.2.1.6) prove nobody here.
          }
        }
      }
    }
    return new CertificateNames(
        DistinguishedName.of(certificate.getSubjectX500Principal()), dns, uris, addresses, emails);
  }

  private static GeneralName[] alternatives(byte[] extension) {
    try {
      return GeneralNames.getInstance(ASN1OctetString.getInstance(extension).getOctets())
          .getNames();
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      return new GeneralName[0];
    }
  }

  private static String text(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }

  /** Whether this certificate has that name. */
  boolean has(AcceptedCertificate.Named named) {
    String value = named.value();
    return switch (named.kind()) {
      // RFC 8705 2.1.2: as RFC 4514 writes it, compared by distinguishedNameMatch.
      case SUBJECT_DN -> subject.isPresent() && subject.equals(DistinguishedName.parse(value));
      case SAN_DNS -> dns.contains(lower(value));
      case SAN_URI -> uris.contains(value);
      // RFC 8705 2.1.2: addresses are compared in binary.
      case SAN_IP -> address(value).filter(addresses::contains).isPresent();
      case SAN_EMAIL -> emails.contains(mailbox(value));
    };
  }

  /** What is wrong with a name that a certificate is to have, in words that do not repeat it. */
  static Optional<String> fault(AcceptedCertificate.Named named) {
    String value = named.value();
    return switch (named.kind()) {
      case SUBJECT_DN ->
          unless(
              DistinguishedName.parse(value).isPresent(),
              "is a distinguished name as RFC 4514 writes it, as CN=mover,O=Example");
      case SAN_DNS ->
          unless(
              value.length() <= LONGEST_DOMAIN && DNS.matcher(value).matches(),
              "is a domain name, without a wildcard");
      case SAN_URI -> unless(absolute(value), "is an absolute URI in visible ASCII");
      case SAN_IP ->
          unless(address(value).isPresent(), "is an address as 192.0.2.7 or 2001:db8::7");
      case SAN_EMAIL ->
          unless(
              value.length() <= LONGEST_DOMAIN && EMAIL.matcher(value).matches(),
              "is an e-mail address");
    };
  }

  private static Optional<String> unless(boolean good, String fault) {
    return good ? Optional.empty() : Optional.of(fault);
  }

  private static boolean absolute(String value) {
    try {
      return VISIBLE.matcher(value).matches() && new URI(value).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Optional<String> address(String value) {
    if (!IPV4.matcher(value).matches() && !IPV6.matcher(value).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(hex(InetAddress.ofLiteral(value).getAddress()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String mailbox(String value) {
    int at = value.lastIndexOf('@');
    return value.substring(0, at + 1) + lower(value.substring(at + 1));
  }

  private static String lower(String value) {
    return value.toLowerCase(Locale.ROOT);
  }
}
