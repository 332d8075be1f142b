package dev.postern.checks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8693 section 2.1: what is asked for, by whom, and with which token. */
final class Rfc8693_2_1RequestTest {

  private static final String TYPE = "urn:ietf:params:oauth:token-type:";

  private static RunningServer server;
  private static Delegation site;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    site = new Delegation(new Operator(server.operator()));
    token = site.customer().token(FRONT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertRefused(Answer answer, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Shows({"R-8693-1", "R-8693-2"})
  @Test
  void aTokenThatWasSentToAnApiIsExchangedForOneForTheApiBehindIt() {
    for (Answer answer :
        new Answer[] {
          exchange(site.service(), token),
          exchange(site.service(), token, "audience", BACK),
          exchange(site.service(), token, "resource", BACK, "requested_token_type", ""),
          exchange(site.service(), token, "requested_token_type", OAuthUri.ACCESS_TOKEN)
        }) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.text("scope")).isEqualTo("entries:read entries:write");
    }
    Answer narrowed = exchange(site.service(), token, "scope", "entries:read");
    assertThat(narrowed.text("scope")).isEqualTo("entries:read");
  }

  /** What says that it speaks for a strict app rests on no secret, and is bound, whoever acts. */
  @Test
  void whatSpeaksForAStrictAppIsHadAsItsProfileHasIt() {
    Caller customer = site.customer();
    Fapi2App strict = keyed(customer);
    Delegation.done(
        site.operator().admin("PATCH", "/apps/" + customer.id(), "{\"profile\":\"fapi2\"}"));
    String sent = strict.token("audience", FRONT);
    Caller acting = site.service(Delegation.exchangingFrom(site.front()));
    Fapi2App service = keyed(acting);
    assertRefused(proving(service, secretly(acting, sent)), "invalid_request");
    // A key alone is not enough: what it signs, and for how long, would be looked at by none.
    assertRefused(exchanged(service, sent), "invalid_request");
    assertThat(proving(service, secretly(acting, token)).status()).as("for others").isEqualTo(200);
    Delegation.done(
        site.operator().admin("PATCH", "/apps/" + acting.id(), "{\"profile\":\"fapi2\"}"));
    Answer taken = exchanged(service, sent);
    assertThat(taken.status()).as(taken.body()).isEqualTo(200);
  }

  private static Answer exchanged(Fapi2App service, String sent) {
    return proving(service, service.request(service.assertion(service.claims()), of(sent)));
  }

  /** The same app with a key beside its secret. */
  private static Fapi2App keyed(Caller app) {
    SigningKey key = SigningKey.fresh();
    String credentials = "/apps/" + app.id() + "/credentials";
    Delegation.done(site.operator().admin("POST", credentials, Fapi2App.credential(key, "")));
    return new Fapi2App(app, key);
  }

  private static String[] of(String sent) {
    return new String[] {
      "grant_type",
      OAuthUri.TOKEN_EXCHANGE,
      "subject_token",
      sent,
      "subject_token_type",
      OAuthUri.ACCESS_TOKEN
    };
  }

  private static HttpCall secretly(Caller by, String sent) {
    Map<String, String> form = new LinkedHashMap<>();
    String[] all = of(sent);
    for (int i = 0; i < all.length; i += 2) {
      form.put(all[i], all[i + 1]);
    }
    form.put("client_id", by.id());
    form.put("client_secret", by.secret());
    return HttpCall.post(
        Prover.endpoint(by),
        "application/x-www-form-urlencoded",
        Caller.form(form).getBytes(StandardCharsets.US_ASCII));
  }

  private static Answer proving(Fapi2App app, HttpCall call) {
    return app.caller().send(call.header("DPoP", app.prover().proof(app.proofClaims())));
  }

  @Shows("R-8693-1")
  @Test
  void theSameInJson() throws Exception {
    JsonObject body =
        JsonObject.builder()
            .put("grant_type", OAuthUri.TOKEN_EXCHANGE)
            .put("client_id", site.service().id())
            .put("client_secret", site.service().secret())
            .put("subject_token", token)
            .put("subject_token_type", OAuthUri.ACCESS_TOKEN)
            .build();
    assertThat(site.service().post("application/json", body.text()).status()).isEqualTo(200);
  }

  @Shows({"R-8693-1", "R-8693-5"})
  @Test
  void aRequestWithoutASubjectTokenOrItsTypeIsInvalid() {
    assertRefused(exchange(site.service(), ""), "invalid_request");
    assertRefused(exchange(site.service(), token, "subject_token_type", ""), "invalid_request");
  }

  @Shows({"R-8693-9", "R-8693-5"})
  @ParameterizedTest
  @ValueSource(strings = {"refresh_token", "id_token", "saml1", "saml2", "jwt", "ACCESS_TOKEN", ""})
  void onlyAnAccessTokenIsTakenAndOnlyAnAccessTokenIsGiven(String type) {
    assertRefused(
        exchange(site.service(), token, "subject_token_type", TYPE + type), "invalid_request");
    assertRefused(
        exchange(site.service(), token, "requested_token_type", TYPE + type), "invalid_request");
  }

  @Shows({"R-8693-1", "R-8693-5"})
  @Test
  void theActorIsTheClientSoNobodyElseCanBeNamed() {
    String mine = site.service().token(BACK);
    assertRefused(
        exchange(
            site.service(), token, "actor_token", mine, "actor_token_type", OAuthUri.ACCESS_TOKEN),
        "invalid_request");
    assertRefused(exchange(site.service(), token, "actor_token", mine), "invalid_request");
    // RFC 8693 2.1: not without the token that it is the type of.
    assertRefused(
        exchange(site.service(), token, "actor_token_type", OAuthUri.ACCESS_TOKEN),
        "invalid_request");
  }

