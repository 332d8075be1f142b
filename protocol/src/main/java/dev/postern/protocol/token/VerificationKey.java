package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * A public key and the one algorithm that it verifies.
 *
 * @param id its name in the key set
 * @param algorithm the algorithm; a token that names another is refused (RFC 8725 section 3.1)
 * @param key the key itself, of the kind that the algorithm wants
 */
public record VerificationKey(KeyId id, SignatureAlgorithm algorithm, PublicKey key) {

  /** Refuses a key that does not fit its algorithm. */
  public VerificationKey {
    if (!algorithm.fits(key)) {
      throw new IllegalArgumentException("the key does not fit its algorithm");
    }
  }

  /** Whether {@code signature} over {@code content} is by this key. */
  boolean verifies(byte[] content, byte[] signature) {
    if (!algorithm.fits(key, signature.length)) {
      return false;
    }
    try {
      Signature engine = algorithm.engine();
      engine.initVerify(key);
      engine.update(content);
      return engine.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature whose numbers are out of range is no signature.
      return false;
    }
  }
}
