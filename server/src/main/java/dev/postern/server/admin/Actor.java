package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.AuditLine;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who changes something, as the audit log will tell it.
 *
 * @param tenant whose Admin API is called and whose app it is
 * @param clientId the app
 * @param session the session of the token that it calls with
 * @param scopes what the token that it calls with permits at the Admin API
 * @param reach what it may administer
 * @param address from which network address
 * @param at when, in whole milliseconds, as they are kept
 */
public record Actor(
    TenantName tenant,
    ClientId clientId,
    SessionId session,
    Scopes scopes,
    Reach reach,
    String address,
    Instant at)
    implements Author {

  /** Leaves out what a store would not keep. */
  public Actor {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * What the log of {@code log} says that this actor did. Only {@code default} acts on other
   * tenants; there its app is named with its tenant.
   */
  @Override
  public AuditLine line(
      TenantName log, String action, String target, JsonValue before, JsonValue after) {
    String name = tenant.equals(log) ? clientId.text() : tenant + "/" + clientId;
    return new AuditLine(name, action, target, before, after, address);
  }
}
