package dev.postern.server.config;

/**
 * How many may listen to the revocation feeds.
 *
 * @param subscribers subscribers on this node; half of the places are kept for known callers
 * @param perClient subscribers of one app, or from one address
 */
public record FeedConfig(int subscribers, int perClient) {}
