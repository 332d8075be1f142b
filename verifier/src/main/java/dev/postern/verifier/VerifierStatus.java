package dev.postern.verifier;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a verifier is doing, for metrics and health checks.
 *
 * @param stale whether what was revoked lately is not known: no view of the feed, one older than
 *     the policy's limit (10 s for best effort), or one with an entry that this version does not
 *     know
 * @param viewAge the age of the view of revocations, empty while there is none
 * @param revocations how many live entries the view holds
 * @param keys how many token keys are known; with none every token gets a 503
 * @param cachedTokens how many verified tokens are at hand
 * @param accepted how many requests passed
 * @param refused how many did not, by {@link Reason#code()}
 * @param introspections how asking the server goes, where that is done while the view is stale
 */
public record VerifierStatus(
    boolean stale,
    Optional<Duration> viewAge,
    int revocations,
    int keys,
    int cachedTokens,
    long accepted,
    Map<String, Long> refused,
    Introspections introspections) {

  /** Copies the counts. */
  public VerifierStatus {
    refused = Map.copyOf(refused);
  }
}
