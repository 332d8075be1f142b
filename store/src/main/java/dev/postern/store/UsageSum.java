package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sum of counts. What the sums are not told apart by is null in all of them.
 *
 * @param at when the step of time began
 * @param client the app, null also where it is not known
 * @param api the API, null also where it is not known
 * @param outcome how the requests ended
 * @param requests how many
 */
public record UsageSum(
    @Nullable Instant at,
    @Nullable ClientId client,
    @Nullable ApiId api,
    @Nullable Outcome outcome,
    long requests) {}
