package dev.postern.store;

import dev.postern.protocol.feed.FeedEntry;
import java.time.Instant;

/**
 * One entry of the revocation feed as it is kept.
 *
 * @param id the name of the act that made it; entries of one act share it
 * @param seq its act's number in the feed: counted from 1, no holes, acts alone counted
 * @param entry what is revoked
 * @param recordedAt when
 */
public record Revocation(String id, long seq, FeedEntry entry, Instant recordedAt) {}
