package dev.postern.server.admin;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.Founding;
import dev.postern.store.IssuerPath;
import dev.postern.store.Profile;
import dev.postern.store.Store;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tenants of this installation, as the tenant {@code default} looks after them. */
public final class Tenants {

  private static final String NAME = "name";
  private static final String ISSUER = "issuer";
  private static final String STATUS = "status";
  private static final String OPERATOR = "operator";
  private static final String ACTIVE = "active";
  private static final String BLOCKED = "blocked";

  private final Store store;
  private final Changes changes;
  private final Founder founder;
  private final PublicAddress address;

  Tenants(Store store, Changes changes, Founder founder, PublicAddress address) {
    this.store = store;
    this.changes = changes;
    this.founder = founder;
    this.address = address;
  }

  /** A part of the list, in the order of their names. */
  public JsonObject list(Paging paging) throws Refusal {
    List<TenantName> wanted =
        store.tenants().stream()
            .filter(name -> name.text().compareTo(paging.after()) > 0)
            .limit(paging.limit() + 1L)
            .toList();
    return paging.shown(wanted, name -> view(tenant(name)), TenantName::text);
  }

  /** One tenant. */
  public Tagged read(String name) throws Refusal {
    return tagged(tenant(there(name)));
  }

  private Tenant tenant(TenantName name) {
    return store.<Tenant, RuntimeException>read(name, reader -> reader.tenant());
  }

