package dev.postern.store;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import java.util.List;

/**
 * The two APIs that every tenant has from its founding. Their identifiers lie below the issuer, so
 * they are kept without it: a server that moves to another address takes them along.
 */
public enum BuiltInApi implements ApiIdentifier {
  /** Tenants, APIs, apps, grants, keys, audit. */
  ADMIN("admin/v1"),
  /** Accounts, in LoginRadius' dialect. */
  IDENTITY("identity/v2/manage");

  /** Both, without the copy that values() makes. */
  static final List<BuiltInApi> ALL = List.of(values());

  private final String path;

  BuiltInApi(String path) {
    this.path = path;
  }

  @Override
  public Audience audience(Issuer issuer) {
    return new Audience(issuer.below(path));
  }

  /** Whether {@code audience} names it at {@code issuer}. */
  boolean called(String audience, Issuer issuer) {
    return audience.endsWith(path) && issuer.below(path).equals(audience);
  }

  @Override
  public String text() {
    return "/" + path;
  }
}
