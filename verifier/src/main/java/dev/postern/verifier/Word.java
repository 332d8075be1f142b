package dev.postern.verifier;

import java.time.Duration;
import java.time.Instant;

/** What came of asking the server about a token. */
sealed interface Word {

  /**
   * The server's word.
   *
   * @param active whether the token stands
   * @param asOf the instant of the server's database read that it speaks of
   * @param asked when the question was begun, in monotonic nanoseconds
   */
  record Said(boolean active, Instant asOf, long asked) implements Word {

    /**
     * Whether it is no older than {@code limit}: measured as the age of a view of revocations is,
     * because it takes the place of one.
     */
    boolean within(Duration limit, Instant now) {
      long here = (System.nanoTime() - asked) / 1_000_000;
      return Math.max(here, now.toEpochMilli() - asOf.toEpochMilli()) <= limit.toMillis();
    }
  }

  /**
   * Nothing that could be gone by.
   *
   * @param pause for how long nobody should ask again
   * @param why for the log; no part of a token or a secret
   */
  record Nothing(Duration pause, String why) implements Word {}
}
