package dev.postern.console.web;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions for which the OpenID provider asked just now who it is, in the memory of this node.
 * Of any other session that a provider vouched for nobody knows when its person was last asked, so
 * whoever comes to another node is asked once more.
 */
public final class Anew {

  private static final int MOST = 10_000;

  private final Map<String, Instant> until = new ConcurrentHashMap<>();

  /** The person of {@code session} was asked when it began. */
  public void add(Session session, Instant now) {
    if (until.size() >= MOST) {
      until.values().removeIf(now::isAfter);
    }
    // Beyond that somebody may have to sign in once more; nobody else's is forgotten.
    if (until.size() < MOST) {
      until.put(session.id(), session.issuedAt().plus(Frame.FRESH));
    }
  }

  /** Until when what hurts can be done in {@code session} without another sign-in. */
  Instant until(Session session) {
    return until.getOrDefault(session.id(), Instant.EPOCH);
  }
}
