package dev.postern.server.config;

/**
 * How many may listen to the revocation feeds, and what that may cost.
 *
 * @param subscribers subscribers on this node; half of the places are kept for known callers
 * @param perClient subscribers of one app, or from one address
 * @param memory bytes that may wait for all subscribers together
 */
public record FeedConfig(int subscribers, int perClient, long memory) {

  /** One subscriber's queue, which must fit. */
  private static final long LEAST_MEMORY = 256 * 1024;

  private static final long MOST_MEMORY = 1L << 40;

  /** Refuses numbers with which nobody could listen. */
  public FeedConfig {
    new Checks()
        .range("feed.subscribers", subscribers, 2, 1_000_000)
        .range("feed.per-client", perClient, 1, 1_000_000)
        .that(
            memory >= LEAST_MEMORY && memory <= MOST_MEMORY,
            "a size from 256KiB to 1024GiB is wanted",
            "feed.memory")
        .done();
  }
}
