package dev.postern.server.replica;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When the database was last read: everything that a node says, it says as of then. */
public final class LastRead {

  private final InstantSource clock;
  private volatile Start last;

  /** When a read began, by both clocks. */
  record Start(Instant at, long nanos) {}

  /** Nothing was read yet. */
  public LastRead(InstantSource clock) {
    this.clock = clock;
    this.last = new Start(Instant.EPOCH, System.nanoTime());
  }

  Start start() {
    return new Start(clock.instant(), System.nanoTime());
  }

  void succeeded(Start start) {
    last = start;
  }

  /** The beginning of the last read that succeeded. */
  public Instant at() {
    return last.at();
  }

  /**
   * How long ago that was, by the clock on the wall or by the one that cannot be set, whichever
   * says more: a clock that is put back must not let a node that is cut off go on for longer.
   */
  public Duration age() {
    Start start = last;
    Duration wall = Duration.between(start.at(), clock.instant());
    Duration steady = Duration.ofNanos(System.nanoTime() - start.nanos());
    return wall.compareTo(steady) > 0 ? wall : steady;
  }
}
