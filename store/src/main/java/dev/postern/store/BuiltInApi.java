package dev.postern.store;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;

/**
 * The two APIs that every tenant has from its founding. Their identifiers lie below the issuer, so
 * they are kept without it: a server that moves to another address takes them along.
 */
public enum BuiltInApi implements ApiIdentifier {
  /** Tenants, APIs, apps, grants, keys, audit. */
  ADMIN("admin/v1"),
  /** Accounts, in LoginRadius' dialect. */
  IDENTITY("identity/v2/manage");

  private final String path;

  BuiltInApi(String path) {
    this.path = path;
  }

  @Override
  public Audience audience(Issuer issuer) {
    return new Audience(issuer.below(path));
  }

  @Override
  public String text() {
    return "/" + path;
  }
}
