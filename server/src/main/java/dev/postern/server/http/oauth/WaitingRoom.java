package dev.postern.server.http.oauth;

import dev.postern.protocol.ClientId;
import dev.postern.store.TenantName;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests wait at once: in all, for one tenant, and for one app. A request that waits is
 * here also when its connection has gone, so it is counted by this and not by connections.
 */
final class WaitingRoom {

  static final int MOST = 1_024;

  /** More than are fetched for one tenant while a request waits. */
  static final int MOST_OF_TENANT = 256;

  static final int MOST_OF_APP = 64;

  private record App(TenantName tenant, ClientId client) {}

  private final Map<TenantName, Integer> byTenant = new HashMap<>();
  private final Map<App, Integer> byApp = new HashMap<>();
  private int taken;

  /** Takes a place, or says that there is none, and then there is none to give back. */
  synchronized boolean enter(TenantName tenant, ClientId client) {
    App app = new App(tenant, client);
    if (taken >= MOST
        || byTenant.getOrDefault(tenant, 0) >= MOST_OF_TENANT
        || byApp.getOrDefault(app, 0) >= MOST_OF_APP) {
      return false;
    }
    taken++;
    byTenant.merge(tenant, 1, Integer::sum);
    byApp.merge(app, 1, Integer::sum);
    return true;
  }

  /** Gives a place back that was taken for the same. */
  synchronized void leave(TenantName tenant, ClientId client) {
    taken--;
    byTenant.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
    byApp.computeIfPresent(new App(tenant, client), (key, count) -> count == 1 ? null : count - 1);
  }

  /** How many wait. */
  synchronized int size() {
    return taken;
  }
}
