package dev.postern.store;

import java.time.Instant;

/**
 * What was settled once and for all on first start. That there is one means that there is data.
 *
 * @param generation the life of the revocation feeds' numbers
 * @param masterKeyCheck names the master key without giving it away
 * @param pepperCheck names the pepper without giving it away
 * @param foundedAt when
 */
public record Installation(
    String generation, String masterKeyCheck, String pepperCheck, Instant foundedAt) {}
