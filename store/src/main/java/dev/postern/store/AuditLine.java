package dev.postern.store;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonValue;

/**
 * What the audit log is to say of a change; the store adds number, time and hash.
 *
 * @param actor who: a client id, the id of a registration policy, or {@link #SERVER}
 * @param action what, as {@code app.create}
 * @param target to what, as {@code app/<client_id>}
 * @param before what was there, secrets left out
 * @param after what is there now, secrets left out
 * @param address from which network address, empty for the server itself
 */
public record AuditLine(
    String actor, String action, String target, JsonValue before, JsonValue after, String address) {

  /** The actor of what the server does by itself. */
  public static final String SERVER = "postern";

  /** A line for something that the server does by itself. */
  public static AuditLine byServer(String action, String target, JsonValue after) {
    return new AuditLine(SERVER, action, target, JsonNull.NULL, after, "");
  }
}
