package dev.postern.server;

import dev.postern.protocol.Issuer;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Reply;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.Route;
import dev.postern.store.TenantName;
import java.util.List;
import java.util.Map;

/**
 * What a tenant serves beside its endpoints, and which calls these as anybody can. The server knows
 * no more of it.
 */
public interface TenantPages {

  /** Nothing. */
  TenantPages NONE =
      new TenantPages() {
        @Override
        public List<Route> routes(Site site) {
          return List.of();
        }

        @Override
        public Map<String, ErrorStyle> styles() {
          return Map.of();
        }
      };

  /** The routes of one tenant, asked for once. */
  List<Route> routes(Site site);

  /** How requests are refused that none of the routes takes, by path prefix. */
  Map<String, ErrorStyle> styles();

  /**
   * One tenant, as who serves pages sees it.
   *
   * @param tenant its name
   * @param issuer its issuer
   * @param prefix what every path of its pages starts with, without a slash at its end
   * @param alone whether its pages have a host or a port to themselves
   * @param endpoints its endpoints
   */
  record Site(
      TenantName tenant, Issuer issuer, String prefix, boolean alone, Endpoints endpoints) {}

  /** The endpoints of one tenant, without a network in between. */
  @FunctionalInterface
  interface Endpoints {

    /**
     * Calls one; may wait. What is thrown by its handler becomes the refusal that a client would
     * see.
     *
     * @param head the path is one below the issuer
     * @param body within the limit of its route, else the answer is 413
     */
    Reply call(RequestHead head, byte[] body);
  }
}
