package dev.postern.server.refusal;

import java.time.Duration;

/**
 * More than a limit allows.
 *
 * @param retryAfter how long to wait
 */
public record TooMany(Duration retryAfter) implements Reason {}
