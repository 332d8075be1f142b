package dev.postern.server.introspection;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.ForgedTokens;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.access.Presented;
import dev.postern.server.access.Standing;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.BuiltInApi;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app is told of a token: all of it, or that it is not active. */
final class IntrospectionTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final Instant READ = START.minusMillis(40);
  private static final String INACTIVE = "{\"active\":false}";

  private final TokenSite site = new TokenSite();
  private final Api storage = site.api(HOME, STORAGE, "archive:read", "archive:write");
  private final Client reader = site.app(HOME);
  private final Client guard = actingFor(HOME, storage);
  private boolean cutOff;
  private final Introspection introspection =
      introspection(new Standing(site.registry, site.address, site.keys::verification));

  private Introspection introspection(Standing standing) {
    return new Introspection(
        new Introspection.Steps(
            site.registry,
            site.authentication,
            site.journal::used,
            standing,
            site.keys,
            site.address),
        () -> site.now(),
        () -> READ,
        () -> cutOff);
  }

  private Client actingFor(TenantName tenant, Api... apis) {
    Client client = site.app(tenant);
    Set<ApiId> ids = Arrays.stream(apis).map(Api::id).collect(Collectors.toSet());
    site.change(client, parts -> new Parts(parts.status(), List.of(), App.Limits.NONE, ids));
    return client;
  }

  private String token(Client client, Api api, Terms terms, String... scopes) throws Refusal {
    site.grant(client, api, terms, scopes);
    return site.token(client);
  }

  private String token() throws Refusal {
    return token(reader, storage, Terms.USUAL, "archive:read");
  }

  private JsonObject told(Client caller, String token) throws Refusal {
    return introspection.answer(caller.tenant(), caller.proof(), Optional.of(token));
  }

  private void assertInactive(Client caller, String token) throws Exception {
    assertThat(told(caller, token).text()).isEqualTo(INACTIVE);
    JsonObject signed = payload(signed(caller, token));
    assertThat(signed.object("token_introspection").text()).isEqualTo(INACTIVE);
    assertThat(signed.members().keySet())
        .containsExactly("iss", "aud", "iat", "postern_as_of", "token_introspection");
  }

  private String signed(Client caller, String token) throws Refusal {
    return introspection.signedAnswer(caller.tenant(), caller.proof(), Optional.of(token));
  }

  private JsonObject payload(String jws) throws Exception {
    byte[] payload =
        CompactJws.parse(jws, 64 * 1024)
            .verifiedPayload(SignedIntrospection.TYPE, site.keys.verification(HOME));
    return new JsonReader(JsonLimits.REQUEST).object(payload);
  }

  private AccessToken checked(String token, String audience) throws TokenFault {
    return new TokenCheck(site.address.issuer(HOME), audience::equals)
        .check(TokenCheck.parse(token), site.keys.verification(HOME));
  }

  @Test
  void theApiIsToldAllThatTheTokenSays() throws Exception {
    JsonObject claims = JsonObject.builder().put("plan", "gold").build();
    Terms terms = new Terms(claims, null, null, Grant.Status.ACTIVE);
    String token = token(reader, storage, terms, "archive:read", "archive:write");
    JsonObject told = told(guard, token);
    assertThat(told.members().get("active")).hasToString("JsonBoolean[value=true]");
    assertThat(told.string("token_type")).isEqualTo("Bearer");
    assertThat(told.string("scope")).isEqualTo("archive:read archive:write");
    assertThat(told.string("client_id")).isEqualTo(reader.id().text());
    assertThat(told.string("sub")).isEqualTo(reader.id() + "@client");
    assertThat(told.string("aud")).isEqualTo(STORAGE);
    assertThat(told.string("iss")).isEqualTo(site.address.issuer(HOME).text());
    assertThat(told.integer("iat")).isEqualTo(START.getEpochSecond());
    assertThat(told.integer("exp")).isEqualTo(START.getEpochSecond() + 86_400);
    assertThat(told.string("plan")).isEqualTo("gold");
    assertThat(told.has("cnf")).isFalse();
    checked(token, STORAGE)
        .claims()
        .members()
        .forEach((name, value) -> assertThat(told.member(name)).as(name).contains(value));
    assertThat(told.members()).hasSize(checked(token, STORAGE).claims().members().size() + 2);
  }

  @Test
  void nobodyElseIsToldAnything() throws Exception {
    String token = token();
    Api billing = site.api(HOME, "https://billing.example.com", "invoice:read");
    assertInactive(reader, token);
    assertInactive(site.app(HOME), token);
    assertInactive(actingFor(HOME, billing), token);
    Client granted = site.app(HOME);
    site.grant(granted, storage, "archive:read");
    assertInactive(granted, token);
    assertThat(told(actingFor(HOME, billing, storage), token).has("sub")).isTrue();
    site.change(guard, parts -> new Parts(parts.status(), List.of(), App.Limits.NONE, Set.of()));
    assertInactive(guard, token);
  }

  @Test
  void aTokenForABuiltInApiIsToldToAnAppThatActsForIt() throws Exception {
    for (BuiltInApi builtIn : BuiltInApi.values()) {
      Api api = site.tenant(HOME).api(builtIn).orElseThrow();
      Client client = site.app(HOME);
      String scope = builtIn == BuiltInApi.ADMIN ? "apps:read" : "profile:read";
      String token = token(client, api, Terms.USUAL, scope);
      assertInactive(guard, token);
      assertInactive(client, token);
      assertThat(told(actingFor(HOME, api), token).string("scope")).isEqualTo(scope);
    }
  }

  @Test
  void tenantsAreStrangers() throws Exception {
    String token = token();
    Api theirs = site.api(ACME, STORAGE, "archive:read");
    Client theirGuard = actingFor(ACME, theirs);
    assertThat(told(theirGuard, token).text()).isEqualTo(INACTIVE);
    Client theirReader = site.app(ACME);
    site.grant(theirReader, theirs, "archive:read");
    assertThat(told(theirGuard, site.token(theirReader)).has("sub")).isTrue();
    assertInactive(guard, site.token(theirReader));
  }

  @Test
  void anEndThatHasPassedHasPassed() throws Exception {
    String token = token();
    Instant end = Instant.ofEpochSecond(START.getEpochSecond() + 86_400);
    site.at(end.minusMillis(1));
    assertThat(told(guard, token).has("sub")).isTrue();
    site.at(end);
    assertInactive(guard, token);
    site.at(Instant.ofEpochSecond(START.getEpochSecond()).minusSeconds(31));
    assertInactive(guard, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "credential", "grant", "app", "api", "key", "issuer"})
  void whateverOfATokenIsRevokedItIsNotActive(String what) throws Exception {
    String token = token();
    AccessToken checked = checked(token, STORAGE);
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
          default -> new FeedEntry(FeedEntry.ISSUER, checked.issuer().text(), until);
        };
    assertThat(told(guard, token).has("sub")).isTrue();
    site.change(HOME, writer -> writer.revoke("rev", List.of(entry)));
    assertInactive(guard, token);
  }

  @Test
  void theTokensOfAnApiThatIsGoneAreNotActive() throws Exception {
    String token = token();
    site.change(HOME, writer -> writer.removeApi(storage.id()));
    assertInactive(guard, token);
  }

  @Test
  void aTokenIsWhatWasSignedOrNothing() throws Exception {
    String token = token();
    for (String other :
        List.of(
            "x",
            "..",
            "a.b.c",
            token + " ",
            token + "=",
            token.substring(0, token.length() - 2),
            token.toUpperCase(java.util.Locale.ROOT),
            token + "." + token,
            "\u00e4.\u00e4.\u00e4",
            "x".repeat(TokenCheck.LIMIT + 1),
            site.keys.sign(
                HOME,
                new SignedIntrospection(
                    site.address.issuer(HOME), guard.id(), START, READ, JsonObject.EMPTY)))) {
      assertInactive(guard, other);
    }
    assertInactive(guard, signed(guard, token));
  }

  @Test
  void claimsAreBelievedOnlyIfTheyAreThisTenants() throws Exception {
    ForgedTokens forged = new ForgedTokens();
    Introspection believing =
        introspection(new Standing(site.registry, site.address, tenant -> forged.keys()));
    JsonObject claims = checked(token(), STORAGE).claims();
    assertThat(told(believing, forged.token(claims)).text()).contains("\"active\":true");
    Issuer other = site.address.issuer(ACME);
    for (JsonObject wrong :
        List.of(
            with(claims, "iss", other.text()),
            with(claims, "aud", "https://other.example.com"),
            with(claims, "jti", ""),
            with(claims, "sid", "a.b"),
            with(claims, "exp", "soon"))) {
      assertThat(told(believing, forged.token(wrong)).text()).isEqualTo(INACTIVE);
    }
    assertThat(told(believing, forged.signed("JWT", claims)).text()).isEqualTo(INACTIVE);
    assertInactive(guard, forged.token(claims));
  }

  @Test
  void aBoundTokenIsToldWithWhatItIsBoundTo() throws Exception {
    ForgedTokens forged = new ForgedTokens();
    Introspection believing =
        introspection(new Standing(site.registry, site.address, tenant -> forged.keys()));
    JsonObject claims = checked(token(), STORAGE).claims();
    String print = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    JsonObject key = JsonObject.builder().put("jkt", print).build();
    JsonObject told = told(believing, forged.token(with(claims, key)));
    assertThat(told.object("cnf")).isEqualTo(key);
    assertThat(told.string("token_type")).isEqualTo("DPoP");
    // RFC 8705 3.2
    JsonObject certificate = JsonObject.builder().put("x5t#S256", print).build();
    JsonObject shown = told(believing, forged.token(with(claims, certificate)));
    assertThat(shown.object("cnf")).isEqualTo(certificate);
    assertThat(shown.string("token_type")).isEqualTo("Bearer");
    // Nobody can prove to us what we do not know, so it opens nothing here either.
    JsonObject unknown = JsonObject.builder().put("x5t", print).build();
    assertThat(told(believing, forged.token(with(claims, unknown))).text()).isEqualTo(INACTIVE);
  }

  private static JsonObject with(JsonObject claims, JsonObject cnf) {
    return JsonObject.builder().putAll(claims).put("cnf", cnf).build();
  }

  private static JsonObject with(JsonObject claims, String name, String value) {
    return JsonObject.builder().putAll(claims).put(name, value).build();
  }

  private JsonObject told(Introspection by, String token) throws Refusal {
    return by.answer(HOME, guard.proof(), Optional.of(token));
  }

  @Test
  void noClaimOfAGrantReplacesWhatTheAnswerSays() throws Exception {
    JsonObject claims = JsonObject.builder().put("active", false).put("token_type", "N_A").build();
    String token =
        token(reader, storage, new Terms(claims, null, null, Grant.Status.ACTIVE), "archive:read");
    JsonObject told = told(guard, token);
    assertThat(told.text()).startsWith("{\"active\":true,\"token_type\":\"Bearer\",");
    assertThat(told.text()).doesNotContain("N_A");
  }

  @Test
  void aSignedAnswerIsForWhoeverAskedAndNoTokenToAnybody() throws Exception {
    String token = token();
    String jws = signed(guard, token);
    JsonObject payload = payload(jws);
    assertThat(payload.string("iss")).isEqualTo(site.address.issuer(HOME).text());
    assertThat(payload.string("aud")).isEqualTo(guard.id().text());
    assertThat(payload.integer("iat")).isEqualTo(START.getEpochSecond());
    assertThat(payload.integer("postern_as_of")).isEqualTo(READ.toEpochMilli());
    assertThat(payload.object("token_introspection")).isEqualTo(told(guard, token));
    assertThat(payload.members().keySet())
        .containsExactly("iss", "aud", "iat", "postern_as_of", "token_introspection");
    assertThatThrownBy(() -> checked(jws, guard.id().text()))
        .isInstanceOfSatisfying(
            TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.TYPE));
    assertThatThrownBy(() ->
            site.access.check(
                HOME,
                BuiltInApi.ADMIN,
                new Presented(List.of("Bearer " + jws), Shown.NOTHING, "127.0.0.1"),
                site.now()))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void firstTheCallerThenTheToken() throws Exception {
    String token = token();
    Client wrong = new Client(HOME, guard.id(), guard.credential(), reader.secret());
    assertThat(refusal(wrong, Optional.of(token))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refusal(wrong, Optional.empty())).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refusal(guard, Optional.empty())).isEqualTo(TokenReason.NO_TOKEN);
    Client nowhere =
        new Client(new TenantName("nobody"), guard.id(), guard.credential(), guard.secret());
    assertThat(refusal(nowhere, Optional.of(token))).isEqualTo(TokenReason.CLIENT_UNKNOWN);
    site.change(
        guard,
        parts -> new Parts(App.Status.BLOCKED, List.of(), App.Limits.NONE, Set.of(storage.id())));
    assertThat(refusal(guard, Optional.of(token))).isEqualTo(TokenReason.CLIENT_BLOCKED);
  }

  @Test
  void whoAsksHasUsedHisCredential() throws Exception {
    told(guard, token());
    site.journal.flush(site.store);
    assertThat(
            site.store.<Map<CredentialId, Instant>, RuntimeException>read(
                HOME, tenant -> tenant.lastUsed(guard.id())))
        .containsEntry(guard.credential(), START);
  }

  @Test
  void aBlockedTenantTellsNobody() throws Exception {
    String token = token();
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
    assertThat(refusal(guard, Optional.of(token))).isEqualTo(TokenReason.CLIENT_BLOCKED);
  }

  @Test
  void whoDoesNotKnowTheLatestRevocationsDoesNotAnswer() throws Exception {
    String token = token();
    cutOff = true;
    assertThat(refusal(guard, Optional.of(token))).isEqualTo(TokenReason.CUT_OFF);
    assertThat(refusal(guard, Optional.of("x"))).isEqualTo(TokenReason.CUT_OFF);
    cutOff = false;
    assertThat(told(guard, token).has("sub")).isTrue();
  }

  private Reason refusal(Client caller, Optional<String> token) {
    try {
      introspection.answer(caller.tenant(), caller.proof(), token);
    } catch (Refusal plain) {
      assertThatThrownBy(() -> introspection.signedAnswer(caller.tenant(), caller.proof(), token))
          .isInstanceOfSatisfying(
              Refusal.class, signed -> assertThat(signed.reason()).isEqualTo(plain.reason()));
      return plain.reason();
    }
    throw new AssertionError("answered");
  }
}
