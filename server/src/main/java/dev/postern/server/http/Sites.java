package dev.postern.server.http;

import java.util.Optional;

/**
 * Which site a host names, each with a router of its own: one per tenant, and one that tenants
 * share.
 */
@FunctionalInterface
public interface Sites {

  /**
   * The router of a host. Called on the event loop for every request: must not block.
   *
   * @param host an authority in lower case, with the port if one was sent
   * @return empty for a host that names no tenant, which is answered with 404
   */
  Optional<Router> site(String host);
}
