package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * So many token requests of one minute that ended alike.
 *
 * @param at an instant in that minute
 * @param client the app that they were of, null where that is not known
 * @param api the API that they asked for, null where that is not known
 * @param outcome how they ended
 * @param requests how many, at least one
 */
public record UsageCount(
    Instant at, @Nullable ClientId client, @Nullable ApiId api, Outcome outcome, long requests) {

  /** Refuses what counts nothing with {@link IllegalArgumentException}. */
  public UsageCount {
    if (requests < 1) {
      throw new IllegalArgumentException("a count counts something");
    }
  }
}
