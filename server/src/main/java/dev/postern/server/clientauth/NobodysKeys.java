package dev.postern.server.clientauth;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.VerificationKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Keys that no app has, one for each algorithm: an assertion that names an unknown app is checked
 * by one of them, so that it costs what any other costs. What comes out is not looked at, so it
 * does not matter that everybody knows these.
 */
final class NobodysKeys {

  private static final Map<SignatureAlgorithm, VerificationKey> KEYS =
      new EnumMap<>(SignatureAlgorithm.class);

  static {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      KEYS.put(algorithm, made(algorithm));
    }
  }

  private NobodysKeys() {}

  static VerificationKey of(SignatureAlgorithm algorithm) {
    VerificationKey key = KEYS.get(algorithm);
    if (key == null) {
      throw new IllegalStateException("every algorithm has a key");
    }
    return key;
  }

  private static VerificationKey made(SignatureAlgorithm algorithm) {
    JsonObject.Builder jwk = JsonObject.builder().put("alg", algorithm.text());
    switch (algorithm) {
      // SP 800-186 3.2.1.3: the generator.
      case ES256 ->
          jwk.put("kty", "EC")
              .put("crv", "P-256")
              .put("x", hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"))
              .put("y", hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
      // SP 800-186 3.2.1.4: the generator.
      case ES384 ->
          jwk.put("kty", "EC")
              .put("crv", "P-384")
              .put(
                  "x",
                  hex(
                      "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
                          + "59f741e082542a385502f25dbf55296c3a545e3872760ab7"))
              .put(
                  "y",
                  hex(
                      "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
                          + "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"));
      // RFC 8032 5.1: the base point.
      case EDDSA ->
          jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", hex("58" + "66".repeat(31)));
      // Whether a modulus has two prime factors is nothing to who only checks.
      case RS256, PS256 -> {
        byte[] modulus = new byte[256];
        Arrays.fill(modulus, (byte) 0xff);
        jwk.put("kty", "RSA").put("n", base64url(modulus)).put("e", "AQAB");
      }
    }
    try {
      return PublicJwk.register(jwk.build()).verification();
    } catch (JsonFault e) {
      throw new IllegalStateException("these are keys", e);
    }
  }

  private static String hex(String hex) {
    return base64url(HexFormat.of().parseHex(hex));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
