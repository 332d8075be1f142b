package dev.postern.server.signing;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
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

  private static final byte[] DOT = {'.'};

  private final PrivateKey key;
  private final SignatureAlgorithm algorithm;
  private final String keyId;
  private final byte[] header;
  private final ConcurrentLinkedQueue<Signature> engines = new ConcurrentLinkedQueue<>();

  JwsSigner(PrivateKey key, SignatureAlgorithm algorithm, String keyId, String type) {
    this.key = key;
    this.algorithm = algorithm;
    this.keyId = keyId;
    JsonObject json =
        JsonObject.builder()
            .put("typ", type)
            .put("alg", algorithm.text())
            .put("kid", keyId)
            .build();
    this.header = joined(BASE64URL.encode(json.bytes()), DOT);
  }

  /** One that signs with the same key what is of another type. */
  JwsSigner of(String type) {
    return new JwsSigner(key, algorithm, keyId, type);
  }

  /** The compact JWS of {@code payload} in ASCII (RFC 7515 section 7.1). */
  byte[] sign(byte[] payload) {
    byte[] content = joined(header, BASE64URL.encode(payload));
    try {
      Signature engine = engine();
      engine.update(content);
      byte[] signature = engine.sign();
      // Signing has reset the engine for the same key; one that failed is not given back.
      engines.add(engine);
      return joined(content, DOT, BASE64URL.encode(signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a signing key does not sign", e);
    }
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
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
