package dev.postern.checks;

import static dev.postern.checks.IdentityProvider.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 7523 section 2.1: a token by the word of another issuer. */
final class Rfc7523_2_1JwtBearerGrantTest {

  private static final String STORAGE = "https://storage.example.com";

  private static final Prover PROVER = new Prover();

  private static KeyHost host;
  private static RunningServer server;
  private static Operator operator;
  private static IdentityProvider provider;
  private static String api;
  private static Caller app;
  private static String subject;
  private static int made;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    host = KeyHost.open(data);
    server = new RunningServer(data, host.allowed());
    operator = new Operator(server.operator());
    provider = new IdentityProvider();
    api = operator.api(STORAGE, "archive:read", "archive:write");
    app = app();
    subject = "system:serviceaccount:backup:mover";
    provider.vouchFor(operator, app, subject);
  }

  @AfterAll
  static void stop() {
    server.close();
    host.close();
  }

  private static Caller app() {
    made++;
    return operator.app("app " + made, api, "archive:read", "archive:write");
  }

  private static String assertion(String about) {
    return provider.sign(IdentityProvider.claims(about, app.issuer()));
  }

  @Shows({"R-7523-9", "R-7523-10"})
  @Test
  void theSubjectOfATrustedIssuerGetsATokenOfItsApp() throws Exception {
    Answer answer = ask(app, assertion(subject), "audience", STORAGE);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text("scope")).isEqualTo("archive:read archive:write");
    JsonObject claims = TokenParts.claims(answer.text("access_token"));
    assertThat(claims.string("sub")).isEqualTo(app.id() + "@client");
    assertThat(claims.string("client_id")).isEqualTo(app.id());
    assertThat(claims.string("gty")).isEqualTo(OAuthUri.JWT_BEARER);
    assertThat(ask(app, assertion(subject), "scope", "archive:read").text("scope"))
        .isEqualTo("archive:read");
  }

  @Shows("R-7523-9")
  @Test
  void anAssertionMustBeThere() {
    Answer answer = ask(app, "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
  }

  @Shows("R-7523-9")
  @Test
  void theClientNeedNotProveItselfButMustBeRightIfItDoes() {
    assertThat(ask(app, assertion(subject), "client_id", app.id()).status()).isEqualTo(200);
    String[] proved = {"client_id", app.id(), "client_secret", app.secret()};
    assertThat(ask(app, assertion(subject), proved).status()).isEqualTo(200);
    Caller other = app();
    String good = assertion(subject);
    Answer wrong = ask(app, good, "client_id", app.id(), "client_secret", other.secret());
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.text("error")).isEqualTo("invalid_client");
    for (Answer another :
        new Answer[] {
          ask(app, good, "client_id", other.id()),
          ask(app, good, "client_id", other.id(), "client_secret", other.secret())
        }) {
      assertThat(another.status()).isEqualTo(400);
      assertThat(another.text("error")).isEqualTo("invalid_grant");
    }
  }

  @Shows("R-7523-11")
  @Test
  void theTokenEndsWithTheAssertionAndIsNotRefreshed() throws Exception {
    JsonObject claims = IdentityProvider.claims(subject, app.issuer());
    Answer answer = ask(app, provider.sign(claims));
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(TokenParts.claims(answer.text("access_token")).integer("exp"))
        .isEqualTo(claims.integer("exp"));
  }

  @Shows("R-7523-6")
  @Test
  void ofFiftyCopiesAtOnceExactlyOneIsTaken() throws Exception {
    String once = assertion(subject);
    int taken = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> ask(app, once)));
      }
      for (Future<Answer> each : answers) {
        Answer answer = each.get();
        if (answer.status() == 200) {
          taken++;
        } else {
          assertThat(answer.status()).as(answer.body()).isEqualTo(400);
          assertThat(answer.text("error")).isEqualTo("invalid_grant");
          assertThat(answer.body()).doesNotContain("access_token");
        }
      }
    }
    assertThat(taken).isEqualTo(1);
    assertThat(ask(app, once).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void whereItsAppSaysSoItMayBeShownAgainUntilItEndsAndNeedsNoName() {
    Caller pod = app();
    provider.vouchAgainFor(operator, pod, "pod");
    JsonObject unnamed = Prover.without(IdentityProvider.claims("pod", app.issuer()), "jti");
    long end = Instant.now().getEpochSecond() + 3600;
    String hour = provider.sign(Prover.with(unnamed, "exp", end));
    for (int i = 0; i < 3; i++) {
      assertThat(ask(pod, hour).status()).isEqualTo(200);
    }
  }

  @Test
  void anAudienceInAnArrayOfOneIsTaken() {
    JsonObject claims =
        JsonObject.builder()
            .putAll(IdentityProvider.claims(subject, app.issuer()))
            .put("aud", JsonArray.ofStrings(List.of(app.issuer())))
            .build();
    assertThat(ask(app, provider.sign(claims)).status()).isEqualTo(200);
  }

  @Shows({"R-7523-10", "R-7523-7"})
  @Test
  void theKeysOfTheIssuerMayStandAtAUrlAndAreFetchedForItsSubjectsAlone() throws Exception {
    Caller byUrl = app();
    IdentityProvider.vouchByUrlFor(operator, byUrl, "url", host.url("/idp"));
    host.keys(provider.key().toPublicJWK());
    host.requests().clear();
    assertThat(ask(byUrl, assertion("nobody")).text("error")).isEqualTo("invalid_grant");
    JsonObject claims = IdentityProvider.claims("url", app.issuer());
    JsonObject elsewhere = Prover.with(claims, "iss", "https://other.example.com/");
    assertThat(ask(byUrl, provider.sign(elsewhere)).text("error")).isEqualTo("invalid_grant");
    assertThat(host.requests()).isEmpty();
    assertThat(ask(byUrl, assertion("url")).status()).isEqualTo(200);
    assertThat(ask(byUrl, assertion("url")).status()).isEqualTo(200);
    assertThat(host.requests()).hasSize(1);
    String other = new IdentityProvider().sign(IdentityProvider.claims("url", app.issuer()));
    assertThat(ask(byUrl, other).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void whereTheKeysCannotBeHadTheAnswerSaysThatItIsTemporary() {
    Caller byUrl = app();
    IdentityProvider.vouchByUrlFor(operator, byUrl, "down", host.url("/down"));
    host.answers(exchange -> exchange.sendResponseHeaders(500, -1));
    Answer answer = ask(byUrl, assertion("down"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isPresent();
  }

  @Test
  void itIsATokenLikeAnyOtherToAnApi() throws Exception {
    String token = ask(app, assertion(subject)).text("access_token");
    Verifier verifier = Verifier.of(app.issuer(), STORAGE);
    AccessToken verified = verifier.verify("Bearer " + token).require("archive:read");
    assertThat(verified.clientId().text()).isEqualTo(app.id());
  }

  private static Answer proving(String assertion) {
    String form =
        "grant_type=%s&assertion=%s".formatted(Caller.encode(OAuthUri.JWT_BEARER), assertion);
    return Answer.to(
        HttpCall.post(
                Prover.endpoint(app),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII))
            .header("DPoP", PROVER.proof(Prover.claims("POST", Prover.endpoint(app)))));
  }

  @Test
  void aProofOfPossessionBindsIt() throws Exception {
    Answer answer = proving(assertion(subject));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(TokenParts.claims(answer.text("access_token")).object("cnf").string("jkt"))
        .isEqualTo(PROVER.thumbprint().text());
  }

  /** B11 */
  @Test
  void whereAProofIsDemandedThereIsNoBearerTokenForAnAssertion() throws Exception {
    Caller bound = app();
    provider.vouchFor(operator, bound, "bound");
    Delegation.done(operator.admin("PATCH", "/apps/" + bound.id(), "{\"proof\":\"dpop\"}"));
    for (Answer answer :
        List.of(
            ask(bound, assertion("bound")),
            ask(bound, assertion("bound"), "audience", STORAGE),
            ask(bound, assertion("bound"), "client_id", bound.id()))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
      assertThat(answer.body()).doesNotContain("access_token");
    }
    assertThat(proving(assertion("bound")).text("token_type")).isEqualTo("DPoP");
  }

  @Test
  void whatItsAppIsNotGrantedIsRefusedAsToAnyClient() {
    assertThat(
            ask(app, assertion(subject), "audience", "https://nowhere.example.com").text("error"))
        .isEqualTo("invalid_target");
    assertThat(ask(app, assertion(subject), "scope", "archive:all").text("error"))
        .isEqualTo("invalid_scope");
  }

  @Test
  void severalAppsOfOneSubjectAreToldApartByTheirId() throws Exception {
    Caller one = app();
    Caller two = app();
    provider.vouchFor(operator, one, "shared");
    provider.vouchFor(operator, two, "shared");
    assertThat(ask(one, assertion("shared")).text("error")).isEqualTo("invalid_grant");
    for (Caller each : new Caller[] {one, two}) {
      Answer answer = ask(each, assertion("shared"), "client_id", each.id());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(TokenParts.claims(answer.text("access_token")).string("client_id"))
          .isEqualTo(each.id());
    }
  }

  /** RFC 7521 4.2: {@code client_id} may be left out beside an assertion of the client's own. */
  @Test
  void orByTheirOwnProof() {
    Caller one = app();
    Caller two = app();
    provider.vouchFor(operator, one, "twins");
    provider.vouchFor(operator, two, "twins");
    KeyCaller keyed = KeyCaller.of(two, operator);
    String own = keyed.sign(keyed.claims());
    String[] beside = {"client_assertion_type", KeyCaller.TYPE, "client_assertion", own};
    String good = assertion("twins");
    // Who is another is refused, and neither is used up by that.
    assertThat(ask(one, assertion(subject), beside).text("error")).isEqualTo("invalid_grant");
    Answer answer = ask(two, good, beside);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(TokenParts.claims(answer.text("access_token")).members().get("client_id"))
        .isEqualTo(new JsonString(two.id()));
    assertThat(ask(two, assertion("twins"), beside).status()).as("its own is used").isEqualTo(401);
  }

  @Test
  void anAppThatIsBlockedOrWhoseTrustHasEndedStandsInNobodysWay() {
    Caller one = app();
    Caller two = app();
    String id = provider.vouchFor(operator, one, "moved");
    provider.vouchFor(operator, two, "moved");
    String path = "/apps/" + one.id();
    operator.admin("PATCH", path, "{\"status\":\"blocked\"}");
    assertThat(ask(two, assertion("moved")).status()).isEqualTo(200);
    operator.admin("PATCH", path, "{\"status\":\"active\"}");
    assertThat(ask(two, assertion("moved")).text("error")).isEqualTo("invalid_grant");
    operator.admin("DELETE", path + "/credentials/" + id, "");
    assertThat(ask(two, assertion("moved")).status()).isEqualTo(200);
  }

  @Test
  void anEndedTrustDoesNotHideTheOneThatTookItsPlace() throws Exception {
    Caller moved = app();
    String old = provider.vouchFor(operator, moved, "keys moved");
    IdentityProvider.vouchByUrlFor(operator, moved, "keys moved", host.url("/moved"));
    host.keys(provider.key().toPublicJWK());
    String path = "/apps/" + moved.id() + "/credentials/" + old;
    String soon = Instant.now().plusSeconds(1).toString();
    assertThat(operator.admin("PATCH", path, "{\"expires_at\":\"" + soon + "\"}").status())
        .isEqualTo(200);
    Thread.sleep(1_100);
    Answer answer = ask(moved, assertion("keys moved"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** Its bearer cannot make another one himself. */
  @Test
  void anAssertionIsNotUsedUpByARequestThatIsRefusedForSomethingElse() throws Exception {
    String once = assertion(subject);
    assertThat(ask(app, once, "scope", "archive:all").text("error")).isEqualTo("invalid_scope");
    assertThat(ask(app, once, "audience", "https://nowhere.example.com").text("error"))
        .isEqualTo("invalid_target");
    assertThat(ask(app, once).status()).isEqualTo(200);
    assertThat(ask(app, once).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void whatEndsTheCredentialEndsTheToken() {
    Caller gone = app();
    Caller guard = operator.guard("guard", api);
    String id = provider.vouchFor(operator, gone, "gone");
    String token = ask(gone, assertion("gone")).text("access_token");
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    assertThat(operator.admin("DELETE", "/apps/" + gone.id() + "/credentials/" + id, "").status())
        .isEqualTo(204);
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
    assertThat(ask(gone, assertion("gone")).text("error")).isEqualTo("invalid_grant");
    // Its secret is another way in, and goes on.
    assertThat(gone.ask("audience", STORAGE).status()).isEqualTo(200);
  }
}
