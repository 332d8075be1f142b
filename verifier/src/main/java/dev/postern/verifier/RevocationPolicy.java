package dev.postern.verifier;

import java.time.Duration;

/** What to do while it is not known what was revoked lately. */
public sealed interface RevocationPolicy {

  /** Accept what is otherwise valid, and show that the view is stale. */
  RevocationPolicy BEST_EFFORT = new BestEffort();

  /**
   * Accept only what is known to stand at most {@code limit} ago: by the view of revocations, or
   * while that is older, by asking the server about the token. That takes the API's own app, see
   * {@link VerifierBuilder#credentials(String, String)}; without it, and while the server gives no
   * answer, the request is answered 503.
   */
  static RevocationPolicy strict(Duration limit) {
    return new Strict(limit);
  }

  /** The age at which the view of revocations counts as stale. */
  Duration limit();

  /** See {@link RevocationPolicy#BEST_EFFORT}. */
  record BestEffort() implements RevocationPolicy {
    @Override
    public Duration limit() {
      return Duration.ofSeconds(10);
    }
  }

  /**
   * See {@link RevocationPolicy#strict}. The server speaks every second, and its clock and ours may
   * differ: a limit of a few seconds is a good one. An answer of the server's about a token is gone
   * by for as long.
   *
   * @param limit more than nothing, at most 60 s
   */
  record Strict(Duration limit) implements RevocationPolicy {

    /** The longest limit. */
    public static final Duration LONGEST = Duration.ofSeconds(60);

    /** Refuses a limit out of range with {@link IllegalArgumentException}. */
    public Strict {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a strict limit is more than nothing, at most 60 s");
      }
    }
  }
}
