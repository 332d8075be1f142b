package dev.postern.server.http.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.server.TokenSite;
import dev.postern.server.access.Access;
import dev.postern.server.access.Standing;
import dev.postern.server.admin.Administration;
import dev.postern.server.admin.Founder;
import dev.postern.server.admin.KeyDuty;
import dev.postern.server.admin.StatusReport;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.SecretProof;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.grant.Grants;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Routed;
import dev.postern.server.http.Router;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.limits.ProofRate;
import dev.postern.server.limits.TokenRate;
import dev.postern.server.mint.Mint;
import dev.postern.server.possession.Possession;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.replica.LastRead;
import dev.postern.server.replica.LevelStore;
import dev.postern.server.replica.Replica;
import dev.postern.server.revocation.Closings;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditLine;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.MemoryStore;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.Registry;
import dev.postern.store.Samples;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Admin API on a store in memory, with real keys, asked through its routes with tokens that it
 * issued itself. Every answer is held against the description that the tenant serves.
 */
final class AdminSite {
  static final TenantName HOME = TenantName.DEFAULT;

  final MemoryStore store = new MemoryStore();
  final Registry registry = new Registry();
  final PublicAddress address =
      new PublicAddress(URI.create("http://127.0.0.1:8080"), PublicAddress.LOCAL_HUB)
          .with(name -> registry.tenant(name).flatMap(each -> each.tenant().issuerPath()));
  final List<FeedEntry> closed = new CopyOnWriteArrayList<>();
  final KeyLife life =
      new KeyLife(Duration.ofHours(3), Duration.ofDays(90), Duration.ofMinutes(65));
  final KeyDuty duty;
  final AdminRoutes routes;
  final Party operator;
  final Administration administration;
  final Issuance issuance;
  private final Map<TenantName, Site> sites = new ConcurrentHashMap<>();
  private volatile Instant now = Samples.NOW;

  private record Site(Router router, Description description) {}

  /** An app that can ask for tokens. */
  record Party(TenantName tenant, String clientId, String secret) {}

  /** What was answered. */
  record Answer(int status, JsonObject body, Headers headers) {

    String text(String member) {
      try {
        return body.string(member);
      } catch (JsonFault e) {
        throw new AssertionError(e.text() + " in " + body.text(), e);
      }
    }

    JsonObject object(String member) {
      return Description.object(body, member);
    }

    List<JsonObject> items() {
      return Description.values(body, "items").stream().map(JsonObject.class::cast).toList();
    }

    /** The cursor of the next part, empty behind the last. */
    Optional<String> next() {
      return body.members().get("next") instanceof JsonString next
          ? Optional.of(next.value())
          : Optional.empty();
    }

    String etag() {
      return headers.first("ETag").orElse("none");
    }

    /** Where the problem says that something is wrong. */
    List<String> pointers() {
      return errors("pointer");
    }

    List<String> errors(String member) {
      return body.members().get("errors") instanceof JsonArray errors
          ? errors.values().stream().map(each -> Description.text(each, member)).toList()
          : List.of();
    }

    String problem() {
      return status + " " + text("code");
    }
  }

  AdminSite() {
    SecureRandom random = new SecureRandom();
    MasterKey master = new MasterKey(new byte[MasterKey.LENGTH], random);
    Pepper pepper = new Pepper(new byte[Pepper.LENGTH]);
    KeyForge forge = new KeyForge(master, random);
    Founder founder = new Founder(forge, pepper, random);
    Founder.Operator first = founder.operator(now);
    AuditLine line =
        new AuditLine(
            "postern", "tenant.create", "tenant/default", JsonNull.NULL, JsonNull.NULL, "");
    store.found(Samples.installation(), founder.found(HOME, first, line, now));
    operator = new Party(HOME, first.clientId().text(), first.secret().reveal());
    Replica replica =
        new Replica(store, registry, () -> now, new LastRead(() -> now), new Closed(closed));
    replica.catchUp();
    KeyRing keys = new KeyRing(registry, master);
    LevelStore level = new LevelStore(store, replica);
    duty = new KeyDuty(registry, level, life, forge, () -> now);
    administration =
        Administration.of(
            new Administration.Tools(
                level,
                registry,
                new Closings(keys, Duration.ofHours(1)),
                keys,
                forge,
                life,
                pepper,
                new Destinations(JwksUriConfig.USUAL),
                address,
                Optional.empty(),
                new StatusReport.Node(tenant -> 3, () -> Duration.ofMillis(42)),
                () -> now,
                random));
    Possession possession =
        new Possession(registry, address, keys::session, new DpopConfig(DpopConfig.Nonce.OPTIONAL));
    Access access = new Access(registry, address, keys::verification, possession);
    routes = new AdminRoutes(access, administration, address, () -> now);
    issuance =
        new Issuance(
            registry,
            new Issuance.Steps(
                new ClientAuthentication(
                    pepper, address, TokenSite.keySets(JwksUriConfig.USUAL), now),
                new Grants(address, new Standing(registry, address, keys::verification)),
                possession,
                new TokenRate(OptionalInt.empty()),
                new ProofRate(),
                new Mint(address, keys::session),
                keys,
                new Journal()),
            () -> now,
            random,
            () -> false);
  }

