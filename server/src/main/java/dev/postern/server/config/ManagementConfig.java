package dev.postern.server.config;

/** m. */
public record ManagementConfig(String host, int port) {}
