package dev.postern.server.access;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.ForgedTokens;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.BuiltInApi;
import dev.postern.store.SealedKey;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a built-in API lets in. */
final class AccessTest {

  private static final BuiltInApi IDENTITY = BuiltInApi.IDENTITY;

  private final TokenSite site = new TokenSite();
  private Client client = site.app(HOME);
  private String token = "";

  @BeforeEach
  void aToken() throws Refusal {
    token = token(HOME);
  }

  private String token(TenantName tenant) throws Refusal {
    client = site.app(tenant);
    Api api = site.tenant(tenant).api(IDENTITY).orElseThrow();
    site.grant(client, api, "profile:read");
    return site.token(client);
  }

  private Caller check(TenantName tenant, BuiltInApi api, String... headers) throws Refusal {
    return site.access.check(
        tenant, api, new Presented(List.of(headers), Shown.NOTHING, "127.0.0.1"), site.now());
  }

  private Reason refusal(TenantName tenant, BuiltInApi api, String... headers) {
    try {
      check(tenant, api, headers);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  private static Reason bad(TokenFault.Kind kind) {
    return new AccessReason.BadToken(kind, TokenScheme.BEARER);
  }

  @Test
  void aTokenOpensTheApiThatItIsForToWhatItPermits() throws Refusal {
    for (String scheme : new String[] {"Bearer ", "bearer ", "BEARER   "}) {
      Caller caller = check(HOME, IDENTITY, scheme + token);
      assertThat(caller.clientId()).isEqualTo(client.id());
      assertThat(caller.tenant()).isEqualTo(HOME);
      assertThat(caller.scopes()).isEqualTo(Scopes.of("profile:read"));
      assertThat(caller.address()).isEqualTo("127.0.0.1");
      assertThat(caller.require("profile:read")).isSameAs(caller);
      assertThatThrownBy(() -> caller.require("profile:create"))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal ->
                  assertThat(refusal.reason())
                      .isEqualTo(
                          new AccessReason.LacksScope(
                              Scopes.of("profile:create"), TokenScheme.BEARER)));
      assertThatThrownBy(() -> caller.require("profile")).isInstanceOf(Refusal.class);
    }
    assertThat(refusal(HOME, BuiltInApi.ADMIN, "Bearer " + token))
        .isEqualTo(bad(TokenFault.Kind.AUDIENCE));
  }

  @Test
  void aHeaderIsOneBearerTokenOrRefused() {
    assertThat(refusal(HOME, IDENTITY)).isEqualTo(new AccessReason.NoToken(TokenScheme.BEARER));
    for (String header :
        new String[] {
          "",
          "Bearer",
          "Bearer ",
          "Bearer\t" + token,
          "Basic " + token,
          token,
          "Bearer a b",
          "Bearer " + token + " ",
          "Bearer " + token + ",",
          "Bearer " + token + "\n",
          "DPoP",
          "DPoP " + token + ",",
          "DPoPx " + token,
          "Bearer \u00e4",
          "Bearer =",
          "Bearer \"" + token + "\"",
        }) {
      assertThat(refusal(HOME, IDENTITY, header))
          .as(header)
          .isEqualTo(new AccessReason.MalformedHeader(TokenScheme.BEARER));
    }
    assertThat(refusal(HOME, IDENTITY, "Bearer " + token, "Bearer " + token))
        .isEqualTo(new AccessReason.MalformedHeader(TokenScheme.BEARER));
    assertThat(refusal(HOME, IDENTITY, "Bearer x")).isEqualTo(bad(TokenFault.Kind.MALFORMED));
  }

  @Test
  void tenantsAreStrangers() throws Refusal {
    String theirs = token(ACME);
    assertThat(check(ACME, IDENTITY, "Bearer " + theirs).tenant()).isEqualTo(ACME);
    assertThat(refusal(HOME, IDENTITY, "Bearer " + theirs))
        .isEqualTo(bad(TokenFault.Kind.UNKNOWN_KEY));
    assertThat(refusal(ACME, IDENTITY, "Bearer " + token))
        .isEqualTo(bad(TokenFault.Kind.UNKNOWN_KEY));
    assertThat(refusal(new TenantName("nobody"), IDENTITY, "Bearer " + token))
        .isEqualTo(bad(TokenFault.Kind.ISSUER));
  }

  @Test
  void aTokenEndsThirtySecondsAfterItsEnd() throws Refusal {
    Instant end = Instant.ofEpochSecond(START.getEpochSecond()).plusSeconds(86_400);
    site.at(end.plusSeconds(30).minusMillis(1));
    assertThat(check(HOME, IDENTITY, "Bearer " + token)).isNotNull();
    site.at(end.plusSeconds(30));
    assertThat(refusal(HOME, IDENTITY, "Bearer " + token)).isEqualTo(bad(TokenFault.Kind.EXPIRED));
    site.at(Instant.ofEpochSecond(START.getEpochSecond()).minusSeconds(31));
    assertThat(refusal(HOME, IDENTITY, "Bearer " + token))
        .isEqualTo(bad(TokenFault.Kind.NOT_YET_VALID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "credential", "grant", "app", "api", "key", "issuer"})
  void whateverOfATokenIsRevokedRefusesIt(String what) throws Exception {
    String fresh = token(HOME);
    Issuer issuer = site.address.issuer(HOME);
    AccessToken checked =
        new TokenCheck(issuer, IDENTITY.audience(issuer))
            .check(TokenCheck.parse(fresh), site.keys.verification(HOME));
    SessionId session = checked.session();
    Instant until = START.plusSeconds(90_000);
    FeedEntry entry =
        switch (what) {
          case "token" -> new FeedEntry(FeedEntry.JTI, checked.id().text(), until);
          case "credential" -> new FeedEntry(FeedEntry.SID, session.credential(), until);
          case "grant" -> new FeedEntry(FeedEntry.SID, session.grant(), until);
          case "app" -> new FeedEntry(FeedEntry.SID, session.app(), until);
          case "api" -> new FeedEntry(FeedEntry.SID, session.api(), until);
          case "key" -> new FeedEntry(FeedEntry.KID, checked.key().text(), until);
          default -> new FeedEntry(FeedEntry.ISSUER, issuer.text(), until);
        };
    assertThat(check(HOME, IDENTITY, "Bearer " + fresh)).isNotNull();
    site.change(HOME, writer -> writer.revoke("rev", List.of(entry)));
    assertThat(refusal(HOME, IDENTITY, "Bearer " + fresh)).isEqualTo(bad(TokenFault.Kind.REVOKED));
    if (Set.of("api", "key", "issuer").contains(what)) {
      assertThat(refusal(HOME, IDENTITY, "Bearer " + token))
          .isEqualTo(bad(TokenFault.Kind.REVOKED));
    } else {
      assertThat(check(HOME, IDENTITY, "Bearer " + token)).as("a neighbour's").isNotNull();
    }
  }

  @Test
  void aBoundTokenOpensNothingToWhoeverMerelyBearsIt() throws Exception {
    ForgedTokens forged = new ForgedTokens();
    Access believing =
        new Access(site.registry, site.address, tenant -> forged.keys(), site.possession);
    Issuer issuer = site.address.issuer(HOME);
    JsonObject claims =
        new TokenCheck(issuer, IDENTITY.audience(issuer))
            .check(TokenCheck.parse(token), site.keys.verification(HOME))
            .claims();
    Presented free = borne(forged.token(claims));
    assertThat(believing.check(HOME, IDENTITY, free, START).clientId()).isEqualTo(client.id());
    for (JsonValue cnf : List.of(JsonObject.EMPTY, JsonNull.NULL)) {
      JsonObject bound = JsonObject.builder().putAll(claims).put("cnf", cnf).build();
      Presented borne = borne(forged.token(bound));
      assertThatThrownBy(() -> believing.check(HOME, IDENTITY, borne, START))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(bad(TokenFault.Kind.BOUND)));
      assertThat(believing.acquaintance(HOME, borne, START)).isEqualTo(Acquaintance.STRANGER);
    }
  }

  private static Presented borne(String token) {
    return new Presented(List.of("Bearer " + token), Shown.NOTHING, "127.0.0.1");
  }

  @Test
  void aBlockedTenantsTokensOpenNothing() {
    site.change(
        HOME,
        writer -> {
          Tenant tenant = writer.tenant();
          writer.put(
              new Tenant(
                  tenant.name(),
                  tenant.apiKey(),
                  Tenant.Status.BLOCKED,
                  tenant.createdAt(),
                  writer.number()));
        });
    assertThat(refusal(HOME, IDENTITY, "Bearer " + token)).isEqualTo(bad(TokenFault.Kind.ISSUER));
  }

  @Test
  void aRemovedKeySignsNothingThatStands() {
    site.change(
        HOME,
        writer ->
            writer.keys().stream()
                .filter(key -> key.use() == SealedKey.Use.TOKEN)
                .forEach(key ->
                    writer.put(key.in(SealedKey.State.REMOVED, writer.now(), writer.number()))));
    assertThat(refusal(HOME, IDENTITY, "Bearer " + token))
        .isEqualTo(bad(TokenFault.Kind.UNKNOWN_KEY));
  }

  @Test
  void onlyAnAppThatActsForAnApiIsAResourceServer() throws Refusal {
    assertThat(resourceServer(HOME, token)).isEmpty();
    Api api = site.tenant(HOME).api(IDENTITY).orElseThrow();
    Set<ApiId> deleted = Set.of(new ApiId("api_gone"));
    site.change(client, parts -> new Parts(parts.status(), List.of(), App.Limits.NONE, deleted));
    assertThat(resourceServer(HOME, token)).isEmpty();
    site.change(
        client, parts -> new Parts(parts.status(), List.of(), App.Limits.NONE, Set.of(api.id())));
    assertThat(resourceServer(HOME, token)).contains(client.id());
    assertThat(resourceServer(ACME, token)).isEmpty();
    Presented nothing = new Presented(List.of(), Shown.NOTHING, "127.0.0.1");
    assertThat(site.access.acquaintance(HOME, nothing, site.now()))
        .isEqualTo(Acquaintance.STRANGER);
    assertThat(resourceServer(HOME, "x")).isEmpty();
    site.change(HOME, writer -> writer.removeApp(client.id()));
    assertThat(resourceServer(HOME, token)).isEmpty();
  }

  private Optional<ClientId> resourceServer(TenantName tenant, String bearer) {
    return site.access.acquaintance(tenant, borne(bearer), site.now()).app();
  }
}
