package dev.postern.store;

import java.util.List;

/**
 * A new tenant with everything that it is born with, made in one transaction as its change 1.
 *
 * @param tenant the tenant
 * @param keys its keys: for tokens, for its feed, for its sessions
 * @param apis its two built-in APIs
 * @param operator its first app with its credential and its grants
 * @param audit what its audit log starts with
 */
public record Founding(
    Tenant tenant, List<SealedKey> keys, List<Api> apis, AppEntry operator, AuditLine audit) {

  /** Copies the lists. */
  public Founding {
    keys = List.copyOf(keys);
    apis = List.copyOf(apis);
  }
}
