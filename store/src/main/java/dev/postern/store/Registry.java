package dev.postern.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All tenants in memory. */
public final class Registry {

  private final Map<TenantName, TenantRegistry> tenants = new ConcurrentHashMap<>();
  private final Map<String, TenantName> prefixes = new ConcurrentHashMap<>();

  /** A tenant, or empty where there is none of that name. */
  public Optional<TenantRegistry> tenant(TenantName name) {
    return Optional.ofNullable(tenants.get(name));
  }

  /** Whose every path starts with {@code prefix}, which ends without a slash. */
  public Optional<TenantName> at(String prefix) {
    return Optional.ofNullable(prefixes.get(prefix));
  }

  /** Whether no tenant has a path. */
  public boolean pathless() {
    return prefixes.isEmpty();
  }

  /** All tenants, in no order. */
  public Collection<TenantRegistry> tenants() {
    return tenants.values();
  }

  /** Puts a tenant in the place of the one that was there. */
  public void put(TenantRegistry tenant) {
    TenantName name = tenant.tenant().name();
    Optional<String> prefix = prefix(tenant);
    @Nullable TenantRegistry before = tenants.put(name, tenant);
    if (before != null && !prefix(before).equals(prefix)) {
      prefix(before).ifPresent(old -> prefixes.remove(old, name));
    }
    prefix.ifPresent(here -> prefixes.put(here, name));
  }

  /** Removes a tenant. */
  public void remove(TenantName name) {
    @Nullable TenantRegistry gone = tenants.remove(name);
    if (gone != null) {
      prefix(gone).ifPresent(old -> prefixes.remove(old, name));
    }
  }

  private static Optional<String> prefix(TenantRegistry tenant) {
    return tenant.tenant().issuerPath().map(IssuerPath::prefix);
  }
}
