package dev.postern.protocol.token;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Makes access tokens, good ones and bad ones, with keys of every kind. */
final class SignedTokens {

  static final Issuer ISSUER = new Issuer("https://acme.hub.example.com/");
  static final String AUDIENCE = "https://storage.example.com";
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final KeyPair EC = pair("EC");
  static final KeyPair EC384 = pair("EC384");
  static final KeyPair RSA = pair("RSA");
  static final KeyPair ED = pair("Ed25519");
  static final String HEADER = "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\"}";
  static final String SID = "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc.dddddddddddd";

  static final VerificationKeys KEYS =
      VerificationKeys.of(
          List.of(
              key("es", SignatureAlgorithm.ES256, EC),
              key("es384", SignatureAlgorithm.ES384, EC384),
              key("rs", SignatureAlgorithm.RS256, RSA),
              key("ps", SignatureAlgorithm.PS256, RSA),
              key("ed", SignatureAlgorithm.EDDSA, ED)));

  static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(kind.startsWith("EC") ? "EC" : kind);
      if (kind.startsWith("EC")) {
        String curve = kind.equals("EC384") ? "secp384r1" : "secp256r1";
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static VerificationKey key(String id, SignatureAlgorithm algorithm, KeyPair pair) {
    return new VerificationKey(new KeyId(id), algorithm, pair.getPublic());
  }

  static JsonObject.Builder claims() {
    return JsonObject.builder()
        .put("iss", ISSUER.text())
        .put("sub", "app_a@client")
        .put("client_id", "app_a")
        .put("aud", AUDIENCE)
        .put("jti", "t-1")
        .put("sid", SID)
        .put("iat", NOW.getEpochSecond())
        .put("exp", NOW.getEpochSecond() + 60)
        .put("scope", "a b");
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String signed(String header, String payload, SignatureAlgorithm algorithm, KeyPair pair) {
    String content = base64(header) + '.' + base64(payload);
    try {
      Signature engine = algorithm.engine();
      engine.initSign(pair.getPrivate());
      engine.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + '.' + base64(engine.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String signed(String header, JsonObject claims) {
    return signed(header, claims.text(), SignatureAlgorithm.ES256, EC);
  }

  private SignedTokens() {}
}
