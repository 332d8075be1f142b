package dev.postern.server;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.server.access.Access;
import dev.postern.server.admin.OpenIdSignIns;
import dev.postern.server.admin.Passkeys;
import dev.postern.server.admin.Registrations;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Published;
import dev.postern.server.http.Route;
import dev.postern.server.http.Router;
import dev.postern.server.http.Sites;
import dev.postern.server.http.admin.AdminRoutes;
import dev.postern.server.http.identity.IdentityErrors;
import dev.postern.server.http.identity.IdentityRoutes;
import dev.postern.server.http.oauth.FeedEndpoint;
import dev.postern.server.http.oauth.IntrospectionEndpoint;
import dev.postern.server.http.oauth.MetadataDocuments;
import dev.postern.server.http.oauth.OpenIdEndpoint;
import dev.postern.server.http.oauth.PasskeyEndpoint;
import dev.postern.server.http.oauth.Patience;
import dev.postern.server.http.oauth.RegistrationEndpoint;
import dev.postern.server.http.oauth.RevocationEndpoint;
import dev.postern.server.http.oauth.TokenEndpoint;
import dev.postern.server.introspection.Introspection;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.revocation.Feeds;
import dev.postern.server.revocation.TokenRevocation;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.BuiltInApi;
import dev.postern.store.IssuerPath;
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each tenant serves: its routes are put together when it is first asked for. A tenant has a
 * host of its own, or a path on the public URL's host; its routes are the same in both places.
 */
final class TenantSites implements Sites {

  private static final String WELL_KNOWN = "/.well-known/";
  private static final String OPENID = "openid-configuration";

  private static final Map<String, ErrorStyle> STYLES =
      Map.of(IdentityRoutes.PREFIX, IdentityErrors.STYLE, AdminRoutes.PREFIX, AdminRoutes.STYLE);

  private final Map<String, ErrorStyle> styles;
  private final PosternServer.Given given;
  private final Parts parts;
  private final Patience patience = new Patience();
  private final Map<TenantName, Router> hosts = new ConcurrentHashMap<>();
  private final Map<TenantName, SharedHost.Site> paths = new ConcurrentHashMap<>();
  private final Optional<Router> shared;

  /** What the routes lead to. */
  record Parts(
      Registry registry,
      KeyRing keys,
      Access access,
      Feeds feeds,
      Issuance issuance,
      Introspection introspection,
      TokenRevocation revocation,
      IdentityRoutes identity,
      AdminRoutes admin,
      Registrations registrations,
      Passkeys passkeys,
      OpenIdSignIns openId) {}

  TenantSites(PosternServer.Given given, Parts parts) {
    this.given = given;
    this.parts = parts;
    this.styles = new HashMap<>(STYLES);
    styles.putAll(given.pages().styles());
    SharedHost others =
        new SharedHost(
            parts.registry(),
            given.address().path(TenantName.DEFAULT),
            tenant -> paths.computeIfAbsent(tenant, this::site));
    // The public URL's host is the tenant default's as a whole, unless that has a path itself.
    List<Route> own =
        given.address().path(TenantName.DEFAULT).isEmpty()
            ? everything(TenantName.DEFAULT)
            : List.of();
    own.forEach(TenantSites::demandReserved);
    this.shared = Optional.of(new Router(own, own.isEmpty() ? Map.of() : styles, others));
  }

  /** What the tenant default has must be no other's: its paths are looked up before theirs. */
  private static void demandReserved(Route route) {
    int end = route.template().indexOf('/', 1);
    String first = end < 0 ? route.template() : route.template().substring(0, end);
    if (IssuerPath.parse(first).isPresent()) {
      throw new IllegalStateException("a tenant could have the path " + first);
    }
  }

  @Override
  public Optional<Router> site(String host) {
    Optional<TenantName> named = given.address().tenant(host);
    return named.isPresent() && named.get().equals(TenantName.DEFAULT)
        ? shared
        : named.filter(this::hosted).map(name -> hosts.computeIfAbsent(name, this::router));
  }

  /** A tenant is in one place: who has a path has no host. */
  private boolean hosted(TenantName name) {
    Optional<TenantRegistry> tenant = parts.registry().tenant(name);
    return tenant.isPresent() && tenant.get().tenant().path() == null;
  }

  private Router router(TenantName tenant) {
    return new Router(everything(tenant), styles);
  }

  private List<Route> everything(TenantName tenant) {
    List<Route> routes = belowIssuer(tenant);
    routes.addAll(wellKnown(tenant));
    return routes;
  }

  private SharedHost.Site site(TenantName tenant) {
    List<Route> below = belowIssuer(tenant);
    // OpenID Connect Discovery 4.1: appended to the path, where RFC 8414 5 inserts it before.
    below.add(Route.get(WELL_KNOWN + OPENID, metadata(tenant)));
    return new SharedHost.Site(new Router(below, styles), new Router(wellKnown(tenant)));
  }

