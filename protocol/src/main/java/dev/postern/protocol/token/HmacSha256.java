package dev.postern.protocol.token;

import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 under one key (RFC 2104).
 *
 * <p>Engines are kept and used again, for finding and keying a fresh one costs more than the hash;
 * there are never more of them than threads that hash at once.
 */
public final class HmacSha256 {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final ConcurrentLinkedQueue<Mac> engines = new ConcurrentLinkedQueue<>();

  /** Hashes under {@code key}, which is copied. */
  public HmacSha256(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The 32 bytes for {@code message}. */
  public byte[] of(byte[] message) {
    try {
      @Nullable Mac kept = engines.poll();
      Mac engine = kept == null ? fresh() : kept;
      byte[] hash = engine.doFinal(message);
      // That has reset the engine for the same key; one that failed is not given back.
      engines.add(engine);
      return hash;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  private Mac fresh() throws GeneralSecurityException {
    Mac engine = Mac.getInstance(ALGORITHM);
    engine.init(key);
    return engine;
  }

  @Override
  public String toString() {
    return "HmacSha256[hidden]";
  }
}
