package dev.postern.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server does by itself, again and again; a failure is logged and does not end it. */
final class Duties implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Duties.class);

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().name("postern-duties-", 0).daemon().factory());

  /** Does {@code duty} every {@code period} from now on. */
  void every(Duration period, String name, Runnable duty) {
    long millis = period.toMillis();
    ScheduledFuture<?> _ =
        threads.scheduleWithFixedDelay(
            () -> attempt(name, duty), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void attempt(String name, Runnable duty) {
    try {
      duty.run();
    } catch (RuntimeException e) {
      LOG.warn("{} did not succeed and will be tried again: {}", name, e.toString());
    } catch (Error e) {
      // What an executor is thrown ends the duty for good: no revocation would come in any more.
      LOG.error("{} failed and will be tried again", name, e);
    }
  }

  /** Stops; waits a moment for what is under way. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
