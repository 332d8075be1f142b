package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TestCertificates;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the directory are compared part by part (RFC 4517 section 4.2.15), never as texts. */
final class DistinguishedNameTest {

  private static final ASN1ObjectIdentifier CN = new ASN1ObjectIdentifier("2.5.4.3");
  private static final ASN1ObjectIdentifier O = new ASN1ObjectIdentifier("2.5.4.10");
  private static final ASN1ObjectIdentifier OWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

  private static RDN rdn(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new RDN(type, value);
  }

  private static RDN cn(String value) {
    return rdn(CN, new DERUTF8String(value));
  }

  /** What a certificate with that subject is called. */
  private static Optional<DistinguishedName> subject(RDN... parts) {
    return DistinguishedName.of(
        TestCertificates.of(new X500Name(parts)).bySelf().certificate().getSubjectX500Principal());
  }

  private static boolean same(String one, String other) {
    Optional<DistinguishedName> name = DistinguishedName.parse(one);
    assertThat(name).as(one).isPresent();
    return name.equals(DistinguishedName.parse(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=mover,O=Example | cn=MOVER, o=example",
        "CN=mover,O=Example | CN=mover;O=Example",
        "CN=a  b | CN= a b ",
        "CN=a\\,b,O=c | CN=\"a,b\",O=c",
        "CN=a\\2Cb | CN=a\\,b",
        "CN=a+OU=b,O=c | OU=b+CN=A,O=C",
        "CN=Stra\u00dfe | CN=STRASSE",
        "CN=\uff4dover | CN=mover",
        "CN=e\u0301 | CN=\u00e9",
        "2.5.4.3=mover | CN=mover",
        "UID=7,DC=example,DC=com | uid=7,dc=EXAMPLE,dc=com"
      })
  void namesThatMatch(String one, String other) {
    assertThat(same(one, other)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=mover,O=Example | O=Example,CN=mover",
        "CN=mover,O=Example | CN=mover",
        "CN=mover | CN=mover2",
        "CN=a,O=b | CN=a\\,O\\=b",
        "CN=a\\\\,O=b | CN=a\\,O\\=b",
        "CN=a,OU=b | CN=a+OU=b",
        "CN=a | OU=a",
        "CN=a\\+OU\\=b | CN=a+OU=b",
        "1.3.6.1.4.1.99999.1=#0C0161 | 1.3.6.1.4.1.99999.1=#0C0141"
      })
  void namesThatDoNotMatch(String one, String other) {
    assertThat(same(one, other)).isFalse();
  }

  @Test
  void howATextIsEncodedIsNoMatter() {
    Optional<DistinguishedName> wanted = DistinguishedName.parse("CN=mover");
    assertThat(subject(rdn(CN, new DERPrintableString("Mover")))).isEqualTo(wanted);
    assertThat(subject(rdn(CN, new DERUTF8String("mover")))).isEqualTo(wanted);
    assertThat(subject(rdn(CN, new DERBMPString("mover")))).isEqualTo(wanted);
  }

  /** Together in one text these would be the same. */
  @Test
  void aCommaInAValueIsNotOneBetweenParts() {
    Optional<DistinguishedName> two = DistinguishedName.parse("CN=mover,O=Example");
    assertThat(subject(cn("mover,O=Example"))).isPresent().isNotEqualTo(two);
    assertThat(subject(cn("mover\\,O=Example"))).isPresent().isNotEqualTo(two);
    assertThat(subject(rdn(O, new DERUTF8String("Example")), cn("mover"))).isEqualTo(two);
    assertThat(subject(rdn(O, new DERUTF8String("b")), cn("a\\")))
        .isPresent()
        .isNotEqualTo(DistinguishedName.parse("CN=a\\,O\\=b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mover\u0000",
        "\u0000mover",
        "mo\u0000ver",
        "mover\u200b",
        "mover\u202e",
        "mo\tver"
      })
  void aNameWithWhatNobodySeesIsEqualToNone(String value) {
    assertThat(subject(cn(value))).isEmpty();
  }

  @Test
  void anAttributeThatStandsTwiceInAPartMakesItNobodys() {
    AttributeTypeAndValue one = new AttributeTypeAndValue(CN, new DERUTF8String("a"));
    AttributeTypeAndValue other = new AttributeTypeAndValue(CN, new DERUTF8String("A"));
    assertThat(subject(new RDN(new AttributeTypeAndValue[] {one, other}))).isEmpty();
  }

  @Test
  void whatHasNoRuleOfItsOwnIsComparedByItsBytes() {
    assertThat(subject(rdn(OWN, new DERUTF8String("a"))))
        .isPresent()
        .isEqualTo(DistinguishedName.parse("1.3.6.1.4.1.99999.1=#0C0161"))
        .isNotEqualTo(subject(rdn(OWN, new DERPrintableString("a"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mover",
        "CN",
        "=a",
        "CN=a,,O=b",
        "CN=a\\00",
        "1.2.3=#zz",
        "CN=\"a",
        "CN=a\u0000"
      })
  void whatIsNoNameIsNone(String text) {
    assertThat(DistinguishedName.parse(text)).isEmpty();
  }
}
