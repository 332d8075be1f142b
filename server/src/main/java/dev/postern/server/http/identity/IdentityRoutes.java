package dev.postern.server.http.identity;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.access.Access;
import dev.postern.server.access.Caller;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.http.Handler;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Presenting;
import dev.postern.server.http.QueryParameters;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Route;
import dev.postern.server.identity.AccountPage;
import dev.postern.server.identity.Accounts;
import dev.postern.server.identity.Actor;
import dev.postern.server.identity.Lookup;
import dev.postern.server.identity.Uid;
import dev.postern.server.refusal.IdentityReason.BadBody;
import dev.postern.server.refusal.IdentityReason.Fault;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The calls of the Identity Management API: paths, parameters and bodies in, profiles out. */
public final class IdentityRoutes {

  /** The path that every call is under. */
  public static final String PREFIX = "/identity";

  private static final String ACCOUNT = PREFIX + "/v2/manage/account";
  private static final String BY_UID = ACCOUNT + "/{uid}";
  private static final String EMAIL_OF = BY_UID + "/email";
  private static final String LIST = ACCOUNT + "s";

  private static final String READ = "profile:read";
  private static final String CREATE = "profile:create";
  private static final String UPDATE = "profile:update";
  private static final String DELETE = "profile:delete";

  private static final String API_KEY = "X-LoginRadius-ApiKey";
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Access access;
  private final Accounts accounts;
  private final PublicAddress address;
  private final InstantSource clock;

  /** The calls on {@code accounts}, for callers whom {@code access} lets in. */
  public IdentityRoutes(
      Access access, Accounts accounts, PublicAddress address, InstantSource clock) {
    this.access = access;
    this.accounts = accounts;
    this.address = address;
    this.clock = clock;
  }

  /** Does one call, whose caller may make it. */
  @FunctionalInterface
  private interface Call {
    JsonObject on(Actor by, Request request) throws Refusal;
  }

  /** The routes of one tenant. */
  public List<Route> routes(TenantName tenant) {
    Set<String> none = Set.of();
    Set<String> keys = Set.of("email", "username", "phone");
    Set<String> email = Set.of("email");
    Set<String> nulls = Set.of("nullsupport");
    Set<String> paging = Set.of("limit", "cursor");
    int body = JsonLimits.REQUEST.bytes();
    return List.of(
        new Route("POST", ACCOUNT, handler(tenant, CREATE, none, this::create), body),
        Route.get(ACCOUNT, handler(tenant, READ, keys, this::find)),
        new Route("DELETE", ACCOUNT, handler(tenant, DELETE, email, this::deleteByEmail), 0),
        Route.get(LIST, handler(tenant, READ, paging, this::list)),
        Route.get(BY_UID, handler(tenant, READ, none, this::read)),
        new Route("PUT", BY_UID, handler(tenant, UPDATE, nulls, this::update), body),
        new Route("DELETE", BY_UID, handler(tenant, DELETE, none, this::delete), 0),
        new Route("PUT", EMAIL_OF, handler(tenant, UPDATE, none, this::setEmails), body),
        new Route("DELETE", EMAIL_OF, handler(tenant, UPDATE, none, this::removeEmail), body));
  }

  private Handler handler(TenantName tenant, String scope, Set<String> parameters, Call call) {
    return request -> {
      try {
        Actor actor = actor(tenant, scope, request);
        if (!parameters.containsAll(request.queryParameters().names())) {
          throw new Refusal(Fault.BAD_PARAMETER);
        }
        return Reply.json(200, call.on(actor, request).bytes());
      } catch (Refusal refusal) {
        return IdentityErrors.refusal(refusal.reason(), address.issuer(tenant));
      }
    };
  }

  private Actor actor(TenantName tenant, String scope, Request request) throws Refusal {
    Instant now = clock.instant();
    Caller caller = access.check(tenant, BuiltInApi.IDENTITY, Presenting.call(request), now);
    Optional<String> apiKey = request.headers().single(API_KEY);
    if (apiKey.isPresent()) {
      accounts.checkApiKey(tenant, apiKey.get());
    }
    caller.require(scope);
    return new Actor(tenant, caller.clientId(), caller.address(), now);
  }

