package dev.postern.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way out for the token requests of whoever shares it: on which threads they run, and for how
 * long there are none after the server, or the way to it, failed.
 */
final class RequestGate {

  static final int AT_ONCE = 16;
  static final int WAITING = 1_000;

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);

  private final Executor threads;
  private final Clock clock;

  // Both guarded by this.
  private Attempt.@Nullable Failed failure;
  private Instant closedUntil = Instant.MIN;

  private RequestGate(Executor threads, Clock clock) {
    this.threads = threads;
    this.clock = clock;
  }

  /** For one source, which has one request under way at most. */
  static RequestGate single(Clock clock) {
    return new RequestGate(request -> daemon(request).start(), clock);
  }

  /** For any number of sources: {@value #AT_ONCE} requests at once, and a queue behind them. */
  static RequestGate shared(Clock clock) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(WAITING),
            RequestGate::daemon);
    // There is nothing to close: who asks for nothing has no threads.
    threads.allowCoreThreadTimeOut(true);
    return new RequestGate(threads, clock);
  }

  private static Thread daemon(Runnable request) {
    Thread thread = new Thread(request, "postern-token");
    thread.setDaemon(true);
    return thread;
  }

  Clock clock() {
    return clock;
  }

  /**
   * Runs a request on another thread, now or after those before it.
   *
   * @throws RejectedExecutionException where too many wait already
   */
  void run(Runnable request) {
    threads.execute(request);
  }

  /** The failure for which there are no requests now, or null. */
  synchronized Attempt.@Nullable Failed closedBy() {
    return clock.instant().isBefore(closedUntil) ? failure : null;
  }

  /** Tells of a failure that any other request would meet; the longest that is wanted counts. */
  synchronized void close(Attempt.Failed failed) {
    Duration pause = failed.pause();
    Instant until = clock.instant().plus(pause.compareTo(FAILURE_KEPT) > 0 ? pause : FAILURE_KEPT);
    if (until.isAfter(closedUntil)) {
      failure = failed;
      closedUntil = until;
    }
  }
}
