package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TestCertificates;
import dev.postern.store.AcceptedCertificate.Kind;
import dev.postern.store.AcceptedCertificate.Named;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one name that a certificate has to have (RFC 8705 section 2.1.2). */
final class CertificateNamesTest {

  private final CertificateNames names =
      CertificateNames.of(
          TestCertificates.of("CN=mover,O=Example")
              .names(
                  new GeneralName(GeneralName.dNSName, "Mover.Example.com"),
                  new GeneralName(GeneralName.dNSName, "*.wild.example.com"),
                  new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example/Mover"),
                  new GeneralName(GeneralName.rfc822Name, "Mover@Example.com"),
                  new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                  new GeneralName(GeneralName.iPAddress, "2001:db8::7"),
                  new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped())))
              .bySelf()
              .certificate());

  /** 198.51.100.1 as an address of IPv6, which it is not. */
  private static byte[] mapped() {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    bytes[12] = (byte) 198;
    bytes[13] = 51;
    bytes[14] = 100;
    bytes[15] = 1;
    return bytes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SUBJECT_DN | cn=MOVER,o=example",
        "SAN_DNS | mover.example.COM",
        "SAN_URI | spiffe://example/Mover",
        "SAN_EMAIL | Mover@example.COM",
        "SAN_IP | 192.0.2.7",
        "SAN_IP | 2001:DB8:0:0::0:7"
      })
  void itHasThatName(Kind kind, String value) {
    Named named = new Named(kind, value);
    assertThat(CertificateNames.fault(named)).isEmpty();
    assertThat(names.has(named)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SUBJECT_DN | CN=mover",
        "SUBJECT_DN | O=Example,CN=mover",
        "SAN_DNS | example.com",
        "SAN_DNS | a.wild.example.com",
        "SAN_DNS | mover.example.com.",
        "SAN_URI | spiffe://example/mover",
        "SAN_URI | mover.example.com",
        "SAN_EMAIL | mover@example.com",
        "SAN_EMAIL | @example.com",
        "SAN_IP | 192.0.2.8",
        "SAN_IP | 198.51.100.1",
        "SAN_DNS | 192.0.2.7"
      })
  void itHasNotThatName(Kind kind, String value) {
    assertThat(names.has(new Named(kind, value))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SUBJECT_DN | mover",
        "SUBJECT_DN | CN=a\\00",
        "SAN_DNS | *.example.com",
        "SAN_DNS | a..b",
        "SAN_DNS | m\u00f6ver.example",
        "SAN_URI | mover",
        "SAN_URI | urn:a b",
        "SAN_EMAIL | mover",
        "SAN_EMAIL | a@b@c",
        "SAN_IP | 192.0.2",
        "SAN_IP | 1",
        "SAN_IP | 0x7f.1",
        "SAN_IP | fe80::1%eth0",
        "SAN_IP | mover"
      })
  void whatCanBeNoNameOfThatKindIsRefused(Kind kind, String value) {
    assertThat(CertificateNames.fault(new Named(kind, value))).isPresent();
  }

  @Test
  void withoutAlternativeNamesItHasNone() {
    CertificateNames bare =
        CertificateNames.of(TestCertificates.selfSigned("CN=mover.example.com").certificate());
    // RFC 6125: a domain name in the subject is not one among the alternative names.
    assertThat(bare.has(new Named(Kind.SAN_DNS, "mover.example.com"))).isFalse();
  }
}
