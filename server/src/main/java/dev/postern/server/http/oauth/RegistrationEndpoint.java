package dev.postern.server.http.oauth;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.admin.Applicant;
import dev.postern.server.admin.Registrations;
import dev.postern.server.http.Handler;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Route;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.TenantName;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /service/oauth/register} (RFC 7591 section 3), and below it what an app does with its
 * own registration (RFC 7592 section 2).
 */
public final class RegistrationEndpoint {

  /** The largest body that is taken, in bytes. */
  static final int BODY_LIMIT = TokenEndpoint.BODY_LIMIT;

  private static final String COLLECTION = "/" + Registrations.PATH;
  private static final String ID = "client_id";
  private static final String ONE = COLLECTION + "/{" + ID + "}";

  /** RFC 6750 2.1: {@code "Bearer" 1*SP b64token}; RFC 9110 11.1: the scheme in either case. */
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)", Pattern.DOTALL);

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final TenantName tenant;
  private final Registrations registrations;
  private final InstantSource clock;

  /** The registration endpoint of one tenant. */
  public RegistrationEndpoint(TenantName tenant, Registrations registrations, InstantSource clock) {
    this.tenant = tenant;
    this.registrations = registrations;
    this.clock = clock;
  }

  /** Answers one request of somebody who shows a token. */
  @FunctionalInterface
  private interface Call {
    Reply on(Applicant by, Request request) throws Refusal;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            COLLECTION,
            handler((by, it) ->
                // RFC 7591 3.2.1
                reply(201, registrations.register(by, () -> body(it)))),
            BODY_LIMIT),
        Route.get(
            ONE, handler((by, it) -> reply(200, registrations.read(by, it.pathParameter(ID))))),
        new Route(
            "PUT",
            ONE,
            handler((by, it) ->
                reply(200, registrations.update(by, it.pathParameter(ID), () -> body(it)))),
            BODY_LIMIT),
        new Route(
            "DELETE",
            ONE,
            handler((by, it) -> {
              registrations.delete(by, it.pathParameter(ID));
              // RFC 7592 2.3
              return Reply.empty(204).headers(TokenReply.NO_STORE);
            }),
            0));
  }

  private Handler handler(Call call) {
    return request -> {
      try {
        if (request.query() != null) {
          throw new RequestRefused(HttpError.BAD_REQUEST);
        }
        Applicant by = new Applicant(tenant, token(request), request.peer(), clock.instant());
        return call.on(by, request);
      } catch (Refusal refusal) {
        return RegistrationReply.refusal(refusal.reason());
      }
    };
  }

  static String token(Request request) throws Refusal {
    List<String> sent = request.headers().all("Authorization");
    if (sent.isEmpty()) {
      throw new Refusal(RegistrationReason.NO_TOKEN);
    }
    Matcher bearer = BEARER.matcher(sent.getFirst());
    if (sent.size() > 1 || !bearer.matches()) {
      throw new Refusal(RegistrationReason.MALFORMED_HEADER);
    }
    return bearer.group(1);
  }

  /** RFC 7591 3.1: a JSON object. */
  static JsonObject body(Request request) throws Refusal {
    if (request.contentType().filter("application/json"::equals).isEmpty()) {
      throw new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE);
    }
    try {
      return JSON.object(request.body());
    } catch (JsonFault e) {
      throw new Refusal(RegistrationReason.MALFORMED_BODY);
    }
  }

  /** RFC 7591 3.2.1 and RFC 7592 3: not to be kept by anybody on the way. */
  static Reply reply(int status, JsonObject registration) {
    return Reply.json(status, registration.bytes()).headers(TokenReply.NO_STORE);
  }
}
