package dev.postern.store;

import java.util.ArrayList;
import java.util.List;

/**
 * A new tenant with everything that it is born with, made in one transaction as its change 1.
 *
 * @param tenant the tenant
 * @param keys its keys: for tokens, for its feed, for its sessions
 * @param apis its two built-in APIs
 * @param apps its first apps with their credentials and grants, the operator first
 * @param audit what its audit log starts with
 */
public record Founding(
    Tenant tenant, List<SealedKey> keys, List<Api> apis, List<AppEntry> apps, AuditLine audit) {

  /** Copies the lists. */
  public Founding {
    keys = List.copyOf(keys);
    apis = List.copyOf(apis);
    apps = List.copyOf(apps);
  }

  /** The same with one more app. */
  public Founding with(AppEntry app) {
    List<AppEntry> more = new ArrayList<>(apps);
    more.add(app);
    return new Founding(tenant, keys, apis, more, audit);
  }
}
