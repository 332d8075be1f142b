package dev.postern.server.config;

import java.time.Duration;

/**
 * All that the server itself is told.
 *
 * @param http where and how it listens
 * @param management where health and metrics are
 * @param issuing how tokens are issued
 * @param feed how many may listen to the feeds
 * @param shutdownGrace how long requests under way may take when the server stops
 */
public record ServerConfig(
    HttpConfig http,
    ManagementConfig management,
    IssuingConfig issuing,
    FeedConfig feed,
    Duration shutdownGrace) {}
