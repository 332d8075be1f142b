package dev.postern.protocol.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The signature algorithms that tokens are signed with (RFC 7518 section 3, RFC 8037). */
public enum SignatureAlgorithm {
  /** ECDSA on P-256 with SHA-256: the usual one. */
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  /** ECDSA on P-384 with SHA-384. */
  ES384("ES384", "SHA384withECDSAinP1363Format"),
  /** RSA PKCS #1 v1.5 with SHA-256; every RFC 9068 verifier knows it. */
  RS256("RS256", "SHA256withRSA"),
  /** RSA PSS with SHA-256. */
  PS256("PS256", "RSASSA-PSS"),
  /** Edwards curve 25519. */
  EDDSA("EdDSA", "Ed25519");

  /** All of them. */
  public static final Set<SignatureAlgorithm> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(SignatureAlgorithm.class));

  /** FAPI 2.0 Security Profile 5.4.1: PS256, ES256, and EdDSA on Ed25519; not what is older. */
  public static final Set<SignatureAlgorithm> FAPI2 =
      Collections.unmodifiableSet(EnumSet.of(ES256, PS256, EDDSA));

  /** FIPS 186-5 and SP 800-186 3.2.1.3: the order of P-256, which no other curve has. */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  /** SP 800-186 3.2.1.4: the order of P-384. */
  private static final BigInteger P384_ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          16);

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final String text;
  private final String jcaName;

  SignatureAlgorithm(String text, String jcaName) {
    this.text = text;
    this.jcaName = jcaName;
  }

  /** The {@code alg} value that is written. */
  public String text() {
    return text;
  }

  /** The algorithm whose {@code alg} value is {@code text}, byte for byte, or empty. */
  public static Optional<SignatureAlgorithm> parse(String text) {
    for (SignatureAlgorithm algorithm : values()) {
      if (algorithm.text.equals(text)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** A new signature engine, its parameters set, neither signing nor verifying yet. */
  public Signature engine() throws GeneralSecurityException {
    return parameters(Signature.getInstance(jcaName));
  }

  /** The same by {@code provider}. */
  Signature engine(Provider provider) throws GeneralSecurityException {
    return parameters(Signature.getInstance(jcaName, provider));
  }

  private Signature parameters(Signature engine) throws GeneralSecurityException {
    if (this == PS256) {
      engine.setParameter(PSS);
    }
    return engine;
  }

  /** Whether {@code key} is of the kind and size that this algorithm wants. */
  public boolean fits(PublicKey key) {
    return switch (this) {
      // RFC 7518 3.4: P-256. Other curves have 256 bits, too.
      case ES256 -> key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
      case ES384 -> key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P384_ORDER);
      // RFC 7518 3.3: 2048 bits or more. The upper bound keeps a hostile key set from costing much.
      case RS256, PS256 ->
          key instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() >= 2048
              && rsa.getModulus().bitLength() <= 4096;
      case EDDSA -> key instanceof EdECPublicKey ed && "Ed25519".equals(ed.getParams().getName());
    };
  }

  /** Whether a signature by {@code key} can be {@code length} bytes long. */
  boolean fits(PublicKey key, int length) {
    return switch (this) {
      case ES256, EDDSA -> length == 64;
      case ES384 -> length == 96;
      case RS256, PS256 ->
          key instanceof RSAPublicKey rsa && length == (rsa.getModulus().bitLength() + 7) / 8;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
