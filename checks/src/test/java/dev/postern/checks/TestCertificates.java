package dev.postern.checks;

import dev.postern.protocol.mtls.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/** Makes certificates for tests, good ones and bad ones. */
public final class TestCertificates {

  private static final Map<String, AlgorithmIdentifier> ALGORITHMS =
      Map.of(
          "SHA256withECDSA", algorithm("1.2.840.10045.4.3.2"),
          "SHA1withECDSA", algorithm("1.2.840.10045.4.1"),
          "Ed25519", algorithm("1.3.101.112"),
          "SHA256withRSA", rsa("1.2.840.113549.1.1.11"),
          "SHA1withRSA", rsa("1.2.840.113549.1.1.5"));

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Name subject;
  private final List<Extension> extensions = new ArrayList<>();
  private Instant from = Instant.parse("2020-01-01T00:00:00Z");
  private Instant until = Instant.parse("2049-01-01T00:00:00Z");
  private @Nullable KeyPair keys;

  private TestCertificates(X500Name subject) {
    this.subject = subject;
  }

  /**
   * A certificate with its key.
   *
   * @param chain it, and those above it that are no authority of their own
   * @param key its key
   */
  public record Issued(List<X509Certificate> chain, PrivateKey key) {

    public X509Certificate certificate() {
      return chain.getFirst();
    }

    /** As a client shows it, with what stands above it. */
    public ClientCertificate shown() {
      return ClientCertificate.of(
          certificate(), chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
    }

    public String pem() {
      try {
        String lines =
            Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate().getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static AlgorithmIdentifier algorithm(String id) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(id));
  }

  private static AlgorithmIdentifier rsa(String id) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(id), DERNull.INSTANCE);
  }

  /** Of the subject that {@code name} writes (RFC 4514). */
  public static TestCertificates of(String name) {
    return of(X500Name.getInstance(new X500Principal(name).getEncoded()));
  }

  public static TestCertificates of(X500Name name) {
    return new TestCertificates(name);
  }

  /** An authority's, of a new key. */
  public static Issued authority(String name) {
    return of(name).authority(Integer.MAX_VALUE).bySelf();
  }

  /** A client's that signed itself. */
  public static Issued selfSigned(String name) {
    return of(name).bySelf();
  }

  /** An authority's, with at most {@code length} others below it. */
  public TestCertificates authority(int length) {
    BasicConstraints constraints =
        length == Integer.MAX_VALUE ? new BasicConstraints(true) : new BasicConstraints(length);
    return extension(Extension.basicConstraints, true, constraints)
        .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
  }

  public TestCertificates valid(Instant begin, Instant end) {
    from = begin;
    until = end;
    return this;
  }

  /** Good for an hour before and behind {@code now}. */
  public TestCertificates around(Instant now) {
    return valid(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }

  public TestCertificates names(GeneralName... names) {
    return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  public TestCertificates extension(
      ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
    try {
      byte[] der = value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      extensions.add(new Extension(id, critical, new DEROctetString(der)));
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public TestCertificates keys(KeyPair pair) {
    keys = pair;
    return this;
  }

  public static KeyPair pair(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (size > 0) {
        generator.initialize(size);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyPair pair() {
    KeyPair pair = keys == null ? pair("EC", 256) : keys;
    keys = pair;
    return pair;
  }

  public Issued bySelf() {
    return bySelf(usual(pair().getPrivate()));
  }

  public Issued bySelf(String algorithm) {
    return new Issued(List.of(sign(subject, pair().getPrivate(), algorithm)), pair().getPrivate());
  }

  /** Signed by {@code issuer}, whose own certificate stands above it unless it signed itself. */
  public Issued by(Issued issuer) {
    return by(issuer, usual(issuer.key()));
  }

  public Issued by(Issued issuer, String algorithm) {
    X500Name name =
        X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(sign(name, issuer.key(), algorithm));
    issuer.chain().stream()
        .filter(each -> !each.getSubjectX500Principal().equals(each.getIssuerX500Principal()))
        .forEach(chain::add);
    return new Issued(List.copyOf(chain), pair().getPrivate());
  }

  private static String usual(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }

  private X509Certificate sign(X500Name issuer, PrivateKey key, String name) {
    try {
      AlgorithmIdentifier algorithm = ALGORITHMS.get(name);
      DERSequence body = body(issuer, algorithm);
      Signature signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update(body.getEncoded(ASN1Encoding.DER));
      ASN1EncodableVector whole = new ASN1EncodableVector();
      whole.add(body);
      whole.add(algorithm);
      whole.add(new DERBitString(signature.sign()));
      byte[] der = new DERSequence(whole).getEncoded(ASN1Encoding.DER);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 5280 4.1: TBSCertificate. */
  private DERSequence body(X500Name issuer, @Nullable AlgorithmIdentifier algorithm) {
    ASN1EncodableVector body = new ASN1EncodableVector();
    body.add(new DERTaggedObject(true, 0, new ASN1Integer(2)));
    body.add(new ASN1Integer(BigInteger.valueOf(SERIAL.getAndIncrement())));
    body.add(algorithm);
    body.add(issuer);
    body.add(
        new DERSequence(
            new ASN1Encodable[] {new Time(Date.from(from)), new Time(Date.from(until))}));
    body.add(subject);
    body.add(SubjectPublicKeyInfo.getInstance(pair().getPublic().getEncoded()));
    if (!extensions.isEmpty()) {
      Extensions all = new Extensions(extensions.toArray(Extension[]::new));
      body.add(new DERTaggedObject(true, 3, all));
    }
    return new DERSequence(body);
  }
}
