package dev.postern.server.http.oauth;

import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;

/**
 * Waits, where a request may wait, for what is needed to tell whether its client is who it says.
 */
final class Patience {

  /** What is done for a request, by a client that has to prove itself. */
  @FunctionalInterface
  interface Step<T> {
    T take() throws Refusal;
  }

  private Patience() {}

  /** Takes the step, and once more when what it awaits has come. */
  static <T> T with(Step<T> step) throws Refusal {
    try {
      return step.take();
    } catch (Refusal refusal) {
      if (!(refusal.reason() instanceof Awaited awaited)) {
        throw refusal;
      }
      awaited.arrival().await();
      return step.take();
    }
  }
}
