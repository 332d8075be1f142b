package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
                new View(reader)::of,
                event -> Long.toString(event.record().seq())));
  }

  /** Lines as they are shown, with what actor and target are called now. */
  private static final class View {

    private final TenantReader reader;
    private final Map<String, Optional<String>> names = new HashMap<>();

    View(TenantReader reader) {
      this.reader = reader;
    }

    JsonObject of(AuditEvent event) {
      return JsonObject.builder()
          .putAll(event.record().content())
          .put("hash", event.hash())
          .put("actor_name", known(event.record().actor(), this::app))
          .put("target_name", known(event.record().target(), this::target))
          .build();
    }

    private @Nullable String known(String id, Function<String, Optional<String>> name) {
      return names.computeIfAbsent(id, name).orElse(null);
    }

    /** What is no app, or is none any more, has no name. */
    private Optional<String> app(String id) {
      return ClientId.parse(id).flatMap(reader::app).map(entry -> entry.app().name());
    }

    /** Of what belongs to an app, the app's. People of whom accounts are have none here. */
    private Optional<String> target(String target) {
      String id = target.substring(target.indexOf('/') + 1);
      return switch (target.substring(0, target.length() - id.length())) {
        case "api/" -> reader.api(new ApiId(id)).map(Api::name);
        case "registration_policy/" ->
            reader.registrationPolicy(new RegistrationPolicyId(id)).map(RegistrationPolicy::name);
        default -> AuditFilter.app(target).flatMap(this::app);
      };
    }
  }
}
