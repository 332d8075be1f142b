package dev.postern.server;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.Binding;
import dev.postern.server.access.Access;
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
import dev.postern.server.http.oauth.RevocationEndpoint;
import dev.postern.server.http.oauth.TokenEndpoint;
import dev.postern.server.introspection.Introspection;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.revocation.Feeds;
import dev.postern.server.revocation.TokenRevocation;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What each tenant's host serves: its routes are put together when it is first asked for. */
final class TenantSites implements Sites {

  private static final String WELL_KNOWN = "/.well-known/";

  private final PosternServer.Given given;
  private final Parts parts;
  private final Map<TenantName, Router> routers = new ConcurrentHashMap<>();

  /** What the routes lead to. */
  record Parts(
      Registry registry,
      KeyRing keys,
      Access access,
      Feeds feeds,
      Issuance issuance,
      Introspection introspection,
      TokenRevocation revocation,
      Journal journal,
      IdentityRoutes identity,
      AdminRoutes admin) {}

  TenantSites(PosternServer.Given given, Parts parts) {
    this.given = given;
    this.parts = parts;
  }

  @Override
  public Optional<Router> site(String host) {
    return given
        .address()
        .tenant(host)
        .filter(name -> parts.registry().tenant(name).isPresent())
        .map(name -> routers.computeIfAbsent(name, this::router));
  }

  private Router router(TenantName tenant) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(oauth(tenant));
    routes.addAll(parts.identity().routes(tenant));
    routes.addAll(parts.admin().routes(tenant));
    routes.addAll(wellKnown(tenant));
    return new Router(
        routes,
        Map.of(IdentityRoutes.PREFIX, IdentityErrors.STYLE, AdminRoutes.PREFIX, AdminRoutes.STYLE));
  }

  private List<Route> oauth(TenantName tenant) {
    TokenEndpoint token = new TokenEndpoint(tenant, parts.issuance(), parts.journal());
    List<Route> routes = new ArrayList<>();
    routes.addAll(posted(MetadataDocuments.TOKEN, token));
    routes.addAll(
        posted(
            MetadataDocuments.INTROSPECTION,
            new IntrospectionEndpoint(tenant, parts.introspection())));
    routes.addAll(
        posted(MetadataDocuments.REVOCATION, new RevocationEndpoint(tenant, parts.revocation())));
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

  private List<Route> wellKnown(TenantName tenant) {
    Issuer issuer = given.address().issuer(tenant);
    Published server =
        new Published(() -> MetadataDocuments.server(issuer, profile(tenant)).bytes());
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get(WELL_KNOWN + "oauth-authorization-server", server));
    routes.add(Route.get(WELL_KNOWN + "openid-configuration", server));
    for (BuiltInApi api : BuiltInApi.values()) {
      routes.add(
          Route.get(
              WELL_KNOWN + "oauth-protected-resource" + api.text(),
              new Published(() ->
                  MetadataDocuments.resource(
                          api, tenant, issuer, bound(tenant, api), profile(tenant))
                      .bytes())));
    }
    return routes;
  }

  private boolean bound(TenantName tenant, BuiltInApi api) {
    return !profile(tenant).takes(Binding.none())
        || parts
            .registry()
            .tenant(tenant)
            .flatMap(state -> state.api(api))
            .map(known -> !known.proof().satisfiedBy(Binding.none()))
            .orElse(false);
  }

  private Profile profile(TenantName tenant) {
    return parts
        .registry()
        .tenant(tenant)
        .map(state -> state.tenant().profile())
        .orElse(Profile.STANDARD);
  }
}
