package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A named ES256 key pair that signs as the server does. */
record Signing(String kid, KeyPair pair) {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  static Signing key(String kid) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new Signing(kid, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String jws(String type, JsonObject payload) {
    JsonObject header =
        JsonObject.builder().put("typ", type).put("alg", "ES256").put("kid", kid).build();
    String content =
        BASE64URL.encodeToString(header.bytes()) + '.' + BASE64URL.encodeToString(payload.bytes());
    try {
      Signature engine = SignatureAlgorithm.ES256.engine();
      engine.initSign(pair.getPrivate());
      engine.update(content.getBytes(US_ASCII));
      return content + '.' + BASE64URL.encodeToString(engine.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String jwk() {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
        .keyID(kid)
        .algorithm(JWSAlgorithm.ES256)
        .build()
        .toJSONString();
  }
}
