package dev.postern.server;

import dev.postern.server.http.Router;
import dev.postern.store.IssuerPath;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the tenant on the public URL's host that a path belongs to: one look into a map for each of
 * its first segments. No two tenants' paths overlap, so there is one at most.
 */
final class SharedHost implements Router.Others {

  private static final String WELL_KNOWN = "/.well-known/";

  private final Registry registry;
  private final Optional<String> ownPrefix;
  private final Function<TenantName, Site> sites;

  /**
   * What a tenant with a path serves.
   *
   * @param below below its path
   * @param wellKnown where the well-known part stands before its path
   */
  record Site(Router below, Router wellKnown) {}

  /**
   * The host.
   *
   * @param ownPath the path of the tenant {@code default}, where it has one
   * @param sites what a tenant serves
   */
  SharedHost(Registry registry, Optional<IssuerPath> ownPath, Function<TenantName, Site> sites) {
    this.registry = registry;
    this.ownPrefix = ownPath.map(IssuerPath::prefix);
    this.sites = sites;
  }

  @Override
  public Optional<Router.Other> of(String path) {
    if (registry.pathless() && ownPrefix.isEmpty()) {
      return Optional.empty();
    }
    return path.startsWith(WELL_KNOWN) ? inserted(path) : below(path);
  }

  private Optional<Router.Other> below(String path) {
    return tenant(path, 0)
        .filter(found -> found.end() < path.length())
        .map(found -> new Router.Other(found.site().below(), path.substring(found.end())));
  }

  /**
   * RFC 8414 3.1 and RFC 9728 3.1: {@code /.well-known/<name>} stands before the path of what it
   * tells of. Cut out of there, the tenant's path leaves what a tenant without one has.
   */
  private Optional<Router.Other> inserted(String path) {
    int start = path.indexOf('/', WELL_KNOWN.length());
    return (start < 0 ? Optional.<Found>empty() : tenant(path, start))
        .map(found ->
            new Router.Other(
                found.site().wellKnown(), path.substring(0, start) + path.substring(found.end())));
  }

  private record Found(Site site, int end) {}

  /** The tenant whose prefix begins at {@code start} of a path, and where that ends. */
  private Optional<Found> tenant(String path, int start) {
    int end = start;
    for (int segments = 0; segments < IssuerPath.SEGMENTS && end < path.length(); segments++) {
      int slash = path.indexOf('/', end + 1);
      end = slash < 0 ? path.length() : slash;
      if (end - start > IssuerPath.LIMIT) {
        return Optional.empty();
      }
      Optional<TenantName> tenant = tenant(path.substring(start, end));
      if (tenant.isPresent()) {
        return Optional.of(new Found(sites.apply(tenant.get()), end));
      }
    }
    return Optional.empty();
  }

  private Optional<TenantName> tenant(String prefix) {
    return ownPrefix.filter(prefix::equals).isPresent()
        ? Optional.of(TenantName.DEFAULT)
        : registry.at(prefix);
  }
}
