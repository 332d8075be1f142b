package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.protocol.token.KnownCertificate;
import dev.postern.server.TestCertificates;
import dev.postern.store.AcceptedCertificate.Kind;
import dev.postern.store.AcceptedCertificate.Named;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Whatever a certificate says of its owner is the names of that owner, or is passed over. */
final class CertificateNamesFuzzTest {

  private static final X509Certificate GOOD =
      TestCertificates.of("CN=mover,O=Example")
          .names(
              new GeneralName(GeneralName.dNSName, "Mover.Example.com"),
              new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example/Mover"),
              new GeneralName(GeneralName.rfc822Name, "Mover@Example.com"),
              new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
              new GeneralName(GeneralName.directoryName, "CN=a"))
          .bySelf()
          .certificate();

  private static final int SEQUENCE = 0x30;
  private static final int SUBJECT = 5;
  private static final int EXTENSIONS = 7;

  private static final byte[] WHOLE = encoded(GOOD);
  private static final ASN1Sequence BODY = body(GOOD);
  private static final byte[] NAME = content(BODY.getObjectAt(SUBJECT));
  private static final byte[] ALTERNATIVES =
      content(ASN1Sequence.getInstance(extension(GOOD).getOctets()));

  private static final Optional<DistinguishedName> SUBJECT_OF_GOOD =
      DistinguishedName.of(GOOD.getSubjectX500Principal());

  private final ReadingCost cost = new ReadingCost();

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private static ASN1Sequence body(X509Certificate certificate) {
    return ASN1Sequence.getInstance(
        ASN1Sequence.getInstance(encoded(certificate)).getObjectAt(0).toASN1Primitive());
  }

  private static ASN1OctetString extension(X509Certificate certificate) {
    return ASN1OctetString.getInstance(
        certificate.getExtensionValue(Extension.subjectAlternativeName.getId()));
  }

  private static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What stands in a sequence. */
  private static byte[] content(ASN1Encodable sequence) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ASN1Encodable each : ASN1Sequence.getInstance(sequence)) {
      all.writeBytes(encoded(each));
    }
    return all.toByteArray();
  }

  /** X.690 8.1: tag, length and what stands in it, whatever that is. */
  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(content::writeBytes);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int length = content.size();
    all.write(tag);
    // DER has no longer length than it needs.
    if (length >= 0x100) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length >= 0x80) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  /** The good certificate with another subject and other names; its signature is not looked at. */
  private static byte[] certificate(byte[] subject, byte[] alternatives) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < EXTENSIONS; i++) {
      body.writeBytes(i == SUBJECT ? tagged(SEQUENCE, subject) : encoded(BODY.getObjectAt(i)));
    }
    ASN1ObjectIdentifier id = Extension.subjectAlternativeName;
    byte[] value = tagged(0x04, tagged(SEQUENCE, alternatives));
    body.writeBytes(tagged(0xa3, tagged(SEQUENCE, tagged(SEQUENCE, encoded(id), value))));
    ASN1Sequence whole = ASN1Sequence.getInstance(WHOLE);
    return tagged(
        SEQUENCE,
        tagged(SEQUENCE, body.toByteArray()),
        encoded(whole.getObjectAt(1)),
        encoded(whole.getObjectAt(2)));
  }

  private static byte[] certificate(FuzzedDataProvider data) {
    return switch (data.consumeInt(0, 4)) {
      case 0 -> Spoilt.bytes(data, WHOLE);
      case 1 -> certificate(Spoilt.bytes(data, NAME), ALTERNATIVES);
      case 2 -> certificate(data.consumeRemainingAsBytes(), ALTERNATIVES);
      case 3 -> certificate(NAME, Spoilt.bytes(data, ALTERNATIVES));
      default -> certificate(NAME, data.consumeRemainingAsBytes());
    };
  }

  private static Optional<CertificateNames> names(byte[] der) {
    try {
      return Optional.of(CertificateNames.of(KnownCertificate.read(der)));
    } catch (CertificateException expected) {
      return Optional.empty();
    }
  }

  @DictionaryEntries({"*.example.com", "spiffe://", "@", "Example.com", "CN=a"})
  @FuzzTest
  void whateverACertificateSaysIsItsNamesOrPassedOver(FuzzedDataProvider data) {
    byte[] der = certificate(data);
    Optional<CertificateNames> read = cost.of(() -> names(der));
    read.ifPresent(names -> {
      Named wanted = new Named(Kind.SUBJECT_DN, "CN=mover,O=Example");
      assertThat(names.has(wanted)).isEqualTo(names.subject().equals(SUBJECT_OF_GOOD));
      hasAll(names, Kind.SAN_DNS, names.dns());
      hasAll(names, Kind.SAN_URI, names.uris());
      hasAll(names, Kind.SAN_EMAIL, names.emails());
    });
  }

  /** What could be asked for is found. */
  private static void hasAll(CertificateNames names, Kind kind, Set<String> values) {
    for (String value : values) {
      Named named = new Named(kind, value);
      assertThat(names.has(named)).as(kind + " " + value).isTrue();
      assertThat(CertificateNames.fault(named)).isNotNull();
    }
  }

  @Test
  void theGoodOneHasItsNames() {
    CertificateNames names = names(certificate(NAME, ALTERNATIVES)).orElseThrow();
    assertThat(names).isEqualTo(CertificateNames.of(GOOD));
    assertThat(names.has(new Named(Kind.SUBJECT_DN, "CN=mover,O=Example"))).isTrue();
    assertThat(names.has(new Named(Kind.SAN_IP, "192.0.2.7"))).isTrue();
  }
}
