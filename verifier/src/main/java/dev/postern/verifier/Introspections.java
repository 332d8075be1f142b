package dev.postern.verifier;

/**
 * How asking the server about tokens goes, where a strict verifier has the credentials for it. One
 * question may answer for many requests.
 *
 * @param failing whether the view of revocations is stale, and the last question had no answer:
 *     requests are refused with 503
 * @param active after how many questions the token stood
 * @param inactive after how many it did not
 * @param failed how many had no answer that counts
 */
public record Introspections(boolean failing, long active, long inactive, long failed) {

  static final Introspections NONE = new Introspections(false, 0, 0, 0);
}
