package dev.postern.server.admin;

import dev.postern.protocol.json.JsonValue;
import dev.postern.store.AuditLine;
import dev.postern.store.TenantName;
import java.time.Instant;

/**
 * Who registers an app, or sees to its registration: no caller of the Admin API, and without
 * anything to hand out.
 *
 * @param tenant whose policy or app it is
 * @param name the policy that he registers by, or the app that is his
 * @param address from which network address
 * @param at when, in whole milliseconds
 */
record Registrant(TenantName tenant, String name, String address, Instant at) implements Author {

  @Override
  public AuditLine line(
      TenantName log, String action, String target, JsonValue before, JsonValue after) {
    return new AuditLine(name, action, target, before, after, address);
  }
}
