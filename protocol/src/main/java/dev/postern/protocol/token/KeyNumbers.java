package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

/**
 * The numbers that make a public key, between a JWK (RFC 7518 section 6, RFC 8037 section 2) and
 * the Java platform. What a stranger sends is looked at number by number: platforms differ in what
 * they notice.
 */
final class KeyNumbers {

  private static final int ED25519_BYTES = 32;
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 4096;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);

  /** OpenSSL and its kin take none that is longer. */
  private static final int MOST_EXPONENT_BITS = 32;

  /** RFC 7748 4.1: 2^255 - 19. */
  private static final BigInteger ED25519_FIELD =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** RFC 8032 5.1: -121665/121666. */
  private static final BigInteger ED25519_D =
      BigInteger.valueOf(-121_665)
          .multiply(BigInteger.valueOf(121_666).modInverse(ED25519_FIELD))
          .mod(ED25519_FIELD);

  private KeyNumbers() {}

  /** The members that make the key, in the order of their names (RFC 7638 section 3.2). */
  static JsonObject bare(JsonObject jwk) throws JsonFault {
    return switch (jwk.string("kty")) {
      case "EC" -> members(jwk, "crv", "kty", "x", "y");
      case "OKP" -> members(jwk, "crv", "kty", "x");
      case "RSA" -> members(jwk, "e", "kty", "n");
      default -> throw new JsonFault("kty is EC, OKP or RSA");
    };
  }

  private static JsonObject members(JsonObject jwk, String... names) throws JsonFault {
    JsonObject.Builder members = JsonObject.builder();
    for (String name : names) {
      members.put(name, jwk.string(name));
    }
    return members.build();
  }

  /** The same, once they are found to make a key of a kind and size that is taken. */
  static JsonObject checked(JsonObject jwk) throws JsonFault {
    JsonObject bare = bare(jwk);
    switch (bare.string("kty")) {
      case "EC" -> checkPoint(bare);
      case "OKP" -> checkEd25519(bare);
      default -> checkRsa(bare);
    }
    return bare;
  }

  private static void checkPoint(JsonObject jwk) throws JsonFault {
    NistCurve curve = curve(jwk);
    BigInteger x = new BigInteger(1, coordinate(jwk, "x", curve.bytes()));
    BigInteger y = new BigInteger(1, coordinate(jwk, "y", curve.bytes()));
    if (!curve.holds(x, y)) {
      throw new JsonFault("x and y are no point of " + curve.text());
    }
  }

  static NistCurve curve(JsonObject jwk) throws JsonFault {
    return NistCurve.parse(jwk.string("crv"))
        .orElseThrow(() -> new JsonFault("crv of an EC key is P-256 or P-384"));
  }

  private static byte[] coordinate(JsonObject jwk, String name, int length) throws JsonFault {
    byte[] bytes = bytes(jwk, name);
    // RFC 7518 6.2.1.2, RFC 8037 2: the full size, with zeros in front.
    if (bytes.length != length) {
      throw new JsonFault(name + " is " + length + " bytes");
    }
    return bytes;
  }

  private static void checkEd25519(JsonObject jwk) throws JsonFault {
    if (!jwk.string("crv").equals("Ed25519")) {
      throw new JsonFault("crv of an OKP key is Ed25519");
    }
    byte[] little = coordinate(jwk, "x", ED25519_BYTES);
    byte[] big = new byte[ED25519_BYTES];
    for (int i = 0; i < ED25519_BYTES; i++) {
      big[i] = little[ED25519_BYTES - 1 - i];
    }
    // RFC 8032 5.1.3: the sign of x in the highest bit, then y.
    big[0] &= 0x7f;
    BigInteger y = new BigInteger(1, big);
    BigInteger y2 = y.pow(2).mod(ED25519_FIELD);
    // x^2 = (y^2 - 1) / (d y^2 + 1), which is never divided by 0.
    BigInteger x2 =
        y2.subtract(BigInteger.ONE)
            .multiply(ED25519_D.multiply(y2).add(BigInteger.ONE).modInverse(ED25519_FIELD))
            .mod(ED25519_FIELD);
    boolean point =
        y.compareTo(ED25519_FIELD) < 0
            && x2.modPow(ED25519_FIELD.shiftRight(1), ED25519_FIELD).equals(BigInteger.ONE);
    // Points of order 1, 2, 4 and 8: x = 0, y = 0, x^2 = -y^2. Under these, anybody can sign.
    boolean small = y.signum() == 0 || x2.add(y2).mod(ED25519_FIELD).signum() == 0;
    if (!point || small) {
      throw new JsonFault("x is no key of Ed25519");
    }
  }

  private static void checkRsa(JsonObject jwk) throws JsonFault {
    BigInteger modulus = number(jwk, "n");
    BigInteger exponent = number(jwk, "e");
    // RFC 7518 3.3: 2,048 bits or more; the upper bound is ours, so that no key costs much.
    if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
      throw new JsonFault("n of an RSA key has 2,048 to 4,096 bits");
    }
    // FIPS 186-5 5.4: odd, and more than 2^16.
    if (!modulus.testBit(0)
        || !exponent.testBit(0)
        || exponent.compareTo(LEAST_EXPONENT) < 0
        || exponent.bitLength() > MOST_EXPONENT_BITS) {
      throw new JsonFault("n and e of an RSA key are odd, and e is from 65,537 to 2^32");
    }
  }

  private static BigInteger number(JsonObject jwk, String name) throws JsonFault {
    byte[] bytes = bytes(jwk, name);
    // RFC 7518 6.3.1: no zeros in front.
    if (bytes[0] == 0) {
      throw new JsonFault(name + " starts with zeros");
    }
    return new BigInteger(1, bytes);
  }

  static byte[] bytes(JsonObject jwk, String name) throws JsonFault {
    try {
      return Base64Url.decode(jwk.string(name));
    } catch (TokenFault e) {
      throw new JsonFault(name + " is not base64url without padding");
    }
  }

  /** The key of numbers that were {@link #checked}. */
  static PublicKey publicKey(JsonObject jwk) throws JsonFault, GeneralSecurityException {
    return switch (jwk.string("kty")) {
      case "EC" ->
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new ECPublicKeySpec(
                      new ECPoint(
                          new BigInteger(1, bytes(jwk, "x")), new BigInteger(1, bytes(jwk, "y"))),
                      curve(jwk).parameters()));
      case "OKP" -> VerificationKeys.ed25519(bytes(jwk, "x"));
      default ->
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    };
  }

  /** The numbers of a key of the platform's; whether they are taken is another question. */
  static JsonObject of(PublicKey key) throws JsonFault {
    if (key instanceof ECPublicKey ec) {
      NistCurve curve =
          NistCurve.of(key).orElseThrow(() -> new JsonFault("an EC key is on P-256 or P-384"));
      return JsonObject.builder()
          .put("kty", "EC")
          .put("crv", curve.text())
          .put("x", Base64Url.encode(fixed(ec.getW().getAffineX(), curve.bytes())))
          .put("y", Base64Url.encode(fixed(ec.getW().getAffineY(), curve.bytes())))
          .build();
    }
    if (key instanceof RSAPublicKey rsa) {
      return JsonObject.builder()
          .put("kty", "RSA")
          .put("n", Base64Url.encode(minimal(rsa.getModulus())))
          .put("e", Base64Url.encode(minimal(rsa.getPublicExponent())))
          .build();
    }
    if (key instanceof EdECPublicKey && SignatureAlgorithm.EDDSA.fits(key)) {
      // RFC 8410 4: the key itself is the end of its encoding.
      byte[] encoded = key.getEncoded();
      byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
      return JsonObject.builder()
          .put("kty", "OKP")
          .put("crv", "Ed25519")
          .put("x", Base64Url.encode(x))
          .build();
    }
    throw new JsonFault("a key is EC on P-256 or P-384, Ed25519 or RSA");
  }

  static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = minimal(number);
    byte[] whole = new byte[length];
    System.arraycopy(bytes, 0, whole, length - bytes.length, bytes.length);
    return whole;
  }

  private static byte[] minimal(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
