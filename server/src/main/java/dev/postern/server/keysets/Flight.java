package dev.postern.server.keysets;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fetch that is under way, for however many wait for it. */
public final class Flight {

  private final CountDownLatch landed = new CountDownLatch(1);

  Flight() {}

  void land() {
    landed.countDown();
  }

  /**
   * Waits until it has ended, well or not.
   *
   * @param nanos for how long at most
   */
  public void await(long nanos) {
    try {
      boolean _ = landed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
