package dev.postern.bench.console;

import java.time.Duration;

/**
 * A page that came.
 *
 * @param server the time that the server says it took, without reading and sending
 * @param whole from the request until all of it was read
 * @param html what it is
 */
record Shown(Duration server, Duration whole, String html) {}
