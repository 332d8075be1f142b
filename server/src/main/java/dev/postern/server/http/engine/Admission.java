package dev.postern.server.http.engine;

import dev.postern.server.config.AddressRange;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts open connections, in all and per source, and says when there are enough. */
final class Admission {
  private final ListenerOptions.Connections limits;
  private final TrustedProxies proxies;
  private final Map<InetAddress, Integer> bySource = new HashMap<>();
  private int total;

  Admission(ListenerOptions.Connections limits, TrustedProxies proxies) {
    this.limits = limits;
    this.proxies = proxies;
  }

  /** Takes a place for a connection; false if there is none, and then there is none to release. */
  synchronized boolean admit(InetAddress peer) {
    InetAddress source = AddressRange.host(peer);
    int open = bySource.getOrDefault(source, 0);
    if (total >= limits.total() || (open >= limits.perSource() && !proxies.trusts(peer))) {
      return false;
    }
    total++;
    bySource.put(source, open + 1);
    return true;
  }

  /** Gives back the place of an admitted connection. */
  synchronized void release(InetAddress peer) {
    total--;
    bySource.computeIfPresent(
        AddressRange.host(peer), (source, open) -> open == 1 ? null : open - 1);
  }
}
