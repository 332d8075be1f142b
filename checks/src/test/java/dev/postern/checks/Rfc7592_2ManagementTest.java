package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertTaken;
import static dev.postern.checks.RegisteringServer.assertNoToken;
import static dev.postern.checks.RegisteringServer.assertRefused;
import static dev.postern.checks.RegisteringServer.assertUnkept;
import static dev.postern.checks.RegisteringServer.call;
import static dev.postern.checks.RegisteringServer.lasting;
import static dev.postern.checks.RegisteringServer.own;
import static dev.postern.checks.RegisteringServer.put;
import static dev.postern.checks.RegisteringServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps see to their registrations (RFC 7592 section 2). */
final class Rfc7592_2ManagementTest {

  private static final String METADATA = "invalid_client_metadata";
  private static final String FULL =
      "{\"client_name\":\"Worker\",\"client_name#de\":\"Arbeiter\",\"contacts\":[\"ops\"],"
          + "\"software_id\":\"w\",\"scope\":\"read write\"}";

  private static RegisteringServer server;
  private static Caller guard;

  private Policy policy;
  private JsonObject app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
    guard = server.operator().guard("guard", server.storage());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void register() {
    policy = server.policy();
    app = server.registered(policy, FULL);
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
  }

  private static String byKeys(ECKey... keys) {
    List<String> jwks = List.of(keys).stream().map(key -> key.toPublicJWK().toString()).toList();
    return "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
        + String.join(",", jwks)
        + "]}";
  }

  private static JsonObject done(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertUnkept(answer);
    return answer.json();
  }

  private static String token(Caller caller) {
    return caller.ask("audience", RegisteringServer.STORAGE).text("access_token");
  }

  private static void assertOver(String token) {
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
  }

  private static void assertActive(String token) {
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
  }

  @Shows({"R-7592-1", "R-7592-2"})
  @Test
  void anAppReadsWhatIsRegisteredOfItAsOftenAsItLikesAndNeverItsSecret() {
    for (int i = 0; i < 3; i++) {
      Answer answer = own("GET", app, "");
      assertThat(done(answer)).isEqualTo(lasting(app));
      assertThat(answer.body()).doesNotContain(text(app, "client_secret"));
    }
    assertTaken(server.caller(app).ask("audience", RegisteringServer.STORAGE));
  }

  @Shows("R-7592-2")
  @Test
  void whatIsLeftOutOfANewRegistrationHasItsDefaultAgain() {
    JsonObject after = done(put(app, "\"software_version\":\"2\""));
    assertThat(after.has("client_name#de")).isFalse();
    assertThat(after.has("contacts")).isFalse();
    assertThat(after.has("software_id")).isFalse();
    assertThat(text(after, "client_name")).isEqualTo(text(app, "client_id"));
    assertThat(text(after, "software_version")).isEqualTo("2");
    assertThat(text(after, "token_endpoint_auth_method")).isEqualTo("client_secret_basic");
    assertThat(text(after, "scope")).as("what it has").isEqualTo("read write");
    assertThat(text(after, "client_id")).isEqualTo(text(app, "client_id"));
    assertThat(text(after, "registration_access_token"))
        .isEqualTo(text(app, "registration_access_token"));
    assertThat(done(own("GET", app, ""))).isEqualTo(lasting(after));
    done(put(app, "\"client_name\":null,\"contacts\":null,\"scope\":null"));
    Answer answer = put(app, "\"scope\":\"\"");
    assertRefused(answer, METADATA);
    assertThat(answer.text("error_description")).contains("scope");
  }

  @Shows({"R-7592-2", "R-7592-3"})
  @Test
  void aSecretThatIsSentAlongStaysAndOneThatIsTheAppsAlone() {
    String secret = text(app, "client_secret");
    String token = token(server.caller(app));
    JsonObject same = done(put(app, "\"client_name\":\"W\",\"client_secret\":\"" + secret + "\""));
    assertThat(text(same, "client_secret")).isEqualTo(secret);
    assertActive(token);
    assertTaken(server.caller(app).ask("audience", RegisteringServer.STORAGE));
    String others = text(server.registered(policy, "{}"), "client_secret");
    for (String wrong : List.of("\"mine\"", "\"\"", "7", "[]", "\"" + others + "\"")) {
      Answer answer = put(app, "\"client_name\":\"X\",\"client_secret\":" + wrong);
      assertRefused(answer, METADATA);
      assertThat(answer.text("error_description")).contains("client_secret");
    }
    assertThat(text(done(own("GET", app, "")), "client_name")).isEqualTo("W");
  }

