package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertTaken;
import static dev.postern.checks.RegisteringServer.assertNoToken;
import static dev.postern.checks.RegisteringServer.assertUnkept;
import static dev.postern.checks.RegisteringServer.call;
import static dev.postern.checks.RegisteringServer.number;
import static dev.postern.checks.RegisteringServer.text;
import static dev.postern.checks.RegisteringServer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps register themselves (RFC 7591 section 3). */
final class Rfc7591_3RegistrationTest {

  private static KeyHost host;
  private static RegisteringServer server;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    host = KeyHost.open(data);
    server = new RegisteringServer(new RunningServer(data, host.allowed()));
  }

  @AfterAll
  static void stop() {
    server.close();
    host.close();
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
  }

  @Shows({"R-7591-1", "R-7591-2", "R-7591-9", "R-7592-1"})
  @Test
  void anAppThatSaysNothingGetsTheDefaultsAndATokenWithItsSecret() {
    Policy policy = server.policy();
    long now = Instant.now().getEpochSecond();
    Answer answer = server.register(policy, "{}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertUnkept(answer);
    JsonObject made = answer.json();
    String id = text(made, "client_id");
    assertThat(number(made, "client_id_issued_at")).isBetween(now - 5, now + 60);
    assertThat(number(made, "client_secret_expires_at")).isZero();
    assertThat(text(made, "registration_client_uri")).isEqualTo(server.endpoint() + "/" + id);
    assertThat(text(made, "registration_access_token")).startsWith("prt_");
    assertThat(text(made, "client_name")).as("RFC 7591 2").isEqualTo(id);
    assertThat(text(made, "token_endpoint_auth_method")).isEqualTo("client_secret_basic");
    assertThat(texts(made, "grant_types")).containsExactly("client_credentials");
    assertThat(texts(made, "response_types")).isEmpty();
    assertThat(text(made, "scope")).isEqualTo("read write send");
    Caller app = server.caller(made);
    assertThat(app.ask("audience", RegisteringServer.STORAGE).text("scope"))
        .isEqualTo("read write");
    assertThat(app.ask("audience", RegisteringServer.QUEUE).text("scope")).isEqualTo("send");
    Answer basic =
        Answer.to(
            HttpCall.post(
                    app.uri("service/oauth/token"),
                    "application/x-www-form-urlencoded",
                    ("grant_type=client_credentials&audience="
                            + Caller.encode(RegisteringServer.QUEUE))
                        .getBytes(StandardCharsets.UTF_8))
                .header("Authorization", Caller.basic(app.id(), app.secret())));
    assertTaken(basic);
  }

  @Shows("R-7591-1")
  @Test
  void whatIsSentIsRegisteredAndShown() {
    String metadata =
        """
        {"client_name":"Worker","client_name#de":"Arbeiter","client_name#ja-Jpan":"\u5de5\u54e1",
         "token_endpoint_auth_method":"client_secret_post","grant_types":["client_credentials"],
         "response_types":[],"scope":"write","contacts":["ops@example.com","+49 1"],
         "software_id":"worker","software_version":"1.2"}\
        """;
    JsonObject made = server.registered(server.policy(), metadata);
    assertThat(made.members()).containsAllEntriesOf(read(metadata).members());
    assertThat(server.caller(made).ask("audience", RegisteringServer.STORAGE).text("scope"))
        .isEqualTo("write");
    assertThat(server.caller(made).ask("audience", RegisteringServer.QUEUE).status())
        .isEqualTo(400);
  }

  private static JsonObject read(String json) {
    try {
      return new JsonReader(JsonLimits.REQUEST).object(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonFault e) {
      throw new AssertionError(e.text(), e);
    }
  }

  @Shows("R-7591-3")
  @Test
  void whatMeansNothingHereIsPassedOverAndNotShown() {
    JsonObject made =
        server.registered(
            server.policy(),
            """
            {"client_name":null,"logo_uri":"http://169.254.169.254/","client_uri":"javascript:alert(1)",
             "tos_uri":7,"policy_uri":{"a":[]},"tos_uri#fr":"x","client_name#no tag":"x","jwks":null,
             "redirect_uris":[],"ssf.enabled":true,"__proto__":{"a":1},"client_id":"mine",
             "client_secret":"mine","registration_access_token":"mine","status":"blocked"}\
            """);
    assertThat(made.members().keySet())
        .containsExactlyInAnyOrder(
            "client_id",
            "client_id_issued_at",
            "client_secret",
            "client_secret_expires_at",
            "registration_client_uri",
            "registration_access_token",
            "client_name",
            "token_endpoint_auth_method",
            "grant_types",
            "response_types",
            "scope");
    assertThat(made.text()).doesNotContain("\"mine\"");
    assertTaken(server.caller(made).ask("audience", RegisteringServer.QUEUE));
  }

  @Shows("R-7591-6")
  @Test
  void noTwoAppsHaveOneNameSecretOrToken() {
    Policy policy = server.policy("\"max_apps\":30");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      JsonObject made = server.registered(policy, "{\"client_name\":\"the same\"}");
      for (String member : List.of("client_id", "client_secret", "registration_access_token")) {
        assertThat(seen.add(text(made, member))).isTrue();
      }
      // 40 of these characters are random: 238 bits.
      assertThat(text(made, "client_secret")).matches("pst_[A-Za-z0-9]{46}");
    }
  }

  @Shows("R-7591-8")
  @Test
  void withoutATokenThatStandsNobodyRegisters() {
    Policy policy = server.policy();
    URI endpoint = server.endpoint();
    Answer bare =
        Answer.to(
            HttpCall.post(endpoint, "application/json", "{}".getBytes(StandardCharsets.UTF_8)));
    assertNoToken(bare);
    assertThat(bare.header("WWW-Authenticate").orElseThrow()).doesNotContain("error");
    String token = policy.token();
    JsonObject app = server.registered(policy, "{}");
    for (String wrong :
        List.of(
            token.substring(1),
            token.toLowerCase(Locale.ROOT),
            token.substring(0, 49) + (token.endsWith("0") ? "1" : "0"),
            text(app, "client_secret"),
            text(app, "registration_access_token"),
            server.operator().adminToken(),
            "a")) {
      Answer answer = call("POST", endpoint, wrong, "{}");
      assertNoToken(answer);
      assertThat(answer.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
    }
    Answer malformed =
        Answer.to(
            HttpCall.post(endpoint, "application/json", "{}".getBytes(StandardCharsets.UTF_8))
                .header("Authorization", "Basic " + token));
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.text("error")).isEqualTo("invalid_request");
    Answer query = call("POST", URI.create(endpoint + "?access_token=" + token), token, "{}");
    assertThat(query.status()).isEqualTo(400);
  }

  @Shows("R-7591-8")
  @Test
  void aPolicyThatIsOverOrGoneRegistersNobody() {
    Policy policy = server.policy();
    server.registered(policy, "{}");
    String path = "/registration-policies/" + policy.id();
    server.operator().admin("PATCH", path, "{\"expires_at\":\"2020-01-01T00:00:00Z\"}");
    assertNoToken(server.register(policy, "{}"));
    server.operator().admin("PATCH", path, "{\"expires_at\":null}");
    server.registered(policy, "{}");
    server.operator().admin("DELETE", path, "");
    assertNoToken(server.register(policy, "{}"));
  }

  @Shows({"R-7591-8", "R-8414-15"})
  @Test
  void aTenantIsClosedUntilItHasAPolicyAndItsMetadataSayWhich() {
    Caller acme = server.server().found(new TenantName("acme"));
    Operator operator = new Operator(acme);
    assertThat(metadata(acme).has("registration_endpoint")).isFalse();
    String endpoint = acme.issuer() + "service/oauth/register";
    assertNoToken(call("POST", URI.create(endpoint), server.policy().token(), "{}"));
    String api = operator.api("https://acme.example.com", "go");
    Policy policy =
        RegisteringServer.made(
            operator,
            "{\"name\":\"n\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"go\"]}]}".formatted(api));
    assertThat(text(metadata(acme), "registration_endpoint")).isEqualTo(endpoint);
    Answer made = call("POST", URI.create(endpoint), policy.token(), "{}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.text("registration_client_uri")).startsWith(endpoint + "/app_");
    assertNoToken(server.register(policy, "{}"));
    String path = "/registration-policies/" + policy.id();
    operator.admin("PATCH", path, "{\"expires_at\":\"2020-01-01T00:00:00Z\"}");
    assertThat(metadata(acme).has("registration_endpoint")).isFalse();
    operator.admin("PATCH", path, "{\"expires_at\":null}");
    assertThat(metadata(acme).has("registration_endpoint")).isTrue();
    server.operator().admin("PATCH", "/tenants/acme", "{\"status\":\"blocked\"}");
    assertThat(metadata(acme).has("registration_endpoint")).as("of a blocked tenant").isFalse();
    assertNoToken(call("POST", URI.create(endpoint), policy.token(), "{}"));
  }

  private static JsonObject metadata(Caller tenant) {
    return Answer.to(HttpCall.get(tenant.uri(".well-known/oauth-authorization-server"))).json();
  }

  @Test
  void anAppMayRegisterItsKeys() throws Exception {
    ECKey key = key();
    JsonObject made =
        server.registered(
            server.policy(),
            "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[%s],\"x\":1}}"
                .formatted(key.toPublicJWK()));
    assertThat(made.has("client_secret")).isFalse();
    assertThat(made.has("client_secret_expires_at")).isFalse();
    assertThat(made.member("jwks").orElseThrow().text())
        .contains("\"kid\":\"k1\"", key.getX().toString());
    Caller app = new Caller(server.operator().caller().issuer(), text(made, "client_id"), "none");
    assertTaken(KeyCaller.signing(app, key).ask("audience", RegisteringServer.QUEUE));
    assertThat(app.ask("audience", RegisteringServer.QUEUE).status()).isEqualTo(401);
  }

  @Test
  void anAppMayRegisterWhereItsKeysAre() throws Exception {
    ECKey key = key();
    host.keys(key.toPublicJWK());
    String url = host.url("/self");
    JsonObject made =
        server.registered(
            server.policy("\"allow_jwks_uri\":true"),
            "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"%s\"}"
                .formatted(url));
    assertThat(text(made, "jwks_uri")).isEqualTo(url);
    Caller app = new Caller(server.operator().caller().issuer(), text(made, "client_id"), "none");
    assertTaken(KeyCaller.signing(app, key).ask("audience", RegisteringServer.QUEUE));
  }

  @Test
  void aSecretLivesAsLongAsThePolicySays() {
    long now = Instant.now().getEpochSecond();
    JsonObject made = server.registered(server.policy("\"secret_lifetime_seconds\":3600"), "{}");
    assertThat(number(made, "client_secret_expires_at")).isBetween(now + 3595, now + 3660);
  }

  @Test
  void whatIsMadeIsAnAppLikeAnyOtherAndTheLogSaysWhereItIsFrom() {
    Policy policy = server.policy();
    JsonObject made = server.registered(policy, "{\"client_name\":\"Worker 7\"}");
    String path = "/apps/" + text(made, "client_id");
    Operator operator = server.operator();
    assertThat(operator.admin("GET", path, "").body())
        .contains(
            "\"name\":\"Worker 7\"",
            "Registered itself by the policy Workers.",
            "\"labels\":{\"registration_policy\":\"" + policy.id() + "\"}");
    assertThat(operator.admin("GET", path + "/grants", "").body()).contains(server.storage());
    assertThat(operator.admin("GET", path + "/credentials", "").body())
        .contains("\"type\":\"client_secret\"");
    assertThat(operator.admin("GET", "/registration-policies/" + policy.id(), "").body())
        .contains("\"registered_apps\":1");
    String line =
        new Admin(operator.caller())
            .items("/audit").stream()
                .map(JsonObject::text)
                .filter(text -> text.contains("app/" + text(made, "client_id")))
                .findFirst()
                .orElseThrow();
    assertThat(line)
        .contains("\"app.register\"", "\"actor\":\"" + policy.id() + "\"", "\"127.0.0.1\"")
        .doesNotContain(text(made, "client_secret"), text(made, "registration_access_token"));
    operator.admin("DELETE", "/registration-policies/" + policy.id(), "");
    assertThat(operator.admin("GET", path, "").body())
        .as("it is found when the policy is gone, too")
        .contains("\"registration_policy\":\"" + policy.id() + "\"");
    operator.admin("PATCH", path, "{\"status\":\"blocked\"}");
    assertThat(server.caller(made).ask("audience", RegisteringServer.QUEUE).status())
        .isEqualTo(401);
  }
}
