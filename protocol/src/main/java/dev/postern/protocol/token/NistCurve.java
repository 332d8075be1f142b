package dev.postern.protocol.token;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/** The curves of ECDSA keys that are taken (RFC 7518 section 6.2.1.1, SP 800-186 3.2.1). */
enum NistCurve {
  P256("P-256", "secp256r1", SignatureAlgorithm.ES256),
  P384("P-384", "secp384r1", SignatureAlgorithm.ES384);

  private final String text;
  private final SignatureAlgorithm algorithm;

  @SuppressWarnings("ImmutableEnumChecker") // it does not change
  private final ECParameterSpec parameters;

  NistCurve(String text, String javaName, SignatureAlgorithm algorithm) {
    this.text = text;
    this.algorithm = algorithm;
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec(javaName));
      this.parameters = named.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + text, e);
    }
  }

  /** The curve whose {@code crv} is {@code text}, or empty. */
  static Optional<NistCurve> parse(String text) {
    for (NistCurve curve : values()) {
      if (curve.text.equals(text)) {
        return Optional.of(curve);
      }
    }
    return Optional.empty();
  }

  /** The curve of {@code key}, or empty. */
  static Optional<NistCurve> of(PublicKey key) {
    for (NistCurve curve : values()) {
      if (curve.algorithm.fits(key)) {
        return Optional.of(curve);
      }
    }
    return Optional.empty();
  }

  /** Its {@code crv}. */
  String text() {
    return text;
  }

  /** The one algorithm that its keys are for (RFC 7518 section 3.4). */
  SignatureAlgorithm algorithm() {
    return algorithm;
  }

  ECParameterSpec parameters() {
    return parameters;
  }

  /** How many bytes a coordinate has. */
  int bytes() {
    return field().bitLength() / Byte.SIZE;
  }

  /**
   * Whether the two are a point (SP 800-56A 5.6.2.3.3): in the field and on the curve, y^2 = x^3 +
   * ax + b. Infinity has no coordinates, and these curves have no smaller subgroups.
   */
  boolean holds(BigInteger x, BigInteger y) {
    BigInteger right =
        x.pow(3)
            .add(parameters.getCurve().getA().multiply(x))
            .add(parameters.getCurve().getB())
            .mod(field());
    return x.compareTo(field()) < 0
        && y.compareTo(field()) < 0
        && y.pow(2).mod(field()).equals(right);
  }

  private BigInteger field() {
    if (parameters.getCurve().getField() instanceof ECFieldFp prime) {
      return prime.getP();
    }
    throw new IllegalStateException("these curves are over prime fields");
  }
}
