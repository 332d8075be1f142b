package dev.postern.protocol.fuzz;

import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Signs by ES256 whatever is to be header and payload, whether it is JSON or not. */
public final class AnySigner {

  private final KeyPair pair;
  private final SigningKey key;

  /** One with a key of its own. */
  public AnySigner() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    key = SigningKey.of(pair.getPrivate(), pair.getPublic(), SignatureAlgorithm.ES256);
  }

  /** The same key, for those who only sign what they should. */
  public SigningKey key() {
    return key;
  }

  /** A compact JWS (RFC 7515 section 7.1) of two texts. */
  public String sign(String header, String payload) {
    String content = base64(header) + '.' + base64(payload);
    try {
      Signature engine = SignatureAlgorithm.ES256.engine();
      engine.initSign(pair.getPrivate());
      engine.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + '.' + base64(engine.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
