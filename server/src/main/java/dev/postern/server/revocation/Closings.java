package dev.postern.server.revocation;

import dev.postern.server.signing.KeyRing;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.time.Duration;

/** Starts acts of revocation. */
public final class Closings {

  private final KeyRing keys;
  private final Duration cutoff;

  /**
   * Acts on the sessions that {@code keys} compute.
   *
   * @param cutoff how long a node goes on issuing without having read the database
   */
  public Closings(KeyRing keys, Duration cutoff) {
    this.keys = keys;
    this.cutoff = cutoff;
  }

  /** An act within a change of a tenant. */
  public Closing in(TenantName name, TenantWriter tenant) {
    return new Closing(tenant, keys.session(name), cutoff);
  }
}