  @Shows({"R-7592-2", "R-7592-6"})
  @Test
  void aSecretThatIsNotSentAlongGivesWayToANewOne() {
    String old = token(server.caller(app));
    JsonObject after = done(put(app, ""));
    assertThat(text(after, "client_secret")).isNotEqualTo(text(app, "client_secret"));
    assertTaken(server.caller(after).ask("audience", RegisteringServer.STORAGE));
    AssertionServer.assertRefused(server.caller(app).ask("audience", RegisteringServer.STORAGE));
    assertOver(old);
    assertActive(token(server.caller(after)));
  }

  @Shows({"R-7592-2", "R-7592-6"})
  @Test
  void keysTakeThePlaceOfASecretAndOfEachOther() throws Exception {
    ECKey first = key();
    ECKey second = key();
    String bySecret = token(server.caller(app));
    Caller caller = new Caller(server.operator().caller().issuer(), text(app, "client_id"), "none");
    done(put(app, byKeys(first)));
    AssertionServer.assertRefused(server.caller(app).ask("audience", RegisteringServer.STORAGE));
    assertOver(bySecret);
    String byFirst =
        KeyCaller.signing(caller, first)
            .ask("audience", RegisteringServer.STORAGE)
            .text("access_token");
    done(put(app, byKeys(first, second)));
    assertActive(byFirst);
    assertTaken(KeyCaller.signing(caller, second).ask("audience", RegisteringServer.STORAGE));
    done(put(app, byKeys(second)));
    assertOver(byFirst);
    AssertionServer.assertRefused(
        KeyCaller.signing(caller, first).ask("audience", RegisteringServer.STORAGE));
    assertTaken(KeyCaller.signing(caller, second).ask("audience", RegisteringServer.STORAGE));
  }

  @Shows("R-7592-3")
  @Test
  void aNewRegistrationNamesItsAppAndSendsNothingBackThatTheServerSays() {
    String other = text(server.registered(policy, "{}"), "client_id");
    for (String body :
        List.of(
            "{}",
            "{\"client_id\":null}",
            "{\"client_id\":7}",
            "{\"client_id\":\"" + other + "\"}",
            "{\"client_id\":\"" + text(app, "client_id") + " \"}")) {
      Answer answer = own("PUT", app, body);
      assertRefused(answer, METADATA);
      assertThat(answer.text("error_description")).contains("client_id");
    }
    for (String member :
        List.of(
            "registration_access_token",
            "registration_client_uri",
            "client_secret_expires_at",
            "client_id_issued_at")) {
      for (String value : List.of("null", app.member(member).orElseThrow().text())) {
        Answer answer = put(app, "\"" + member + "\":" + value);
        assertRefused(answer, METADATA);
        assertThat(answer.text("error_description")).contains(member);
      }
    }
    assertThat(done(own("GET", app, ""))).isEqualTo(lasting(app));
  }

  @Test
  void anAppGivesScopesUpAndGetsNoneBack() {
    String old = token(server.caller(app));
    String secret = "\"client_secret\":\"" + text(app, "client_secret") + "\"";
    JsonObject after = done(put(app, "\"scope\":\"read\"," + secret));
    assertThat(text(after, "scope")).isEqualTo("read");
    assertOver(old);
    assertThat(server.caller(app).ask("audience", RegisteringServer.STORAGE).text("scope"))
        .isEqualTo("read");
    for (String more : List.of("read write", "write", "send", "purge")) {
      Answer answer = put(app, "\"scope\":\"" + more + "\"," + secret);
      assertRefused(answer, METADATA);
      assertThat(answer.text("error_description")).contains("scope");
    }
    assertThat(text(done(put(app, secret)), "scope")).isEqualTo("read");
  }

