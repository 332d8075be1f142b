package dev.postern.server;

import dev.postern.server.config.PublicAddress;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Route;
import dev.postern.server.http.Router;
import dev.postern.server.http.Sites;
import dev.postern.store.IssuerPath;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The hosts of one address: a tenant has a host of its own, or a path on the address's own host.
 * Its routes are put together when it is first asked for.
 */
final class TenantHosts implements Sites {

  private final PublicAddress address;
  private final Registry registry;
  private final Map<String, ErrorStyle> styles;
  private final Function<TenantName, List<Route>> routes;
  private final Map<TenantName, Router> hosts = new ConcurrentHashMap<>();
  private final Map<TenantName, SharedHost.Site> paths = new ConcurrentHashMap<>();
  private final Optional<Router> shared;

  /**
   * The hosts.
   *
   * @param routes what a tenant serves on a host of its own
   * @param sites what a tenant serves that has a path
   */
  TenantHosts(
      PublicAddress address,
      Registry registry,
      Map<String, ErrorStyle> styles,
      Function<TenantName, List<Route>> routes,
      Function<TenantName, SharedHost.Site> sites) {
    this.address = address;
    this.registry = registry;
    this.styles = styles;
    this.routes = routes;
    Optional<IssuerPath> path = address.path(TenantName.DEFAULT);
    SharedHost others =
        new SharedHost(registry, path, tenant -> paths.computeIfAbsent(tenant, sites));
    // The address's own host is the tenant default's as a whole, unless that has a path itself.
    List<Route> own = path.isEmpty() ? routes.apply(TenantName.DEFAULT) : List.of();
    own.forEach(TenantHosts::demandReserved);
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
    Optional<TenantName> named = address.tenant(host);
    return named.isPresent() && named.get().equals(TenantName.DEFAULT)
        ? shared
        : named
            .filter(this::hosted)
            .map(name -> hosts.computeIfAbsent(name, it -> new Router(routes.apply(it), styles)));
  }

  /** A tenant is in one place: who has a path has no host. */
  private boolean hosted(TenantName name) {
    Optional<TenantRegistry> tenant = registry.tenant(name);
    return tenant.isPresent() && tenant.get().tenant().path() == null;
  }
}
