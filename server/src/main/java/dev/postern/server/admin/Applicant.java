package dev.postern.server.admin;

import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Somebody who shows a bearer token to register an app, or to see to a registration. */
public final class Applicant {

  private final TenantName tenant;
  private final String token;
  private final InetAddress from;
  private final Instant at;

  /**
   * Somebody who shows {@code token}, of which nothing is known yet.
   *
   * @param tenant where
   * @param from from which network address
   * @param at when
   */
  public Applicant(TenantName tenant, String token, InetAddress from, Instant at) {
    this.tenant = tenant;
    this.token = token;
    this.from = from;
    this.at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  TenantName tenant() {
    return tenant;
  }

  String token() {
    return token;
  }

  InetAddress from() {
    return from;
  }

  Instant at() {
    return at;
  }

  /** The same as the log will tell it, once it is known who he is. */
  Registrant named(String name) {
    return new Registrant(tenant, name, from.getHostAddress(), at);
  }

  /** Where he comes from, nothing of the token. */
  @Override
  public String toString() {
    return "Applicant[from " + from.getHostAddress() + "]";
  }
}
