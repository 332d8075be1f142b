package dev.postern.store;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;

/**
 * A tenant's key as it is kept: its secret half sealed under the master key.
 *
 * @param id its {@code kid}
 * @param use what it is for; a key has one use
 * @param algorithm its JWS algorithm
 * @param state where it is in its life
 * @param publicKey its public half as a JWK, without private members; empty for a session key
 * @param sealed the secret half, sealed: names the master key, bound to tenant, id and algorithm;
 *     empty once the key is removed
 * @param createdAt when it was made
 * @param stateSince when it came into its state
 * @param version the number of the change that last touched it
 */
public record SealedKey(
    KeyId id,
    Use use,
    String algorithm,
    State state,
    JsonObject publicKey,
    String sealed,
    Instant createdAt,
    Instant stateSince,
    long version) {

  /** What a key is for. */
  public enum Use {
    /** Signs access tokens. */
    TOKEN,
    /** Signs the revocation feed, nothing else. */
    FEED,
    /** Computes sessions; it never rotates. */
    SESSION
  }

  /** Where a key is in its life. */
  public enum State {
    /** In the key set, so that everybody knows it before the first token by it. */
    PUBLISHED,
    /** It signs. */
    ACTIVE,
    /** It signs no more, but its tokens still count. */
    RETIRING,
    /** It is gone: nothing of it counts. */
    REMOVED
  }

  /** The same key in another state from {@code now} on. Of one that is gone no secret is kept. */
  public SealedKey in(State newState, Instant now, long number) {
    return new SealedKey(
        id,
        use,
        algorithm,
        newState,
        publicKey,
        newState == State.REMOVED ? "" : sealed,
        createdAt,
        now,
        number);
  }

  /** Whether its public half is in the key set. */
  public boolean published() {
    return state != State.REMOVED;
  }

  /** Says which key it is and nothing of what it hides. */
  @Override
  public String toString() {
    return "SealedKey[" + id + ", " + use + ", " + algorithm + ", " + state + "]";
  }
}
