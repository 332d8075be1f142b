package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.TenantName;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The audit log: every change, chained by hashes. */
public final class AuditLog {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final Changes changes;

  AuditLog(Changes changes) {
    this.changes = changes;
  }

  /** A part of the log, or of what is looked for in it; a cursor is the number of a line. */
  public JsonObject list(TenantName tenant, Filters query) throws Refusal {
    Paging paging = query.paging();
    @Nullable Long after = query.cursor(paging, NUMBER).map(Long::valueOf).orElse(null);
    AuditFilter filter = Searches.audit(query);
    AuditFilter.Part part =
        new AuditFilter.Part(after, paging.page().limit(), Searches.order(query));
    query.finish();
    return changes.read(
        tenant,
        reader ->
            paging.shown(
                reader.audit(filter, part),
                AuditLog::view,
                event -> Long.toString(event.record().seq())));
  }

  private static JsonObject view(AuditEvent event) {
    return JsonObject.builder().putAll(event.record().content()).put("hash", event.hash()).build();
  }
}
