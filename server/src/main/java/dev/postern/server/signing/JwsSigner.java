package dev.postern.server.signing;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Signs with one key. Signature engines are kept and used again, for a fresh one costs up to half
 * of a signature; there are never more of them than threads that sign at once.
 */
final class JwsSigner {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final PrivateKey key;
  private final SignatureAlgorithm algorithm;
  private final String header;
  private final ConcurrentLinkedQueue<Signature> engines = new ConcurrentLinkedQueue<>();

  JwsSigner(PrivateKey key, SignatureAlgorithm algorithm, String keyId, String type) {
    this.key = key;
    this.algorithm = algorithm;
    JsonObject json =
        JsonObject.builder()
            .put("typ", type)
            .put("alg", algorithm.text())
            .put("kid", keyId)
            .build();
    this.header = BASE64URL.encodeToString(json.bytes()) + '.';
  }

  /** The compact JWS of {@code payload} (RFC 7515 section 7.1). */
  String sign(byte[] payload) {
    String content = header + BASE64URL.encodeToString(payload);
    try {
      Signature engine = engine();
      engine.update(content.getBytes(StandardCharsets.US_ASCII));
      byte[] signature = engine.sign();
      // Signing has reset the engine for the same key; one that failed is not given back.
      engines.add(engine);
      return content + '.' + BASE64URL.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a signing key does not sign", e);
    }
  }

  private Signature engine() throws GeneralSecurityException {
    @Nullable Signature kept = engines.poll();
    if (kept != null) {
      return kept;
    }
    Signature fresh = algorithm.engine();
    fresh.initSign(key);
    return fresh;
  }
}