  /** Keeps what came into the feed. */
  private record Closed(List<FeedEntry> entries) implements Replica.RegistryListener {

    @Override
    public void loaded(TenantName tenant, boolean diverged) {}

    @Override
    public void revoked(TenantName tenant, long seq, List<FeedEntry> more) {
      entries.addAll(more);
    }

    @Override
    public void keysChanged(TenantName tenant) {}
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  private Site site(TenantName tenant) {
    return sites.computeIfAbsent(
        tenant,
        name ->
            new Site(
                new Router(routes.routes(name), Map.of(AdminRoutes.PREFIX, AdminRoutes.STYLE)),
                new Description(OpenApi.document(name, address.issuer(name)))));
  }

  Description description(TenantName tenant) {
    return site(tenant).description();
  }

  Description description() {
    return description(HOME);
  }

  /** A token of {@code party} for the Admin API with all that it is granted there. */
  String token(Party party) {
    return token(party, null);
  }

  /** The same with {@code scope} alone. */
  String token(Party party, @Nullable String scope) {
    String audience = BuiltInApi.ADMIN.audience(address.issuer(party.tenant())).text();
    return tokenFor(party, audience, scope);
  }

  String tokenFor(Party party, String audience, @Nullable String scope) {
    Optional<Scopes> scopes = Optional.ofNullable(scope).flatMap(Scopes::parse);
    try {
      TokenRequest request =
          new TokenRequest(
              party.tenant(),
              new SecretProof(party.clientId(), party.secret(), InetAddress.getLoopbackAddress()),
              new GrantRequest.ClientCredentials(Optional.of(audience), scopes, JsonObject.EMPTY),
              Shown.NOTHING);
      return new String(issuance.issue(request).token().reveal(), StandardCharsets.US_ASCII);
    } catch (Refusal e) {
      throw new AssertionError("no token: " + e.reason(), e);
    }
  }

  /** A call of the operator's in the making, below the root. */
  Call call(String method, String path) {
    return new Call(method, path).token(token(operator));
  }

  Answer get(String path) {
    return call("GET", path).send();
  }

  Answer post(String path, String json) {
    return call("POST", path).json(json).send();
  }

  Answer put(String path, String json) {
    return call("PUT", path).json(json).send();
  }

  Answer patch(String path, String json) {
    return call("PATCH", path).json(json).send();
  }

  Answer delete(String path) {
    return call("DELETE", path).send();
  }

  private static Answer made(Answer answer) {
    if (answer.status() > 201) {
      throw new AssertionError("not made: " + answer.body().text());
    }
    return answer;
  }

  /** Defines an API; the answer is its id. */
  String api(String identifier, String... scopes) {
    List<String> all = Stream.of(scopes).map(each -> "{\"name\":\"" + each + "\"}").toList();
    String json =
        "{\"identifier\":\"%s\",\"name\":\"An API\",\"scopes\":[%s]}"
            .formatted(identifier, String.join(",", all));
    return made(post("/apis", json)).text("id");
  }

  /** Makes an app; {@code grants} is a JSON array. */
  Party app(String grants) {
    Answer answer = made(post("/apps", "{\"name\":\"An app\",\"grants\":%s}".formatted(grants)));
    return new Party(HOME, answer.text("client_id"), answer.text("client_secret"));
  }

  /** Makes an app that is granted {@code scopes} of the Admin API. */
  Party admin(String scopes) {
    return app(
        "[{\"identifier\":\"%s\",\"scopes\":[\"%s\"]}]"
            .formatted(
                BuiltInApi.ADMIN.audience(address.issuer(HOME)).text(),
                scopes.replace(" ", "\",\"")));
  }

  /** The id of a built-in API. */
  String builtIn(BuiltInApi api) {
    return store.<String, RuntimeException>read(
        HOME, tenant -> tenant.api(api).orElseThrow().id().text());
  }