  /** Founds a tenant; the answer shows its operator's credential this once. */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    // Its operator has a secret; where there is a key for him, the tenant can be made strict.
    Fields fields =
        new Fields(body).fixed("api_key", STATUS, Strictness.NAME, OPERATOR, "created_at");
    String text = fields.requiredText(NAME, 63);
    Optional<TenantName> name = TenantName.parse(text);
    if (!text.isEmpty() && name.isEmpty()) {
      fields.wrong(NAME, "is a DNS label: 1 to 63 of a-z, 0-9 and hyphens, none at either end");
    }
    Optional<IssuerPath> path = path(fields);
    fields.finish();
    return changes.make(by, once, edit -> create(edit, name.orElseThrow(), path));
  }

  /** The path of the issuer that is wanted; empty where none is, for then it follows the name. */
  private Optional<IssuerPath> path(Fields fields) {
    Optional<String> issuer = fields.text(ISSUER, 1, Issuer.LIMIT);
    Optional<IssuerPath> path = issuer.flatMap(address::pathOf);
    if (issuer.isPresent() && path.isEmpty()) {
      fields.wrong(
          ISSUER,
          "is "
              + address.origin()
              + "/ and behind it 1 to 4 segments of a-z, 0-9, '.', '_', '~' and '-', each beginning"
              + " with a letter or a digit, the first none that the server has itself; left out,"
              + " the tenant has a host of its own");
    }
    return path;
  }

  private Made create(Edit edit, TenantName name, Optional<IssuerPath> path) throws Refusal {
    if (store.tenants().contains(name)) {
      throw new Refusal(new AdminReason.Conflict("There is a tenant of this name."));
    }
    if (path.filter(this::overlapped).isPresent()) {
      throw new Refusal(
          new AdminReason.Conflict("There is a tenant at this issuer's path, above or below it."));
    }
    Instant now = edit.now();
    Founder.Operator operator = founder.operator(now);
    AuditLine first =
        edit.by()
            .line(
                name, "tenant.create", target(name), JsonNull.NULL, Founder.first(name, operator));
    Founding founding = founder.found(name, path, operator, first, now);
    edit.tenant().found(founding);
    JsonObject view = view(founding.tenant());
    edit.made("tenant.create", target(name), view);
    return new Made(
        "tenants/" + name,
        JsonObject.builder()
            .putAll(view)
            .put(OPERATOR, operator.json(Founder.Operator.addresses(issuer(founding.tenant()))))
            .build(),
        founding.tenant().version(),
        Set.of(OPERATOR));
  }

  private boolean overlapped(IssuerPath path) {
    return address.path(TenantName.DEFAULT).filter(path::overlaps).isPresent()
        || store.issuerPaths().stream().anyMatch(path::overlaps);
  }

  /**
   * Blocks a tenant or makes it stricter, each of which closes every token of it, or the reverse.
   * The change is the tenant's own and stands in its own log.
   */
  public Tagged patch(Actor by, String name, JsonObject patch, Precondition precondition)
      throws Refusal {
    TenantName named = there(name);
    return changes.change(
        by,
        named,
        edit -> {
          Tenant before = edit.tenant().tenant();
          precondition.check(before.version());
          Tenant after = changed(before, patch, edit.number());
          boolean tightened = after.profile().stricterThan(before.profile());
          if (tightened && named.equals(by.tenant())) {
            AppEntry caller = Named.app(edit.tenant(), by.clientId());
            Strictness.requireWayIn(after.profile(), caller, edit.now());
          }
          boolean blocked =
              before.status() != after.status() && after.status() == Tenant.Status.BLOCKED;
          if (tightened || blocked) {
            closeAll(edit);
          }
          edit.tenant().put(after);
          edit.log(action(before, after), target(named), view(before), view(after));
          return tagged(after);
        });
  }

  private static Tenant changed(Tenant before, JsonObject patch, long number) throws Refusal {
    JsonObject settings =
        JsonObject.builder()
            .put(STATUS, text(before.status()))
            .put(Strictness.NAME, Strictness.text(before.profile()))
            .build();
    Fields fields =
        new Fields(MergePatch.apply(settings, patch))
            .fixed(NAME, ISSUER, "api_key", OPERATOR, "created_at");
    String status = fields.choice(STATUS, ACTIVE, List.of(ACTIVE, BLOCKED));
    Profile profile = Strictness.read(fields);
    fields.finish();
    if (before.name().equals(TenantName.DEFAULT) && status.equals(BLOCKED)) {
      throw new Refusal(
          new AdminReason.Conflict("The tenant default cannot be blocked: nobody could open it."));
    }
    Tenant.Status next = status.equals(ACTIVE) ? Tenant.Status.ACTIVE : Tenant.Status.BLOCKED;
    return before.in(next, number).under(profile, number);
  }

  private static String text(Tenant.Status status) {
    return status == Tenant.Status.ACTIVE ? ACTIVE : BLOCKED;
  }

  private static String action(Tenant before, Tenant after) {
    if (before.status() == after.status()) {
      return "tenant.update";
    }
    return after.status() == Tenant.Status.BLOCKED ? "tenant.block" : "tenant.unblock";
  }

  /** Closes every session of a tenant: each token is for one of its APIs. */
  static void closeAll(Edit edit) {
    for (Api api : edit.tenant().everyApi()) {
      edit.closing().api(api);
      edit.tenant().put(api.inEpoch(edit.number()));
    }
  }

  private TenantName there(String name) throws Refusal {
    TenantName named = Named.pathTenant(name);
    if (!store.tenants().contains(named)) {
      throw Named.nothing();
    }
    return named;
  }

  private static String target(TenantName name) {
    return "tenant/" + name;
  }

  private Tagged tagged(Tenant tenant) {
    return new Tagged(view(tenant), tenant.version());
  }

  private Issuer issuer(Tenant tenant) {
    return address.issuer(tenant.name(), tenant.issuerPath());
  }

  private JsonObject view(Tenant tenant) {
    Issuer issuer = issuer(tenant);
    return JsonObject.builder()
        .put(NAME, tenant.name().text())
        .put(ISSUER, issuer.text())
        .put("api_key", tenant.apiKey())
        .put(STATUS, text(tenant.status()))
        .put(Strictness.NAME, Strictness.text(tenant.profile()))
        .put("created_at", tenant.createdAt().toString())
        .build();
  }
}
