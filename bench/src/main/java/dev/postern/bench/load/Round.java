package dev.postern.bench.load;

import dev.postern.bench.process.NotMeasured;
import java.time.Duration;

/**
 * What came of sending one call for a while.
 *
 * @param requests how many were answered
 * @param lasted how long that took
 * @param latency of the answers
 * @param faults what was not as it must be
 */
public record Round(long requests, Duration lasted, Latency latency, Faults faults) {

  /** Percentiles. */
  public record Latency(Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {}

  /**
   * What makes a figure worthless.
   *
   * @param not200 answers with another status
   * @param socketErrors connections that failed
   * @param timeouts answers that did not come in time
   */
  public record Faults(long not200, long socketErrors, long timeouts) {}

  /** Answers per second. */
  public double rate() {
    return requests * 1e9 / lasted.toNanos();
  }

  /**
   * This round, if every request was answered with 200.
   *
   * @param system whose answers these are, for the sentence
   */
  public Round clean(String system) throws NotMeasured {
    if (requests == 0) {
      throw new NotMeasured(system + " answered nothing");
    }
    if (faults.not200() + faults.socketErrors() + faults.timeouts() > 0) {
      throw new NotMeasured(
          "%s: of %d answers %d were not 200; %d socket errors, %d timeouts"
              .formatted(
                  system, requests, faults.not200(), faults.socketErrors(), faults.timeouts()));
    }
    return this;
  }
}
