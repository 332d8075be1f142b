package dev.postern.server.config;

import java.time.Duration;

/** s. */
public record ServerConfig(
    HttpConfig http,
    ManagementConfig management,
    IssuingConfig issuing,
    FeedConfig feed,
    Duration shutdownGrace) {}
