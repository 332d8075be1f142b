package dev.postern.server.admin;

import dev.postern.server.refusal.Refusal;
import dev.postern.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one question at a time at the database that may take long, so that several of them never
 * have all of its readers, one of which every change waits for. Others wait for their turn, but not
 * for long.
 */
final class Turn {

  private final Semaphore free = new Semaphore(1, true);
  private final Duration patience;

  Turn(Duration patience) {
    this.patience = patience;
  }

  /** What is asked. */
  @FunctionalInterface
  interface Question<T> {
    /** Asks it. */
    T ask() throws Refusal;
  }

  /**
   * The answer to {@code question}.
   *
   * @throws StoreException if its turn does not come in time, which is answered 503
   */
  <T> T ask(Question<T> question) throws Refusal {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("others ask for long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while others asked", e);
    }
    try {
      return question.ask();
    } finally {
      free.release();
    }
  }
}
