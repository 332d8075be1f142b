package dev.postern.server.revocation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places that subscribers to the feeds take. Half of them are kept for callers who are known,
 * so that strangers can never crowd out the APIs that must hear of revocations.
 */
public final class Slots {

  private final int total;
  private final int perCaller;
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int strangers;
  private int taken;

  /** So many places in all, and so many for one caller. */
  public Slots(int total, int perCaller) {
    this.total = total;
    this.perCaller = perCaller;
  }

  /** A place that was taken; to be given back once. */
  public final class Slot {

    private final String caller;
    private final boolean known;
    private boolean released;

    private Slot(String caller, boolean known) {
      this.caller = caller;
      this.known = known;
    }

    /** Gives the place back; a second time does nothing. */
    public void release() {
      synchronized (Slots.this) {
        if (!released) {
          released = true;
          taken--;
          strangers -= known ? 0 : 1;
          byCaller.computeIfPresent(caller, (key, count) -> count == 1 ? null : count - 1);
        }
      }
    }
  }

  /**
   * Takes a place, or empty where there is none.
   *
   * @param caller a client id, or a network address for who shows no token
   * @param known whether it is an app that acts for an API here
   */
  public synchronized Optional<Slot> take(String caller, boolean known) {
    int own = byCaller.getOrDefault(caller, 0);
    if (taken >= total || own >= perCaller || (!known && strangers >= total / 2)) {
      return Optional.empty();
    }
    taken++;
    strangers += known ? 0 : 1;
    byCaller.put(caller, own + 1);
    return Optional.of(new Slot(caller, known));
  }
}
