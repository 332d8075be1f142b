package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AuditEvent;
import dev.postern.store.TenantName;
import java.util.List;
import java.util.regex.Pattern;

/** The audit log: every change, chained by hashes, oldest first. */
public final class AuditLog {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final Changes changes;

  AuditLog(Changes changes) {
    this.changes = changes;
  }

  /** A part of the log; a cursor is the number of a line. */
  public JsonObject list(TenantName tenant, Paging paging) throws Refusal {
    String after = paging.after().isEmpty() ? "0" : paging.after();
    if (!NUMBER.matcher(after).matches()) {
      throw AdminReason.Invalid.at("?cursor", "is none that a list ended with");
    }
    return changes.read(
        tenant,
        reader -> {
          List<AuditEvent> found = reader.audit(Long.parseLong(after), paging.limit() + 1);
          return paging.shown(found, AuditLog::view, event -> Long.toString(event.record().seq()));
        });
  }

  private static JsonObject view(AuditEvent event) {
    return JsonObject.builder().putAll(event.record().content()).put("hash", event.hash()).build();
  }
}
