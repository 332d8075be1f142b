package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import java.time.Duration;

/** How one try to get a token ended. */
sealed interface Attempt {

  /** With a token. */
  record Got(IssuedToken token) implements Attempt {}

  /**
   * Without.
   *
   * @param reason why
   * @param transientFault whether the same request may succeed a moment later
   * @param pause how long the server asked to be left alone, zero where it did not
   */
  record Failed(Reason reason, boolean transientFault, Duration pause) implements Attempt {

    /** A failure that the same request would only meet again. */
    static Failed lasting(Reason reason) {
      return new Failed(reason, false, Duration.ZERO);
    }

    /** A failure that may pass. */
    static Failed passing(Reason reason) {
      return new Failed(reason, true, Duration.ZERO);
    }
  }
}
