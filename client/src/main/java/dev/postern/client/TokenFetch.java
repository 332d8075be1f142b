package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gets one token, trying again where that is safe and may help, all within one bounded time.
 *
 * <p>A token request changes nothing at the server, so it may be repeated even where it is unknown
 * whether the last one arrived. It is repeated when the server could not be reached, broke off, or
 * said 429 or 503; never after any other answer.
 */
final class TokenFetch {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final TokenEndpoint endpoint;
  private final RequestGate gate;
  private final Duration total;

  TokenFetch(TokenEndpoint endpoint, RequestGate gate, Duration total) {
    this.endpoint = endpoint;
    this.gate = gate;
    this.total = total;
  }

  /** Blocks the calling thread until there is a token or no sense in trying on. */
  Attempt fetch() {
    long deadline = System.nanoTime() + total.toNanos();
    Duration step = FIRST_PAUSE;
    while (true) {
      Attempt attempt = endpoint.ask(Duration.ofNanos(deadline - System.nanoTime()));
      if (!(attempt instanceof Attempt.Failed failed) || !failed.transientFault()) {
        return attempt;
      }
      if (!failed.pause().isZero()) {
        // The server wants quiet: nobody begins while this one waits for its next try.
        gate.close(failed);
      }
      Duration pause = longer(failed.pause(), jittered(step));
      if (pause.toNanos() >= deadline - System.nanoTime()) {
        // The wait that is left is too short for what the server or we want to pause.
        return attempt;
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Attempt.Failed.lasting(new Reason.Interrupted());
      }
      step = step.compareTo(LONGEST_PAUSE) < 0 ? step.multipliedBy(2) : step;
    }
  }

  /** Between half of {@code step} and all of it, so that clients that failed together part. */
  private static Duration jittered(Duration step) {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(step.toMillis() / 2, step.toMillis() + 1));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
