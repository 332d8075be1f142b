package dev.postern.server.limits;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Places for those who wait for somebody else, such as an OpenID provider: so many at once, and of
 * those no address (of IPv6 no network of 64 bits) holds more than its share, so that no stranger
 * keeps everybody out while that somebody is slow.
 */
public final class Places {

  private final int most;
  private final int share;
  private final Map<String, Integer> held = new HashMap<>();
  private int taken;

  /**
   * Nobody waits yet.
   *
   * @param most how many wait at once
   * @param share how many of them may be of one address
   */
  public Places(int most, int share) {
    this.most = most;
    this.share = share;
  }

  /** Whether there was a place, which is then to be given back. */
  public synchronized boolean take(InetAddress from) {
    String network = Networks.of(from);
    int own = held.getOrDefault(network, 0);
    if (taken >= most || own >= share) {
      return false;
    }
    taken++;
    held.put(network, own + 1);
    return true;
  }

  /** Gives back a place that {@link #take} gave. */
  public synchronized void giveBack(InetAddress from) {
    taken--;
    held.computeIfPresent(Networks.of(from), (_, own) -> own == 1 ? null : own - 1);
  }
}
