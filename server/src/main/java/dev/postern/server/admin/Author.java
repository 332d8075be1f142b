package dev.postern.server.admin;

import dev.postern.protocol.json.JsonValue;
import dev.postern.store.AuditLine;
import dev.postern.store.TenantName;
import java.time.Instant;

/** Who makes a change, as the audit log will tell it. */
sealed interface Author permits Actor, Registrant {

  /** Whose app or policy he is. */
  TenantName tenant();

  /** When, in whole milliseconds, as they are kept. */
  Instant at();

  /** What the log of {@code log} says that he did. */
  AuditLine line(TenantName log, String action, String target, JsonValue before, JsonValue after);
}