  @Shows("R-8693-2")
  @Test
  void aTargetThatIsNotOneOfThoseIsAnInvalidTarget() {
    for (String target :
        new String[] {FRONT, BACK + "/", "https://nobody.example.com", "urn:x", "not a uri"}) {
      assertRefused(exchange(site.service(), token, "audience", target), "invalid_target");
      assertRefused(exchange(site.service(), token, "resource", target), "invalid_target");
    }
    String form =
        Caller.form(
            Map.of(
                "grant_type",
                OAuthUri.TOKEN_EXCHANGE,
                "client_id",
                site.service().id(),
                "client_secret",
                site.service().secret(),
                "subject_token",
                token,
                "subject_token_type",
                OAuthUri.ACCESS_TOKEN));
    for (String name : new String[] {"audience", "resource"}) {
      String two = "&" + name + "=" + Caller.encode(BACK) + "&" + name + "=" + Caller.encode(FRONT);
      assertRefused(
          site.service().post("application/x-www-form-urlencoded", form + two), "invalid_target");
    }
  }

  @Test
  void theBuiltInApisAreNoTarget() {
    for (String audience :
        new String[] {site.operator().adminAudience(), site.operator().identityAudience()}) {
      assertRefused(exchange(site.service(), token, "audience", audience), "invalid_target");
    }
  }

  @Shows({"R-8693-8", "R-6749-19", "R-6749-22"})
  @Test
  void whoHasNoGrantForThatMayNotExchange() {
    Caller plain = site.operator().guard("plain", site.front());
    assertRefused(exchange(plain, token), "unauthorized_client");
    site.grant(plain, "null");
    assertRefused(exchange(plain, token, "audience", BACK), "unauthorized_client");
    // It may still ask for itself.
    assertThat(plain.ask("audience", BACK).status()).isEqualTo(200);
    assertRefused(plain.ask("grant_type", "password"), "unsupported_grant_type");
    assertRefused(plain.ask("grant_type", ""), "invalid_request");
  }

  @Shows("R-8693-8")
  @Test
  void theClientMustProveItself() {
    Caller service = site.service();
    Caller wrong = new Caller(service.issuer(), service.id(), site.customer().secret());
    Answer answer = exchange(wrong, token);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  @Shows({"R-8693-3", "R-8693-8", "R-8693-5"})
  @Test
  void aTokenThatWasNotSentToTheServiceIsNotItsToExchange() {
    // For the API behind; for the customer's own; for a built-in API; of nobody.
    String behind = site.operator().app("other", site.back(), "entries:read").token(BACK);
    assertRefused(exchange(site.service(), behind), "invalid_request");
    assertRefused(exchange(site.service(), site.operator().adminToken()), "invalid_request");
    Caller stranger = site.operator().guard("stranger", site.back());
    site.grant(stranger, Delegation.exchangingFrom(site.front()));
    assertRefused(exchange(stranger, token), "invalid_request");
    // It acts for the front, but its grant is for others' tokens.
    Caller elsewhere = site.service(Delegation.exchangingFrom(site.back()));
    assertRefused(exchange(elsewhere, token), "invalid_request");
  }

  @Shows({"R-8693-3", "R-8693-5"})
  @Test
  void aSubjectTokenThatDoesNotStandIsAnInvalidRequest() {
    TokenForger forger = server.forger(SignatureAlgorithm.ES256);
    JsonObject claims = TokenParts.claims(token);
    long now = Instant.now().getEpochSecond();
    assertThat(exchange(site.service(), forger.token(claims)).status()).isEqualTo(200);
    for (JsonObject wrong :
        new JsonObject[] {
          with(claims, "exp", now - 1),
          with(claims, "exp", now - 3600),
          with(claims, "nbf", now + 3600),
          with(claims, "iss", "https://other.example.com/"),
          with(claims, "aud", "https://other.example.com"),
          with(claims, "sid", "x"),
          with(claims, "act", "somebody")
        }) {
      assertRefused(exchange(site.service(), forger.token(wrong)), "invalid_request");
    }
    assertRefused(
        exchange(site.service(), forger.jws(forger.typed("JWT"), claims.text())),
        "invalid_request");
    String broken = token.substring(0, token.length() - 4) + "AAAA";
    for (String none : new String[] {broken, "x", "a.b.c", token + ".", "pst_x"}) {
      assertRefused(exchange(site.service(), none), "invalid_request");
    }
    Operator there = new Operator(server.found(new TenantName("acme")));
    Delegation other = new Delegation(there);
    assertRefused(exchange(site.service(), other.customer().token(FRONT)), "invalid_request");
    assertRefused(exchange(other.service(), token), "invalid_request");
  }

  private static JsonObject with(JsonObject claims, String name, long value) {
    return JsonObject.builder().putAll(claims).put(name, value).build();
  }

  private static JsonObject with(JsonObject claims, String name, String value) {
    return JsonObject.builder().putAll(claims).put(name, value).build();
  }

  @Shows({"R-8693-3", "R-8693-5"})
  @Test
  void aRevokedSubjectTokenIsAnInvalidRequest() {
    Caller customer = site.customer();
    String given = customer.token(FRONT);
    assertThat(customer.revoke(given).status()).isEqualTo(200);
    assertRefused(exchange(site.service(), given), "invalid_request");
    Caller another = site.customer();
    String closed = another.token(FRONT);
    Delegation.done(
        site.operator().admin("PATCH", "/apps/" + another.id(), "{\"status\":\"blocked\"}"));
    assertRefused(exchange(site.service(), closed), "invalid_request");
  }
}
