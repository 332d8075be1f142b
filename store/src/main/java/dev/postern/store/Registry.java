package dev.postern.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All tenants in memory. */
public final class Registry {

  private final Map<TenantName, TenantRegistry> tenants = new ConcurrentHashMap<>();

  /** A tenant, or empty where there is none of that name. */
  public Optional<TenantRegistry> tenant(TenantName name) {
    return Optional.ofNullable(tenants.get(name));
  }

  /** All tenants, in no order. */
  public Collection<TenantRegistry> tenants() {
    return tenants.values();
  }

  /** Puts a tenant in the place of the one that was there. */
  public void put(TenantRegistry tenant) {
    tenants.put(tenant.tenant().name(), tenant);
  }

  /** Removes a tenant. */
  public void remove(TenantName name) {
    tenants.remove(name);
  }
}
