package dev.postern.console.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each session was last used, in the memory of this node. A session that it does not know was
 * last used when it began: after a restart, or on another node, who has not just signed in does so
 * again, and nobody's session is longer for it.
 */
public final class LastSeen {

  /** How long a session may lie idle. */
  public static final Duration IDLE = Duration.ofMinutes(30);

  private static final int MOST = 50_000;

  private final Map<String, Instant> seen = new ConcurrentHashMap<>();

  /** Whether {@code session} was used in the last half hour. */
  public boolean alive(Session session, Instant now) {
    return !seen.getOrDefault(session.id(), session.issuedAt()).plus(IDLE).isBefore(now);
  }

  /** The same; if so, it is used now. */
  public boolean touch(Session session, Instant now) {
    if (!alive(session, now)) {
      seen.remove(session.id());
      return false;
    }
    if (seen.size() >= MOST) {
      seen.values().removeIf(each -> each.plus(IDLE).isBefore(now));
    }
    // Beyond that, sessions live half an hour from their beginning; nobody else's is touched.
    if (seen.size() < MOST || seen.containsKey(session.id())) {
      seen.put(session.id(), now);
    }
    return true;
  }
}
