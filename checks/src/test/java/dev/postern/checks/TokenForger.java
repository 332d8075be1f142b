package dev.postern.checks;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs whatever it is given with a key that a running server publishes: only so can be shown what
 * a resource server refuses although the signature stands.
 */
public final class TokenForger {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SignatureAlgorithm algorithm;
  private final String kid;
  private final PrivateKey key;

  private TokenForger(SignatureAlgorithm algorithm, String kid, PrivateKey key) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.key = key;
  }

  /** Opens a key that was sealed under the master key of these bytes. */
  static TokenForger open(
      byte[] master, TenantName tenant, SealedKey sealed, SignatureAlgorithm algorithm) {
    try {
      String encoded = sealed.sealed().substring(sealed.sealed().lastIndexOf(':') + 1);
      byte[] all = Base64.getUrlDecoder().decode(encoded);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(master, "AES"),
          new GCMParameterSpec(TAG_BITS, Arrays.copyOf(all, NONCE)));
      String bound = tenant + "\n" + sealed.id() + "\n" + sealed.algorithm();
      cipher.updateAAD(bound.getBytes(StandardCharsets.US_ASCII));
      byte[] secret = cipher.doFinal(all, NONCE, all.length - NONCE);
      PrivateKey key =
          KeyFactory.getInstance(algorithm.text().startsWith("ES") ? "EC" : "RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(secret));
      return new TokenForger(algorithm, sealed.id().text(), key);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a key of the server does not open", e);
    }
  }

  String kid() {
    return kid;
  }

  /** The header of an access token by this key, with other members behind. */
  String header(String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    return header("at+jwt", algorithm.text(), kid, more);
  }

  /** A header of another type. */
  String typed(String type) {
    return header(type, algorithm.text(), kid, "");
  }

  private static String header(String type, String alg, String kid, String more) {
    return "{\"typ\":\"%s\",\"alg\":\"%s\",\"kid\":\"%s\"%s}".formatted(type, alg, kid, more);
  }

  /** An access token with these claims, as the server would sign it. */
  public String token(JsonObject claims) {
    return jws(header(), claims.text());
  }

  /** A signed message of any header and payload. */
  String jws(String header, String payload) {
    return jws(header, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with bytes that need not be text. */
  String jws(String header, byte[] payload) {
    String content = content(header, payload);
    return content + '.' + base64(signature(content));
  }

  /** What is signed. */
  static String content(String header, byte[] payload) {
    return base64(header.getBytes(StandardCharsets.UTF_8)) + '.' + base64(payload);
  }

  /** The signature of {@code content}, as JWS writes it. */
  byte[] signature(String content) {
    try {
      Signature engine = algorithm.engine();
      engine.initSign(key);
      engine.update(content.getBytes(StandardCharsets.US_ASCII));
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }
}
