package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the one algorithm that it verifies. Two are equal when name, algorithm and key
 * are.
 *
 * <p>Signature engines are kept and used again, for a fresh one costs a third of an RS256 check;
 * there are never more of them than threads that check at once.
 */
public final class VerificationKey {

  private final KeyId id;
  private final SignatureAlgorithm algorithm;
  private final PublicKey key;
  private final ConcurrentLinkedQueue<Signature> engines = new ConcurrentLinkedQueue<>();

  /**
   * Refuses a key that does not fit its algorithm with {@link IllegalArgumentException}.
   *
   * @param id its name in the key set
   * @param algorithm the algorithm; a token that names another is refused (RFC 8725 section 3.1)
   * @param key the key itself, of the kind that the algorithm wants
   */
  public VerificationKey(KeyId id, SignatureAlgorithm algorithm, PublicKey key) {
    if (!algorithm.fits(key)) {
      throw new IllegalArgumentException("the key does not fit its algorithm");
    }
    this.id = id;
    this.algorithm = algorithm;
    this.key = key;
  }

  /** Its name in the key set. */
  public KeyId id() {
    return id;
  }

  /** The one algorithm that it verifies. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** The key itself. */
  public PublicKey key() {
    return key;
  }

  /** Whether {@code signature} over {@code content} is by this key. */
  boolean verifies(byte[] content, byte[] signature) {
    if (!algorithm.fits(key, signature.length)) {
      return false;
    }
    try {
      Signature engine = engine();
      engine.update(content);
      boolean good = engine.verify(signature);
      // Verifying has reset the engine for the same key; one that failed is not given back.
      engines.add(engine);
      return good;
    } catch (GeneralSecurityException e) {
      // A signature whose numbers are out of range is no signature.
      return false;
    }
  }

  private Signature engine() throws GeneralSecurityException {
    @Nullable Signature kept = engines.poll();
    return kept != null ? kept : Engines.verifying(algorithm, key);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof VerificationKey same
            && id.equals(same.id)
            && algorithm == same.algorithm
            && key.equals(same.key));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, algorithm, key);
  }

  @Override
  public String toString() {
    return "VerificationKey[" + id + ", " + algorithm + "]";
  }
}
