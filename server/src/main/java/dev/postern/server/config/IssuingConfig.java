package dev.postern.server.config;

import java.time.Duration;
import java.util.OptionalInt;

/** i. */
public record IssuingConfig(Duration cutoff, OptionalInt tokensPerMinute) {}
