package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.access.Access;
import dev.postern.server.access.Caller;
import dev.postern.server.admin.Actor;
import dev.postern.server.admin.Administration;
import dev.postern.server.admin.Apis;
import dev.postern.server.admin.Apps;
import dev.postern.server.admin.AuditLog;
import dev.postern.server.admin.CertificateAuthorities;
import dev.postern.server.admin.Credentials;
import dev.postern.server.admin.Grants;
import dev.postern.server.admin.Made;
import dev.postern.server.admin.RegistrationPolicies;
import dev.postern.server.admin.Revocations;
import dev.postern.server.admin.SigningKeys;
import dev.postern.server.admin.Tagged;
import dev.postern.server.admin.Tenants;
import dev.postern.server.admin.UsageReport;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Presenting;
import dev.postern.server.http.Published;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Route;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The calls of the Admin API: one table of method, path and scope. */
public final class AdminRoutes {

  /** The path that every call is under. */
  public static final String PREFIX = "/admin";

  /** How requests are refused under {@value #PREFIX}. */
  public static final ErrorStyle STYLE = new Problems();

  /** The root of this version. */
  static final String ROOT = PREFIX + "/v1";

  private static final String LOCATION = "Location";
  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private static final String APIS = "/apis";
  private static final String API = APIS + "/{id}";
  private static final String APPS = "/apps";
  private static final String APP = APPS + "/{client_id}";
  private static final String CREDENTIALS = APP + "/credentials";
  private static final String CREDENTIAL = CREDENTIALS + "/{id}";
  private static final String GRANTS = APP + "/grants";
  private static final String GRANT = GRANTS + "/{api_id}";
  private static final String AUTHORITIES = "/certificate-authorities";
  private static final String AUTHORITY = AUTHORITIES + "/{id}";
  private static final String KEYS = "/keys";
  private static final String KEY = KEYS + "/{kid}";
  private static final String POLICIES = "/registration-policies";
  private static final String POLICY = POLICIES + "/{id}";
  static final String TENANTS = "/tenants";
  private static final String TENANT = TENANTS + "/{name}";

  private final Access access;
  private final Administration administration;
  private final PublicAddress address;
  private final InstantSource clock;

  /** The calls on {@code administration}, for callers whom {@code access} lets in. */
  public AdminRoutes(
      Access access, Administration administration, PublicAddress address, InstantSource clock) {
    this.access = access;
    this.administration = administration;
    this.address = address;
    this.clock = clock;
  }