  @Test
  void aChangeIsHeldToThePolicyAsItIsThen() throws Exception {
    String path = "/registration-policies/" + policy.id();
    server
        .operator()
        .admin("PATCH", path, "{\"authentication_methods\":[\"private_key_jwt\"],\"max_apps\":1}");
    assertTaken(server.caller(app).ask("audience", RegisteringServer.STORAGE));
    assertRefused(put(app, ""), METADATA);
    done(put(app, byKeys(key())));
    server.operator().admin("PATCH", path, "{\"expires_at\":\"2020-01-01T00:00:00Z\"}");
    done(own("GET", app, ""));
    done(put(app, byKeys(key())));
  }

  @Shows({"R-7592-4", "R-7592-5"})
  @Test
  void anAppThatDeletesItselfIsGoneWithAllThatItHad() {
    Caller caller = server.caller(app);
    String token = token(caller);
    Answer answer = own("DELETE", app, "");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertUnkept(answer);
    assertOver(token);
    AssertionServer.assertRefused(caller.ask("audience", RegisteringServer.STORAGE));
    for (String method : List.of("GET", "DELETE")) {
      assertNoToken(own(method, app, ""));
    }
    assertNoToken(put(app, ""));
    String path = "/apps/" + caller.id();
    for (String gone : List.of(path, path + "/credentials", path + "/grants")) {
      assertThat(server.operator().admin("GET", gone, "").status()).isEqualTo(404);
    }
  }

  @Shows("R-7592-4")
  @Test
  void noOtherTokenOpensARegistrationAndNothingIsToldApart() {
    JsonObject other = server.registered(policy, "{}");
    String here = text(app, "registration_client_uri");
    String none = here.replace(text(app, "client_id"), "app_" + "0".repeat(26));
    String own = text(app, "registration_access_token");
    for (String method : List.of("GET", "DELETE")) {
      String unknown = call(method, URI.create(none), own, "").body();
      for (String wrong :
          List.of(
              text(other, "registration_access_token"),
              policy.token(),
              text(app, "client_secret"),
              server.operator().adminToken(),
              token(server.caller(app)),
              "x")) {
        Answer answer = call(method, URI.create(here), wrong, "");
        assertNoToken(answer);
        assertThat(answer.body()).isEqualTo(unknown);
      }
    }
    assertNoToken(Answer.to(HttpCall.get(URI.create(here))));
    assertThat(done(own("GET", app, ""))).isEqualTo(lasting(app));
  }

  @Shows("R-7592-4")
  @Test
  void aBlockedAppCannotSeeToItselfUntilItIsUnblocked() {
    String path = "/apps/" + text(app, "client_id");
    server.operator().admin("PATCH", path, "{\"status\":\"blocked\"}");
    assertNoToken(own("GET", app, ""));
    assertNoToken(put(app, ""));
    assertNoToken(own("DELETE", app, ""));
    assertThat(server.operator().admin("GET", path, "").status()).isEqualTo(200);
    server.operator().admin("PATCH", path, "{\"status\":\"active\"}");
    done(own("GET", app, ""));
  }

  @Shows("R-7592-4")
  @Test
  void thePowerOfARegistrationEndsWithItsPolicyAndTheAppDoesNot() {
    server.operator().admin("DELETE", "/registration-policies/" + policy.id(), "");
    assertNoToken(own("GET", app, ""));
    assertNoToken(put(app, ""));
    assertNoToken(own("DELETE", app, ""));
    assertTaken(server.caller(app).ask("audience", RegisteringServer.STORAGE));
  }

  @Shows("R-7592-4")
  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "OPTIONS"})
  void whatCannotBeDoneIsNotAllowed(String method) {
    Answer answer = own(method, app, "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("DELETE, GET, HEAD, PUT");
  }

  /** D2. */
  @Test
  void noSecretComesBackByAnyRoute() {
    done(put(app, "\"client_name\":\"d2\""));
    Operator operator = server.operator();
    String path = "/apps/" + text(app, "client_id");
    String all =
        String.join(
            "",
            operator.admin("GET", path, "").body(),
            operator.admin("GET", path + "/credentials", "").body(),
            operator.admin("GET", "/registration-policies", "").body(),
            operator.admin("GET", "/registration-policies/" + policy.id(), "").body(),
            new Admin(operator.caller()).items("/audit").toString());
    assertThat(all)
        .contains("d2")
        .doesNotContain(
            policy.token(),
            text(app, "client_secret"),
            text(app, "registration_access_token"),
            "hmac-sha256");
  }
}