  private JsonObject create(Actor by, Request request) throws Refusal {
    return accounts.create(by, body(request));
  }

  private JsonObject read(Actor by, Request request) throws Refusal {
    return accounts.read(by.tenant(), uid(request));
  }

  private JsonObject find(Actor by, Request request) throws Refusal {
    QueryParameters query = request.queryParameters();
    if (query.names().size() > 1) {
      throw new Refusal(Fault.BAD_PARAMETER);
    }
    Optional<String> email = given(query, "email");
    if (email.isPresent()) {
      return accounts.find(by.tenant(), email(email.get()));
    }
    Optional<String> userName = given(query, "username");
    Optional<String> phone = given(query, "phone");
    if (userName.isEmpty() && phone.isEmpty()) {
      throw new Refusal(Fault.NOTHING_TO_LOOK_UP_BY);
    }
    Lookup lookup =
        userName
            .flatMap(Lookup::userName)
            .or(() -> phone.flatMap(Lookup::phone))
            .orElseThrow(() -> new Refusal(Fault.BAD_PARAMETER));
    return accounts.find(by.tenant(), lookup);
  }

  private JsonObject list(Actor by, Request request) throws Refusal {
    QueryParameters query = request.queryParameters();
    Optional<Uid> cursor = query.value("cursor").flatMap(Uid::parse);
    if (query.value("cursor").isPresent() && cursor.isEmpty()) {
      throw new Refusal(Fault.BAD_PARAMETER);
    }
    AccountPage page = accounts.list(by.tenant(), cursor, limit(query.value("limit")));
    return JsonObject.builder()
        .put("Data", new JsonArray(List.copyOf(page.profiles())))
        .put("Next", page.next().map(Uid::text).orElse(null))
        .build();
  }

  private static int limit(Optional<String> sent) throws Refusal {
    if (sent.isEmpty()) {
      return AccountPage.USUAL;
    }
    int limit = LIMIT.matcher(sent.get()).matches() ? Integer.parseInt(sent.get()) : 0;
    if (limit < 1 || limit > AccountPage.LONGEST) {
      throw new Refusal(Fault.BAD_PARAMETER);
    }
    return limit;
  }

  private JsonObject update(Actor by, Request request) throws Refusal {
    boolean nullSupport =
        switch (request.queryParameters().value("nullsupport").orElse("false")) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new Refusal(Fault.BAD_PARAMETER);
        };
    return accounts.update(by, uid(request), body(request), nullSupport);
  }

  private JsonObject setEmails(Actor by, Request request) throws Refusal {
    return accounts.setEmails(by, uid(request), body(request));
  }

  private JsonObject removeEmail(Actor by, Request request) throws Refusal {
    return accounts.removeEmail(by, uid(request), body(request));
  }

  private JsonObject delete(Actor by, Request request) throws Refusal {
    accounts.delete(by, uid(request));
    return JsonObject.builder().put("IsDeleted", true).build();
  }

  private JsonObject deleteByEmail(Actor by, Request request) throws Refusal {
    Optional<String> email = given(request.queryParameters(), "email");
    accounts.delete(by, email(email.orElseThrow(() -> new Refusal(Fault.NOTHING_TO_LOOK_UP_BY))));
    return JsonObject.builder().put("IsDeleted", true).put("RecordsDeleted", 1).build();
  }

  private static Optional<String> given(QueryParameters query, String name) {
    return query.value(name).filter(value -> !value.isEmpty());
  }

  private static Lookup email(String text) throws Refusal {
    return Lookup.email(text).orElseThrow(() -> new Refusal(Fault.BAD_EMAIL));
  }

  private static Uid uid(Request request) throws Refusal {
    return Uid.parse(request.pathParameter("uid"))
        .orElseThrow(() -> new Refusal(Fault.MALFORMED_UID));
  }

  private static JsonObject body(Request request) throws Refusal {
    if (!request.contentType().equals(Optional.of("application/json"))) {
      throw new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE);
    }
    try {
      return JSON.object(request.body());
    } catch (JsonFault fault) {
      throw BadBody.of("The body cannot be read: " + fault.text() + ".");
    }
  }
}