  /** Puts a grant of scopes. */
  Answer grant(String app, String api, String... scopes) {
    String json = "{\"scopes\":[\"" + String.join("\",\"", scopes) + "\"]}";
    return made(put("/apps/" + app + "/grants/" + api, json));
  }

  /** Grants {@code app} the scope {@code r} of as many new APIs, all in one change. */
  void grants(Party app, int count) {
    store.<Boolean, RuntimeException>change(
        HOME,
        now,
        tenant -> {
          Api pattern = tenant.api(BuiltInApi.ADMIN).orElseThrow();
          ClientId client = new ClientId(app.clientId());
          for (int i = 0; i < count; i++) {
            ApiId id = new ApiId("api_" + i);
            tenant.put(api(pattern, id, tenant.number()));
            tenant.put(grant(client, id, now, tenant.number()));
          }
          tenant.audit(Samples.line("test.grants"));
          return true;
        });
  }

  private static Api api(Api pattern, ApiId id, long number) {
    return new Api(
        id,
        new RegisteredIdentifier(new Audience("urn:" + id)),
        "An API",
        List.of(new ApiScope("r", "")),
        pattern.tokenLifetime(),
        pattern.maxTokenLifetime(),
        pattern.longestLifetime(),
        pattern.algorithm(),
        pattern.proof(),
        number,
        pattern.createdAt(),
        number);
  }

  private static Grant grant(ClientId app, ApiId api, Instant now, long number) {
    return new Grant(
        new GrantId("grant_" + api),
        app,
        api,
        Scopes.of("r"),
        JsonObject.EMPTY,
        null,
        null,
        Grant.Status.ACTIVE,
        number,
        now,
        number);
  }

  /** Founds a tenant; its operator. */
  Party tenant(String name) {
    JsonObject made = made(post("/tenants", "{\"name\":\"" + name + "\"}")).object("operator");
    try {
      return new Party(
          new TenantName(name), made.string("client_id"), made.string("client_secret"));
    } catch (JsonFault e) {
      throw new AssertionError(e.text(), e);
    }
  }

  List<AuditEvent> audit() {
    return store.<List<AuditEvent>, RuntimeException>read(HOME, it -> Samples.log(it, 0, 100_000));
  }

  AuditEvent lastAudit() {
    return audit().getLast();
  }

  long number() {
    return store.<Long, RuntimeException>read(HOME, it -> it.head().number());
  }

  /** One call. */
  final class Call {
    private final String method;
    private final String path;
    private TenantName tenant = HOME;
    private Headers headers = Headers.NONE;
    private byte[] body = {};
    private @Nullable String token;

    private Call(String method, String path) {
      this.method = method;
      this.path = path;
    }

    Call as(Party party) {
      tenant = party.tenant();
      return token(AdminSite.this.token(party));
    }

    Call at(TenantName name) {
      tenant = name;
      return this;
    }

    Call token(@Nullable String value) {
      token = value;
      return this;
    }

    Call header(String name, String value) {
      headers = headers.plus(name, value);
      return this;
    }

    Call key(String key) {
      return header("Idempotency-Key", key);
    }

    Call json(String json) {
      return body(json).header("Content-Type", "application/json");
    }

    Call body(String text) {
      body = text.getBytes(StandardCharsets.UTF_8);
      return this;
    }

    /** As the engine does it: to the route, its handler, and the style of what is refused. */
    Answer send() {
      int question = path.indexOf('?');
      String bare = question < 0 ? path : path.substring(0, question);
      RequestHead head =
          new RequestHead(
              method,
              "127.0.0.1:8080",
              AdminRoutes.ROOT + bare,
              question < 0 ? null : path.substring(question + 1),
              token == null ? headers : headers.plus("Authorization", "Bearer " + token),
              InetAddress.getLoopbackAddress(),
              false);
      Site site = site(tenant);
      Reply reply =
          switch (site.router().route(head)) {
            case Routed.Refused refused -> refused.reply();
            case Routed.Found found -> handled(found, head);
          };
      site.description()
          .operation(method, bare)
          .ifPresent(operation -> site.description().check(operation, reply));
      JsonObject json =
          reply.body().length == 0 ? JsonObject.EMPTY : Description.read(reply.body());
      return new Answer(reply.status(), json, reply.headers());
    }

    private Reply handled(Routed.Found found, RequestHead head) {
      try {
        return found.route().handler().handle(new Request(head, found.pathParameters(), body));
      } catch (RequestRefused refused) {
        return found.style().reply(refused.error());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
