package dev.postern.verifier;

import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/** Waits for what happens in the background, at most ten seconds. */
final class Await {

  private static final long LIMIT_NANOS = 10_000_000_000L;

  private Await() {}

  static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        Assertions.fail("it did not happen within ten seconds");
      }
      Thread.sleep(10);
    }
  }
}
