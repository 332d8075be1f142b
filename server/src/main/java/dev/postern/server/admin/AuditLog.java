package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.ApiId;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.Found;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        reader -> {
          Found<AuditEvent> found = reader.audit(filter, part);
          return paging.shown(
              found,
              View.of(reader, found.items())::line,
              event -> Long.toString(event.record().seq()));
        });
  }

  /**
   * Lines as they are shown, with what actor and target are called now: looked up once for all of
   * them, and no more of these things than their names.
   *
   * @param apps the names of apps
   * @param apis the names of APIs
   * @param policies the names of registration policies
   */
  private record View(
      Map<ClientId, String> apps,
      Map<ApiId, String> apis,
      Map<RegistrationPolicyId, String> policies) {

    private static final String API = "api/";
    private static final String POLICY = "registration_policy/";

    static View of(TenantReader reader, List<AuditEvent> lines) {
      Set<ClientId> apps = new HashSet<>();
      Set<ApiId> apis = new HashSet<>();
      Set<RegistrationPolicyId> policies = new HashSet<>();
      for (AuditEvent line : lines) {
        String target = line.record().target();
        ClientId.parse(line.record().actor()).ifPresent(apps::add);
        app(target).ifPresent(apps::add);
        behind(API, target).map(ApiId::new).ifPresent(apis::add);
        behind(POLICY, target).map(RegistrationPolicyId::new).ifPresent(policies::add);
      }
      return new View(
          reader.appNames(apps), reader.apiNames(apis), reader.registrationPolicyNames(policies));
    }

    JsonObject line(AuditEvent event) {
      return JsonObject.builder()
          .putAll(event.record().content())
          .put("hash", event.hash())
          .put("actor_name", actor(event.record().actor()).orElse(null))
          .put("target_name", target(event.record().target()).orElse(null))
          .build();
    }

    /** What is no app, or is none any more, has no name. */
    private Optional<String> actor(String actor) {
      return ClientId.parse(actor).map(apps::get);
    }

    /** Of what belongs to an app, the app's. People of whom accounts are have none here. */
    private Optional<String> target(String target) {
      return app(target)
          .map(apps::get)
          .or(() -> behind(API, target).map(ApiId::new).map(apis::get))
          .or(() -> behind(POLICY, target).map(RegistrationPolicyId::new).map(policies::get));
    }

    private static Optional<ClientId> app(String target) {
      return AuditFilter.app(target).flatMap(ClientId::parse);
    }

    /** The id of a thing of that kind; empty where the target is another. */
    private static Optional<String> behind(String kind, String target) {
      return target.startsWith(kind)
          ? ClientId.parse(target.substring(kind.length())).map(ClientId::text)
          : Optional.empty();
    }
  }
}
