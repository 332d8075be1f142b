package dev.postern.server.http.oauth;

import dev.postern.server.admin.OpenIdSignIns;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.Route;
import dev.postern.store.TenantName;
import java.time.InstantSource;
import java.util.List;

/**
 * {@code GET /service/openid}: by whom people sign in; {@code POST /service/openid/options}: where
 * a browser goes for that; and {@code POST /service/openid}, which makes a proof for the token
 * endpoint of what it comes back with.
 */
public final class OpenIdEndpoint {

  private static final int BODY_LIMIT = TokenEndpoint.BODY_LIMIT;
  private static final String PATH = "/" + OpenIdSignIns.PATH;

  private final TenantName tenant;
  private final OpenIdSignIns signIns;
  private final InstantSource clock;

  /** The endpoint of one tenant. */
  public OpenIdEndpoint(TenantName tenant, OpenIdSignIns signIns, InstantSource clock) {
    this.tenant = tenant;
    this.signIns = signIns;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, this::provider),
        new Route("POST", PATH + "/options", this::begin, BODY_LIMIT),
        new Route("POST", PATH, this::finish, BODY_LIMIT));
  }

  private Reply provider(Request request) {
    return PasskeyEndpoint.answered(request, 200, () -> signIns.provider(tenant));
  }

  private Reply begin(Request request) {
    return PasskeyEndpoint.answered(
        request, 200, () -> signIns.begin(stranger(request), RegistrationEndpoint.body(request)));
  }

  private Reply finish(Request request) {
    return PasskeyEndpoint.answered(
        request, 200, () -> signIns.finish(stranger(request), RegistrationEndpoint.body(request)));
  }

  private OpenIdSignIns.Stranger stranger(Request request) {
    return new OpenIdSignIns.Stranger(tenant, request.peer(), clock.instant());
  }
}
