package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** How a tenant stands on the node that is asked: everything comes out of its memory. */
public final class StatusReport {

  private final Registry registry;
  private final Node node;

  /**
   * What only the node as a whole knows.
   *
   * @param subscribers how many listen to a tenant's revocation feed here
   * @param databaseAge how long ago the database was read
   */
  public record Node(ToIntFunction<TenantName> subscribers, Supplier<Duration> databaseAge) {}

  StatusReport(Registry registry, Node node) {
    this.registry = registry;
    this.node = node;
  }

  /** The status of a tenant. */
  public JsonObject of(TenantName tenant) {
    TenantRegistry state =
        registry
            .tenant(tenant)
            .orElseThrow(() -> new IllegalStateException("a tenant that answers is there"));
    return JsonObject.builder()
        .put("apps", state.appCount())
        .put("apis", state.apis().size())
        .put("live_revocations", state.revoked().size())
        .put("subscribers", node.subscribers().applyAsInt(tenant))
        .put("changes", state.head().number())
        .put("database_age_milliseconds", node.databaseAge().get().toMillis())
        .build();
  }
}