  private List<Route> belowIssuer(TenantName tenant) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(oauth(tenant));
    routes.addAll(parts.identity().routes(tenant));
    routes.addAll(parts.admin().routes(tenant));
    DirectCalls endpoints = new DirectCalls(new Router(routes, STYLES), PosternServer::known);
    routes.addAll(
        given
            .pages()
            .routes(
                new TenantPages.Site(
                    tenant,
                    given.address().issuer(tenant),
                    given.address().prefix(tenant),
                    endpoints)));
    return routes;
  }

  private List<Route> oauth(TenantName tenant) {
    TokenEndpoint token = new TokenEndpoint(tenant, parts.issuance(), patience);
    List<Route> routes = new ArrayList<>();
    routes.addAll(posted(MetadataDocuments.TOKEN, token));
    routes.addAll(
        posted(
            MetadataDocuments.INTROSPECTION,
            new IntrospectionEndpoint(tenant, parts.introspection(), patience)));
    routes.addAll(
        posted(
            MetadataDocuments.REVOCATION,
            new RevocationEndpoint(tenant, parts.revocation(), patience)));
    routes.addAll(new RegistrationEndpoint(tenant, parts.registrations(), given.clock()).routes());
    routes.addAll(new PasskeyEndpoint(tenant, parts.passkeys(), given.clock()).routes());
    routes.addAll(new OpenIdEndpoint(tenant, parts.openId(), given.clock()).routes());
    routes.add(
        Route.get(
            "/" + MetadataDocuments.KEYS, new Published(() -> parts.keys().tokenKeySet(tenant))));
    routes.add(
        Route.get(
            "/" + MetadataDocuments.FEED_KEYS,
            new Published(() -> parts.keys().feedKeySet(tenant))));
    routes.add(
        Route.get(
            "/" + MetadataDocuments.FEED,
            new FeedEndpoint(tenant, parts.feeds(), parts.access(), given.clock())));
    return routes;
  }

  /** What clients post to is below /services, too, where LoginRadius has it. */
  private static List<Route> posted(String path, Handler handler) {
    return List.of(
        new Route("POST", "/" + path, handler, TokenEndpoint.BODY_LIMIT),
        new Route(
            "POST",
            "/" + path.replaceFirst("service", "services"),
            handler,
            TokenEndpoint.BODY_LIMIT));
  }

  /** What lies at well-known places; the path of the tenant, where it has one, is left out. */
  private List<Route> wellKnown(TenantName tenant) {
    Issuer issuer = given.address().issuer(tenant);
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get(WELL_KNOWN + "oauth-authorization-server", metadata(tenant)));
    routes.add(Route.get(WELL_KNOWN + OPENID, metadata(tenant)));
    for (BuiltInApi api : BuiltInApi.values()) {
      routes.add(
          Route.get(
              WELL_KNOWN + "oauth-protected-resource" + api.text(),
              new Published(() ->
                  MetadataDocuments.resource(
                          api, tenant, issuer, bound(tenant, api), certificates(tenant))
                      .bytes())));
    }
    return routes;
  }

  private Handler metadata(TenantName tenant) {
    Issuer issuer = given.address().issuer(tenant);
    return new Published(() -> document(tenant, issuer).bytes());
  }

  private JsonObject document(TenantName tenant, Issuer issuer) {
    MetadataDocuments.Certificates taken = certificates(tenant);
    return registering(tenant)
        ? MetadataDocuments.registering(issuer, profile(tenant), taken)
        : MetadataDocuments.server(issuer, profile(tenant), taken);
  }

  /** Whether there is a policy by which an app could register itself now. */
  private boolean registering(TenantName tenant) {
    Instant now = given.clock().instant();
    return parts
        .registry()
        .tenant(tenant)
        .filter(state -> state.tenant().status() == Tenant.Status.ACTIVE)
        .filter(state -> state.registrationPolicies().stream().anyMatch(policy -> policy.live(now)))
        .isPresent();
  }

  private boolean bound(TenantName tenant, BuiltInApi api) {
    return parts
        .registry()
        .tenant(tenant)
        .flatMap(state -> state.api(api))
        .map(known ->
            switch (known.proof()) {
              case DPOP -> true;
              // A profile may want it; a certificate will do for that, where there are any.
              case NONE ->
                  !profile(tenant).takes(Binding.none())
                      && certificates(tenant) == MetadataDocuments.Certificates.NONE;
              case MTLS, ANY -> false;
            })
        .orElse(false);
  }

  private Profile profile(TenantName tenant) {
    return parts
        .registry()
        .tenant(tenant)
        .map(state -> state.tenant().profile())
        .orElse(Profile.STANDARD);
  }

  /** Only what can work: where nobody is asked for a certificate, none is good for anything. */
  private MetadataDocuments.Certificates certificates(TenantName tenant) {
    if (given.config().http().clientCertificates() == ClientCertificates.NONE) {
      return MetadataDocuments.Certificates.NONE;
    }
    return parts
        .registry()
        .tenant(tenant)
        .filter(state -> !state.authorities().isEmpty())
        .map(_ -> MetadataDocuments.Certificates.VOUCHED)
        .orElse(MetadataDocuments.Certificates.SELF_SIGNED);
  }
}
