package dev.postern.server;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.server.access.Access;
import dev.postern.server.admin.OpenIdSignIns;
import dev.postern.server.admin.Passkeys;
import dev.postern.server.admin.Registrations;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.PublicAddress;
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
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each tenant serves: its endpoints, and its pages beside them or at an address of their own,
 * where nothing else is.
 */
final class TenantSites {

  private static final String WELL_KNOWN = "/.well-known/";
  private static final String OPENID = "openid-configuration";

  private static final Map<String, ErrorStyle> STYLES =
      Map.of(IdentityRoutes.PREFIX, IdentityErrors.STYLE, AdminRoutes.PREFIX, AdminRoutes.STYLE);

  private final Map<String, ErrorStyle> styles;
  private final PosternServer.Given given;
  private final Parts parts;
  private final Patience patience = new Patience();
  private final Sites endpoints;
  private final Sites consoles;

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
    Optional<PublicAddress> own = given.address().ownConsoles();
    if (own.isEmpty()) {
      styles.putAll(given.pages().styles());
    }
    this.endpoints =
        new TenantHosts(given.address(), parts.registry(), styles, this::everything, this::site);
    this.consoles = own.map(this::consoles).orElse(host -> Optional.empty());
  }

  private Sites consoles(PublicAddress own) {
    Map<String, ErrorStyle> theirs = given.pages().styles();
    return new TenantHosts(
        own,
        parts.registry(),
        theirs,
        tenant -> pages(tenant, below(tenant)),
        tenant ->
            new SharedHost.Site(
                new Router(pages(tenant, below(tenant)), theirs), new Router(List.of())));
  }

  /** The endpoints, and the pages where they are beside them. */
  Sites endpoints() {
    return endpoints;
  }

  /** The pages, where they have an address of their own. */
  Sites consoles() {
    return consoles;
  }

  /** Both on one listener: no host is one of each. */
  Sites all() {
    return host -> endpoints.site(host).or(() -> consoles.site(host));
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
    List<Route> routes = below(tenant);
    if (given.address().ownConsoles().isEmpty()) {
      routes.addAll(pages(tenant, List.copyOf(routes)));
    }
    return routes;
  }

  private List<Route> below(TenantName tenant) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(oauth(tenant));
    routes.addAll(parts.identity().routes(tenant));
    routes.addAll(parts.admin().routes(tenant));
    return routes;
  }

  private List<Route> pages(TenantName tenant, List<Route> called) {
    PublicAddress address = given.address();
    return given
        .pages()
        .routes(
            new TenantPages.Site(
                tenant,
                address.issuer(tenant),
                address.consoles().prefix(tenant),
                address.ownConsoles().isPresent(),
                new DirectCalls(new Router(called, STYLES), PosternServer::known)));
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
