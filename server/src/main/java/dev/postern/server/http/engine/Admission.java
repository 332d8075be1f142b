package dev.postern.server.http.engine;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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
    InetAddress source = source(peer);
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
    bySource.computeIfPresent(source(peer), (source, open) -> open == 1 ? null : open - 1);
  }

  // One host of IPv6 commonly owns a /64 (RFC 4291 2.5.4), so its addresses count as one source.
  private static InetAddress source(InetAddress peer) {
    if (!(peer instanceof Inet6Address)) {
      return peer;
    }
    byte[] network = peer.getAddress();
    Arrays.fill(network, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
