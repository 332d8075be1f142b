package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;

/**
 * A private key that an app signs with: its {@code kid} and its one algorithm come with it. Threads
 * may share it.
 */
public final class SigningKey {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final PrivateKey key;
  private final PublicJwk publicKey;

  private SigningKey(PrivateKey key, PublicJwk publicKey) throws JsonFault {
    this.key = key;
    this.publicKey = publicKey;
    try {
      byte[] content = "which public key is its own?".getBytes(StandardCharsets.US_ASCII);
      if (!publicKey.verification().verifies(content, signature(content))) {
        throw new JsonFault("the private and the public part do not belong together");
      }
    } catch (GeneralSecurityException e) {
      throw new JsonFault("the private part is none");
    }
  }

  /**
   * A key of the Java platform's.
   *
   * <p>Its name is its thumbprint (RFC 7638).
   *
   * @throws IllegalArgumentException where the two do not belong together, or are of another kind
   *     or size than what is taken
   */
  public static SigningKey of(PrivateKey key, PublicKey itsPublic, SignatureAlgorithm algorithm) {
    try {
      return new SigningKey(key, PublicJwk.of(itsPublic, algorithm));
    } catch (JsonFault e) {
      throw new IllegalArgumentException("the key cannot be used: " + e.text());
    }
  }

  /**
   * A key that is written as a JWK with its private members (RFC 7517).
   *
   * @throws IllegalArgumentException where it is none; the message repeats nothing of it
   */
  public static SigningKey parse(String jwk) {
    try {
      if (JSON.read(jwk) instanceof JsonObject object) {
        return read(object);
      }
      throw new JsonFault("it is no object");
    } catch (JsonFault e) {
      throw new IllegalArgumentException("the key cannot be used: " + e.text());
    }
  }

  /**
   * The same from an object.
   *
   * @throws JsonFault where it is no private key of a kind and size that is taken
   */
  public static SigningKey read(JsonObject jwk) throws JsonFault {
    PublicJwk half = publicHalf(jwk);
    try {
      return new SigningKey(privateKey(jwk), half);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new JsonFault("the private part is none");
    }
  }

  /**
   * What of {@code jwk} may be shown to others.
   *
   * @throws JsonFault where it is no key of a kind and size that is taken
   */
  public static PublicJwk publicHalf(JsonObject jwk) throws JsonFault {
    JsonObject.Builder half = JsonObject.builder().putAll(KeyNumbers.bare(jwk));
    for (String name : new String[] {"alg", "kid"}) {
      jwk.member(name).ifPresent(value -> half.put(name, value));
    }
    return PublicJwk.register(half.build());
  }

  private static PrivateKey privateKey(JsonObject jwk) throws JsonFault, GeneralSecurityException {
    return switch (jwk.string("kty")) {
      case "EC" ->
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new ECPrivateKeySpec(number(jwk, "d"), KeyNumbers.curve(jwk).parameters()));
      case "OKP" ->
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, KeyNumbers.bytes(jwk, "d")));
      default ->
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      number(jwk, "n"),
                      number(jwk, "e"),
                      number(jwk, "d"),
                      number(jwk, "p"),
                      number(jwk, "q"),
                      number(jwk, "dp"),
                      number(jwk, "dq"),
                      number(jwk, "qi")));
    };
  }

  private static BigInteger number(JsonObject jwk, String name) throws JsonFault {
    return new BigInteger(1, KeyNumbers.bytes(jwk, name));
  }

  /** A new key for ES256, as a JWK with its private member. */
  public static JsonObject generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] secret =
          KeyNumbers.fixed(((ECPrivateKey) pair.getPrivate()).getS(), NistCurve.P256.bytes());
      return JsonObject.builder()
          .putAll(PublicJwk.of(pair.getPublic(), SignatureAlgorithm.ES256).json())
          .put("d", Base64Url.encode(secret))
          .build();
    } catch (GeneralSecurityException | JsonFault e) {
      throw new IllegalStateException("every Java platform makes keys for ES256", e);
    }
  }

  /** A new key for ES256 that nobody else will ever hold. */
  public static SigningKey fresh() {
    try {
      return read(generate());
    } catch (JsonFault e) {
      throw new IllegalStateException("a key that was just made is none", e);
    }
  }

  /** Its public half, as it is to be registered. */
  public PublicJwk publicKey() {
    return publicKey;
  }

  /** Its name. */
  public KeyId id() {
    return publicKey.id();
  }

  /** {@code claims}, signed: a compact JWS (RFC 7515 section 7.1) of that {@code typ}. */
  public String sign(String type, JsonObject claims) {
    return sign(
        JsonObject.builder()
            .put("alg", publicKey.algorithm().text())
            .put("typ", type)
            .put("kid", id().text())
            .build(),
        claims);
  }

  /** The same with another header, whose {@code alg} is the caller's to write. */
  public String sign(JsonObject header, JsonObject claims) {
    String content = Base64Url.encode(header.bytes()) + '.' + Base64Url.encode(claims.bytes());
    try {
      byte[] signature = signature(content.getBytes(StandardCharsets.US_ASCII));
      return content + '.' + Base64Url.encode(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that has signed does not sign", e);
    }
  }

  private byte[] signature(byte[] content) throws GeneralSecurityException {
    Signature engine = publicKey.algorithm().engine();
    engine.initSign(key);
    engine.update(content);
    return engine.sign();
  }

  /** Its name, and nothing of the key. */
  @Override
  public String toString() {
    return "SigningKey[" + id() + "]";
  }
}
