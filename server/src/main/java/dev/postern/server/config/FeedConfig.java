package dev.postern.server.config;

/** f. */
public record FeedConfig(int subscribers, int perClient, int queueBytes, long memoryBytes) {}
