package dev.postern.server.http.oauth;

import dev.postern.server.admin.Applicant;
import dev.postern.server.admin.Passkeys;
import dev.postern.server.admin.Registrations;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Route;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.time.InstantSource;
import java.util.List;

/**
 * {@code POST /service/passkeys/options}: what a browser is to ask its authenticator for; and
 * {@code POST /service/passkeys}, which makes a passkey by an invitation. Signing in with one is a
 * matter of the token endpoint.
 */
public final class PasskeyEndpoint {

  private static final int BODY_LIMIT = TokenEndpoint.BODY_LIMIT;
  private static final String PATH = "/" + Passkeys.PATH;

  private final TenantName tenant;
  private final Passkeys passkeys;
  private final InstantSource clock;

  /** The endpoint of one tenant. */
  public PasskeyEndpoint(TenantName tenant, Passkeys passkeys, InstantSource clock) {
    this.tenant = tenant;
    this.passkeys = passkeys;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", PATH + "/options", this::options, BODY_LIMIT),
        new Route("POST", PATH, this::register, BODY_LIMIT));
  }

  private Reply options(Request request) {
    return answered(
        request,
        200,
        () -> {
          RegistrationEndpoint.body(request);
          return request.headers().contains("Authorization")
              ? passkeys.creation(applicant(request))
              : passkeys.signIn(tenant, clock.instant());
        });
  }

  private Reply register(Request request) {
    return answered(
        request,
        201,
        () -> passkeys.register(applicant(request), () -> RegistrationEndpoint.body(request)));
  }

  private Applicant applicant(Request request) throws Refusal {
    return new Applicant(
        tenant, RegistrationEndpoint.token(request), request.peer(), clock.instant());
  }

  static Reply answered(Request request, int status, Registrations.Body work) {
    if (request.query() != null) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    try {
      return RegistrationEndpoint.reply(status, work.read());
    } catch (Refusal refusal) {
      return RegistrationReply.refusal(refusal.reason());
    }
  }
}