  /** The routes of one tenant. */
  public List<Route> routes(TenantName tenant) {
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get(
            ROOT + "/openapi.json",
            new Published(() -> OpenApi.document(tenant, address.issuer(tenant)))));
    for (Operation one : operations(tenant)) {
      int body = one.takesBody() ? JsonLimits.REQUEST.bytes() : 0;
      routes.add(new Route(one.method(), ROOT + one.path(), handler(tenant, one), body));
    }
    return routes;
  }

  /** The calls that a tenant's apps can make; only {@code default} looks after tenants. */
  List<Operation> operations(TenantName tenant) {
    List<Operation> operations = new ArrayList<>();
    operations.addAll(apis());
    operations.addAll(apps());
    operations.addAll(credentials());
    operations.addAll(grants());
    operations.addAll(authorities());
    operations.addAll(keys());
    operations.addAll(policies());
    operations.addAll(others());
    if (tenant.equals(TenantName.DEFAULT)) {
      operations.addAll(tenants());
    }
    return operations;
  }

  private List<Operation> apis() {
    Apis apis = administration.apis();
    return List.of(
        new Operation("GET", APIS, "apis:read", it -> list(apis.list(it.actor(), it.filters())))
            .withinReach(),
        new Operation(
            "POST",
            APIS,
            "apis:write",
            it -> made(apis.create(it.actor(), it.body(JSON), it.once()))),
        new Operation("GET", API, "apis:read", it -> tagged(apis.read(it.actor(), it.path("id"))))
            .withinReach(),
        new Operation(
                "PATCH",
                API,
                "apis:write",
                it -> tagged(apis.patch(it.actor(), it.path("id"), patch(it), it.precondition())))
            .withinReach(),
        new Operation(
            "DELETE",
            API,
            "apis:write",
            it -> {
              apis.delete(it.actor(), it.path("id"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> apps() {
    Apps apps = administration.apps();
    return List.of(
        new Operation("GET", APPS, "apps:read", it -> list(apps.list(it.actor(), it.filters())))
            .withinReach(),
        new Operation(
            "POST",
            APPS,
            "apps:write",
            it -> made(apps.create(it.actor(), it.body(JSON), it.once()))),
        new Operation(
                "GET", APP, "apps:read", it -> tagged(apps.read(it.actor(), it.path("client_id"))))
            .withinReach(),
        new Operation(
            "PATCH",
            APP,
            "apps:write",
            it ->
                tagged(apps.patch(it.actor(), it.path("client_id"), patch(it), it.precondition()))),
        new Operation(
            "DELETE",
            APP,
            "apps:write",
            it -> {
              apps.delete(it.actor(), it.path("client_id"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> credentials() {
    Credentials credentials = administration.credentials();
    return List.of(
        new Operation(
            "GET",
            "/credentials",
            "apps:read",
            it -> list(credentials.list(it.tenant(), it.filters()))),
        new Operation(
            "GET",
            CREDENTIALS,
            "apps:read",
            it -> list(credentials.list(it.tenant(), it.path("client_id"), it.paging()))),
        new Operation(
            "POST",
            CREDENTIALS,
            "apps:write",
            it ->
                made(
                    credentials.create(
                        it.actor(), it.path("client_id"), it.body(JSON), it.once()))),
        new Operation(
            "GET",
            CREDENTIAL,
            "apps:read",
            it -> tagged(credentials.read(it.tenant(), it.path("client_id"), it.path("id")))),
        new Operation(
            "PATCH",
            CREDENTIAL,
            "apps:write",
            it ->
                tagged(
                    credentials.patch(
                        it.actor(),
                        it.path("client_id"),
                        it.path("id"),
                        patch(it),
                        it.precondition()))),
        new Operation(
            "DELETE",
            CREDENTIAL,
            "apps:write",
            it -> {
              credentials.delete(
                  it.actor(), it.path("client_id"), it.path("id"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> grants() {
    Grants grants = administration.grants();
    return List.of(
        new Operation(
                "GET",
                GRANTS,
                "apps:read",
                it -> list(grants.list(it.actor(), it.path("client_id"), it.paging())))
            .withinReach(),
        new Operation(
                "GET",
                GRANT,
                "apps:read",
                it -> tagged(grants.read(it.actor(), it.path("client_id"), it.path("api_id"))))
            .withinReach(),
        new Operation("PUT", GRANT, "apps:write", this::putGrant).withinReach(),
        new Operation(
                "DELETE",
                GRANT,
                "apps:write",
                it -> {
                  grants.delete(
                      it.actor(), it.path("client_id"), it.path("api_id"), it.precondition());
                  return Reply.empty(204);
                })
            .withinReach());
  }

  private Reply putGrant(AdminRequest it) throws Refusal {
    Grants.Put put =
        administration
            .grants()
            .put(
                it.actor(),
                it.path("client_id"),
                it.path("api_id"),
                it.body(JSON),
                it.precondition());
    Reply reply = tagged(put.made() ? 201 : 200, put.grant());
    return put.made()
        ? reply.header(
            LOCATION, ROOT + "/apps/" + it.path("client_id") + "/grants/" + it.path("api_id"))
        : reply;
  }

  private List<Operation> others() {
    Revocations revocations = administration.revocations();
    AuditLog audit = administration.audit();
    UsageReport usage = administration.usage();
    return List.of(
        new Operation(
            "GET",
            "/revocations",
            "revocations:write",
            it -> list(revocations.list(it.tenant(), it.filters()))),
        new Operation(
                "POST",
                "/revocations",
                "revocations:write",
                it -> revocations.own(it.actor(), it.body(JSON)),
                it -> made(revocations.create(it.actor(), it.body(JSON), it.once())))
            .withinReach(),
        new Operation(
                "POST",
                "/explain",
                "apps:read",
                it -> list(administration.explanations().explain(it.actor(), it.body(JSON))))
            .withinReach(),
        new Operation(
            "GET",
            "/status",
            "usage:read",
            it -> {
              it.noParameters();
              return list(administration.status().of(it.tenant()));
            }),
        new Operation(
                "GET",
                "/me",
                "",
                it -> {
                  it.noParameters();
                  return list(administration.apps().self(it.actor()));
                })
            .withinReach(),
        new Operation(
            "GET", "/audit", "audit:read", it -> list(audit.list(it.tenant(), it.filters()))),
        new Operation(
                "GET", "/usage", "usage:read", it -> list(usage.list(it.actor(), it.filters())))
            .withinReach());
  }

  private List<Operation> authorities() {
    CertificateAuthorities authorities = administration.authorities();
    return List.of(
        new Operation(
            "GET",
            AUTHORITIES,
            "apps:read",
            it -> list(authorities.list(it.tenant(), it.paging()))),
        new Operation(
            "POST",
            AUTHORITIES,
            "apps:write",
            it -> made(authorities.create(it.actor(), it.body(JSON), it.once()))),
        new Operation(
            "GET",
            AUTHORITY,
            "apps:read",
            it -> tagged(authorities.read(it.tenant(), it.path("id")))),
        new Operation(
            "DELETE",
            AUTHORITY,
            "apps:write",
            it -> {
              authorities.delete(it.actor(), it.path("id"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> keys() {
    SigningKeys keys = administration.keys();
    return List.of(
        new Operation("GET", KEYS, "keys:read", it -> list(keys.list(it.tenant(), it.paging()))),
        new Operation(
            "POST",
            KEYS + "/rotate",
            "keys:write",
            it -> made(keys.rotate(it.actor(), it.body(JSON), it.once()))),
        new Operation(
            "GET", KEY, "keys:read", it -> tagged(keys.read(it.tenant(), it.path("kid")))),
        new Operation(
            "DELETE",
            KEY,
            "keys:write",
            it -> {
              keys.remove(it.actor(), it.path("kid"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> policies() {
    RegistrationPolicies policies = administration.policies();
    return List.of(
        new Operation(
            "GET", POLICIES, "apps:read", it -> list(policies.list(it.tenant(), it.paging()))),
        new Operation(
            "POST",
            POLICIES,
            "apps:write",
            it -> made(policies.create(it.actor(), it.body(JSON), it.once()))),
        new Operation(
            "GET", POLICY, "apps:read", it -> tagged(policies.read(it.tenant(), it.path("id")))),
        new Operation(
            "PATCH",
            POLICY,
            "apps:write",
            it -> tagged(policies.patch(it.actor(), it.path("id"), patch(it), it.precondition()))),
        new Operation(
            "DELETE",
            POLICY,
            "apps:write",
            it -> {
              policies.delete(it.actor(), it.path("id"), it.precondition());
              return Reply.empty(204);
            }));
  }

  private List<Operation> tenants() {
    Tenants tenants = administration.tenants();
    return List.of(
        new Operation("GET", TENANTS, "tenants:read", it -> list(tenants.list(it.paging()))),
        new Operation(
            "POST",
            TENANTS,
            "tenants:write",
            it -> made(tenants.create(it.actor(), it.body(JSON), it.once()))),
        new Operation("GET", TENANT, "tenants:read", it -> tagged(tenants.read(it.path("name")))),
        new Operation(
            "PATCH",
            TENANT,
            "tenants:write",
            it ->
                tagged(tenants.patch(it.actor(), it.path("name"), patch(it), it.precondition()))));
  }

  private Handler handler(TenantName tenant, Operation operation) {
    return request -> {
      try {
        Caller caller =
            access.check(tenant, BuiltInApi.ADMIN, Presenting.call(request), clock.instant());
        Actor actor =
            new Actor(
                tenant,
                caller.clientId(),
                caller.session(),
                caller.scopes(),
                administration.reaches().of(tenant, caller.clientId()),
                caller.address(),
                clock.instant());
        AdminRequest call = new AdminRequest(actor, request);
        operation.require(caller, call);
        if (!operation.lists()) {
          call.noParameters();
        }
        return located(tenant, operation.call().on(call));
      } catch (Refusal refusal) {
        return located(tenant, Problems.refusal(refusal.reason(), address.issuer(tenant)));
      }
    };
  }

  /** What was made is where the tenant's callers find it: below its path, where it has one. */
  private Reply located(TenantName tenant, Reply reply) {
    String prefix = address.prefix(tenant);
    return prefix.isEmpty()
        ? reply
        : reply
            .headers()
            .first(LOCATION)
            .map(path -> reply.header(LOCATION, prefix + path))
            .orElse(reply);
  }

  private static JsonObject patch(AdminRequest request) throws Refusal {
    return request.body(JSON, MERGE_PATCH);
  }

  private static Reply list(JsonObject list) {
    return Reply.json(200, list.bytes());
  }

  private static Reply tagged(Tagged tagged) {
    return tagged(200, tagged);
  }

  private static Reply tagged(int status, Tagged tagged) {
    return Reply.json(status, tagged.json().bytes()).header("ETag", "\"" + tagged.version() + "\"");
  }

  private static Reply made(Made made) {
    Reply reply = Created.reply(made.path(), made.json());
    return made.version() == 0 ? reply : reply.header("ETag", "\"" + made.version() + "\"");
  }
}
