package dev.postern.server.http.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.VerificationKey;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.access.Access;
import dev.postern.server.clientauth.Argon2id;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Routed;
import dev.postern.server.http.Router;
import dev.postern.server.identity.Accounts;
import dev.postern.server.possession.Possession;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Account;
import dev.postern.store.AccountId;
import dev.postern.store.AuditEvent;
import dev.postern.store.BuiltInApi;
import dev.postern.store.MemoryStore;
import dev.postern.store.Registry;
import dev.postern.store.Samples;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Identity Management API of two tenants on a store in memory, asked through its routes with
 * signed tokens. Both tenants' tokens are signed with one key, so that only what they say tells
 * them apart.
 */
final class IdentitySite {

  static final TenantName HOME = TenantName.DEFAULT;
  static final TenantName ACME = Samples.ACME;
  static final Instant NOW = Samples.NOW;
  static final String ACCOUNT = "/identity/v2/manage/account";
  static final String ALL = "profile:read profile:create profile:update profile:delete";
  static final String SESSION = "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc.dddddddddddd";

  private static final KeyId KEY = new KeyId("test-key");
  private static final JsonReader JSON = new JsonReader(JsonLimits.FEED);

  final MemoryStore store = new MemoryStore();
  final Registry registry = new Registry();
  final PublicAddress address =
      new PublicAddress(URI.create("http://127.0.0.1:8080"), PublicAddress.LOCAL_HUB);
  private final KeyPair key = keyPair();
  private final Map<TenantName, Router> routers = new HashMap<>();

  /** What was answered. */
  record Answer(int status, JsonObject body, Headers headers) {

    String text(String member) {
      try {
        return body.string(member);
      } catch (JsonFault e) {
        throw new AssertionError(e.text() + " in " + body.text(), e);
      }
    }

    long code() {
      try {
        return body.integer("ErrorCode");
      } catch (JsonFault e) {
        throw new AssertionError(e.text() + " in " + body.text(), e);
      }
    }

    String challenge() {
      return headers.first("WWW-Authenticate").orElse("");
    }
  }

  IdentitySite() {
    store.found(Samples.installation(), Samples.founding(HOME));
    store.<Boolean, RuntimeException>change(
        HOME,
        NOW,
        tenant -> {
          tenant.found(Samples.founding(ACME));
          tenant.audit(Samples.line("tenant.create"));
          return true;
        });
    VerificationKeys keys =
        VerificationKeys.of(
            List.of(new VerificationKey(KEY, SignatureAlgorithm.ES256, key.getPublic())));
    Possession possession =
        new Possession(
            registry,
            address,
            tenant -> new SessionKey(new byte[SessionKey.LENGTH]),
            new DpopConfig(DpopConfig.Nonce.OPTIONAL));
    Access access = new Access(registry, address, tenant -> keys, possession);
    SecureRandom random = new SecureRandom();
    Accounts accounts = new Accounts(registry, store, new Argon2id(random), random);
    IdentityRoutes routes = new IdentityRoutes(access, accounts, address, () -> NOW);
    for (TenantName name : List.of(HOME, ACME)) {
      registry.put(read(name, tenant -> new TenantRegistry(tenant.tenant(), tenant.head())));
      routers.put(
          name,
          new Router(routes.routes(name), Map.of(IdentityRoutes.PREFIX, IdentityErrors.STYLE)));
    }
  }

  /** A call in the making: with a token for everything unless said otherwise. */
  Call call(String method, String path) {
    return new Call(method, path);
  }

  Answer get(String path) {
    return call("GET", path).send();
  }

  Answer post(String json) {
    return call("POST", ACCOUNT).json(json).send();
  }

  /** Makes an account and gives back its uid. */
  String account(String json) {
    Answer answer = post(json);
    if (answer.status() != 200) {
      throw new AssertionError("not made: " + answer.body().text());
    }
    return answer.text("Uid");
  }

  private <T> T read(TenantName tenant, Function<TenantReader, T> work) {
    return store.<T, RuntimeException>read(tenant, work::apply);
  }

  Optional<Account> kept(String uid) {
    return read(HOME, tenant -> tenant.account(new AccountId(uid)));
  }

  List<AuditEvent> audit() {
    return read(HOME, tenant -> Samples.log(tenant, 0, 1000));
  }

  /** Revokes one token by its name. */
  void revoke(String jti) {
    registry
        .tenant(HOME)
        .orElseThrow()
        .revoked()
        .addAll(List.of(new FeedEntry(FeedEntry.JTI, jti, NOW.plusSeconds(3600))));
  }

  String token(String scope) {
    return token(HOME, BuiltInApi.IDENTITY, scope, NOW.plusSeconds(60));
  }

  String token(TenantName tenant, BuiltInApi api, String scope, Instant expires) {
    Issuer issuer = address.issuer(tenant);
    JsonObject claims =
        JsonObject.builder()
            .put("iss", issuer.text())
            .put("sub", "app_caller@client")
            .put("client_id", "app_caller")
            .put("aud", api.audience(issuer).text())
            .put("jti", "a-token")
            .put("sid", SESSION)
            .put("iat", NOW.getEpochSecond() - 60)
            .put("exp", expires.getEpochSecond())
            .put("scope", scope)
            .build();
    try {
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID(KEY.text())
                  .build(),
              new Payload(claims.bytes()));
      jws.sign(new ECDSASigner((ECPrivateKey) key.getPrivate()));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One call. */
  final class Call {
    private final String method;
    private final String path;
    private TenantName tenant = HOME;
    private Headers headers = Headers.NONE;
    private byte[] body = {};
    private @Nullable String token = IdentitySite.this.token(ALL);

    private Call(String method, String path) {
      this.method = method;
      this.path = path;
    }

    Call at(TenantName name) {
      tenant = name;
      return this;
    }

    Call token(@Nullable String value) {
      token = value;
      return this;
    }

    Call scope(String scope) {
      return token(IdentitySite.this.token(scope));
    }

    Call header(String name, String value) {
      headers = headers.plus(name, value);
      return this;
    }

    Call json(String json) {
      return body(json.getBytes(StandardCharsets.UTF_8)).header("Content-Type", "application/json");
    }

    Call body(byte[] bytes) {
      body = bytes;
      return this;
    }

    /** As the engine does it: to the route, its handler, and the style of what is refused. */
    Answer send() {
      int question = path.indexOf('?');
      RequestHead head =
          new RequestHead(
              method,
              "127.0.0.1:8080",
              question < 0 ? path : path.substring(0, question),
              question < 0 ? null : path.substring(question + 1),
              token == null ? headers : headers.plus("Authorization", "Bearer " + token),
              InetAddress.getLoopbackAddress(),
              false);
      Reply reply =
          switch (Objects.requireNonNull(routers.get(tenant)).route(head)) {
            case Routed.Refused refused -> refused.reply();
            case Routed.Found found -> handled(found, head);
          };
      try {
        return new Answer(reply.status(), JSON.object(reply.body()), reply.headers());
      } catch (JsonFault e) {
        throw new AssertionError("not JSON: " + reply, e);
      }
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
