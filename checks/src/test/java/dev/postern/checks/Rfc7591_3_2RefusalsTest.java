package dev.postern.checks;

import static dev.postern.checks.RegisteringServer.assertRefused;
import static dev.postern.checks.RegisteringServer.call;
import static dev.postern.checks.RegisteringServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be registered (RFC 7591 section 3.2.2), and what is none of the policy's gifts. */
final class Rfc7591_3_2RefusalsTest {

  private static final String BY_KEY = "\"token_endpoint_auth_method\":\"private_key_jwt\"";
  private static final String METADATA = "invalid_client_metadata";

  private static RegisteringServer server;
  private static ECKey key;

  private Policy policy;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
  }

  /** Refused registrations count, too: each test has its own. */
  @BeforeEach
  void make() {
    policy = server.policy("\"max_apps\":1000,\"allow_jwks_uri\":true");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private void refused(String metadata, String code, String... words) {
    Answer answer = server.register(policy, metadata);
    assertRefused(answer, code);
    assertThat(answer.text("error_description")).contains(words);
    assertThat(apps()).doesNotContain("zq7mark");
  }

  private static String apps() {
    return server.operator().admin("GET", "/apps?limit=500", "").body();
  }

  @Shows("R-7591-4")
  @Test
  void keysAndAUrlOfKeysAtOnceAreRefusedWhateverTheMethodIs() {
    String both =
        "\"jwks\":{\"keys\":[%s]},\"jwks_uri\":\"https://keys.example.com/\""
            .formatted(key.toPublicJWK());
    refused("{" + BY_KEY + "," + both + "}", METADATA, "jwks_uri stands beside jwks");
    refused("{" + both + "}", METADATA, "jwks_uri stands beside jwks");
  }

  @Shows("R-7591-5")
  @Test
  void whatIsWrongIsToldAtOnceByTheCodesOfTheStandard() {
    refused(
        "{\"client_name\":\"\",\"scope\":\" \",\"token_endpoint_auth_method\":\"none\"}",
        METADATA,
        "client_name is",
        "scope is",
        "token_endpoint_auth_method is one of");
    refused(
        "{\"redirect_uris\":[\"https://zq7mark.example.com/\"]}",
        "invalid_redirect_uri",
        "redirect_uris");
    refused(
        "{\"redirect_uris\":\"https://zq7mark.example.com/\"}",
        "invalid_redirect_uri",
        "redirect_uris");
  }

  @Shows("R-7591-5")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "",
        "{",
        "{\"client_name\":\"zq7mark\",\"client_name\":\"zq7mark\"}",
        "{\"client_name\":7}",
        "{\"client_name\":\"zq7mark\\u202e\"}",
        "{\"client_name\":\"zq7mark\\n\"}",
        "{\"client_name#de\":[\"zq7mark\"]}",
        "{\"client_name#de\":\"\"}",
        "{\"scope\":[\"read\"]}",
        "{\"scope\":\"\"}",
        "{\"scope\":\"read  write\"}",
        "{\"scope\":\"read\\\"\"}",
        "{\"contacts\":\"zq7mark\"}",
        "{\"contacts\":[\"zq7mark\\u0007\"]}",
        "{\"contacts\":[\"zq7mark\",\"zq7mark\"]}",
        "{\"contacts\":[1]}",
        "{\"software_id\":{}}",
        "{\"grant_types\":\"client_credentials\"}",
        "{\"grant_types\":[\"authorization_code\"]}",
        "{\"grant_types\":[\"client_credentials\",\"refresh_token\"]}",
        "{\"grant_types\":[\"password\"]}",
        "{\"grant_types\":[null]}",
        "{\"response_types\":[\"code\"]}",
        "{\"response_types\":[\"none\",\"token\"]}",
        "{\"token_endpoint_auth_method\":\"client_secret_jwt\"}",
        "{\"token_endpoint_auth_method\":\"CLIENT_SECRET_BASIC\"}",
        "{\"token_endpoint_auth_method\":[\"client_secret_basic\"]}",
        "{\"jwks_uri\":\"https://keys.example.com/\"}",
        "{\"jwks\":{\"keys\":[]}}",
      })
  void whatIsMalformedOrNotToBeHadIsRefused(String metadata) {
    Answer answer =
        metadata.isEmpty()
            ? Answer.to(
                HttpCall.of("POST", server.endpoint(), " ".getBytes(StandardCharsets.UTF_8))
                    .header("Authorization", "Bearer " + policy.token())
                    .header("Content-Type", "application/json"))
            : server.register(policy, metadata);
    assertRefused(answer, METADATA);
    assertThat(answer.body()).doesNotContain("zq7mark");
    assertThat(apps()).doesNotContain("zq7mark");
  }

  @Test
  void keysThatAreNoneAreRefusedEachByItsPlace() throws Exception {
    String good = key.toPublicJWK().toString();
    for (String keys :
        List.of(
            "{}",
            "{\"keys\":[]}",
            "{\"keys\":[7]}",
            "{\"keys\":[{}]}",
            "{\"keys\":[%s,%s]}".formatted(good, good),
            "{\"keys\":[%s]}".formatted(key),
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
            "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
            "{\"keys\":[%s]}".formatted(good.replace("\"EC\"", "\"EC\",\"use\":\"enc\"")),
            // The public half of another key under this one's name, and a name for each of two.
            "{\"keys\":[%s,%s]}".formatted(good, fresh("k1").toPublicJWK()),
            "{\"keys\":[%s,%s]}".formatted(good, good.replace("\"k1\"", "\"k2\"")),
            "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"n\":\"%s8\",\"e\":\"AQAB\"}]}"
                .formatted("_".repeat(85)),
            "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"n\":\"%sw\",\"e\":\"AQAC\"}]}"
                .formatted("_".repeat(341)))) {
      refused("{" + BY_KEY + ",\"jwks\":" + keys + "}", METADATA, "jwks");
    }
    refused("{" + BY_KEY + "}", METADATA, "jwks is missing");
  }

  private static ECKey fresh(String kid) throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
  }

  @Test
  void anAppRegistersSixteenKeysAndNoMore() throws Exception {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      keys.add(fresh("k" + i).toPublicJWK().toString());
    }
    bounded(16, count -> BY_KEY + ",\"jwks\":{\"keys\":" + keys.subList(0, count) + "}");
    refused("{" + BY_KEY + ",\"jwks\":{\"keys\":" + keys + "}}", METADATA, "1 to 16 keys");
  }

  @Test
  void noSoftwareStatementIsBelieved() {
    String claims = KeyCaller.base64url("{\"iss\":\"zq7mark\",\"client_name\":\"zq7mark\"}");
    String signed = KeyCaller.base64url("{\"alg\":\"ES256\"}") + "." + claims + ".c2ln";
    refused(
        "{\"software_statement\":\"" + signed + "\"}", "unapproved_software_statement", "approved");
    for (String malformed :
        List.of(
            "\"\"",
            "7",
            "{}",
            "\"zq7mark\"",
            "\"a.b\"",
            "\"a.b.c.d\"",
            "\"a.b.\"",
            "\"a b.c.d\"")) {
      refused(
          "{\"software_statement\":" + malformed + "}", "invalid_software_statement", "signed JWT");
    }
    server.registered(policy, "{\"software_statement\":null}");
  }

  @Shows("R-7591-11")
  @Test
  void nobodyRegistersMoreThanThePolicyGives() {
    refused("{\"client_name\":\"zq7mark\",\"scope\":\"purge\"}", METADATA, "scope names");
    refused("{\"client_name\":\"zq7mark\",\"scope\":\"read apps:write\"}", METADATA, "scope names");
    JsonObject made = server.registered(policy, "{\"scope\":\"read\"}");
    Caller app = server.caller(made);
    assertThat(app.ask("audience", RegisteringServer.STORAGE).text("scope")).isEqualTo("read");
    assertThat(app.ask("audience", RegisteringServer.STORAGE, "scope", "purge").text("error"))
        .isEqualTo("invalid_scope");
    assertThat(app.ask("audience", RegisteringServer.QUEUE).text("error"))
        .as("of the queue the policy gives another scope of that name nothing")
        .isEqualTo("invalid_target");
    String admin = server.operator().adminAudience();
    assertThat(app.ask("audience", admin).text("error")).isEqualTo("invalid_target");
  }

  @Shows("R-7591-11")
  @Test
  void nobodyRegistersAMethodThatThePolicyDoesNotAllow() {
    Policy strict = server.policy("\"authentication_methods\":[\"private_key_jwt\"]");
    for (String metadata :
        List.of("{}", "{\"token_endpoint_auth_method\":\"client_secret_post\"}")) {
      Answer answer = server.register(strict, metadata);
      assertRefused(answer, METADATA);
      assertThat(answer.text("error_description")).contains("token_endpoint_auth_method");
    }
    server.registered(strict, "{" + BY_KEY + ",\"jwks\":{\"keys\":[" + key.toPublicJWK() + "]}}");
    Policy basic = server.policy("\"authentication_methods\":[\"client_secret_basic\"]");
    assertRefused(
        server.register(basic, "{" + BY_KEY + ",\"jwks\":{\"keys\":[" + key.toPublicJWK() + "]}}"),
        METADATA);
    server.registered(basic, "{}");
  }

  /** Of many who come at once, one gets the last place; the last of them come too often. */
  @Test
  void b17ThereAreNeverMoreAppsThanThePolicyAllows() throws Exception {
    Policy one = server.policy("\"max_apps\":1");
    List<Integer> statuses = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(threads.submit(() -> server.register(one, "{}")));
      }
      for (Future<Answer> answer : answers) {
        statuses.add(answer.get().status());
        bodies.add(answer.get().body());
      }
    }
    assertThat(statuses)
        .hasSize(100)
        .containsOnlyOnce(201)
        .contains(403)
        .isSubsetOf(Set.of(201, 403, 429));
    String full = bodies.get(statuses.indexOf(403));
    assertThat(full).contains("\"access_denied\"");
  }

  @Test
  void anAppThatGoesGivesItsPlaceToAnother() {
    Policy one = server.policy("\"max_apps\":1");
    JsonObject first = server.registered(one, "{}");
    assertThat(server.register(one, "{}").status()).isEqualTo(403);
    assertThat(RegisteringServer.own("DELETE", first, "").status()).isEqualTo(204);
    JsonObject second = server.registered(one, "{}");
    server.operator().admin("DELETE", "/apps/" + text(second, "client_id"), "");
    server.registered(one, "{}");
  }

  @Test
  void whoRegistersTooOftenIsToldToWait() {
    Policy busy = server.policy("\"max_apps\":1000");
    int made = 0;
    Answer answer = server.register(busy, "{}");
    while (answer.status() == 201 && made < 200) {
      made++;
      answer = server.register(busy, "{}");
    }
    assertThat(answer.status()).isEqualTo(429);
    assertThat(made).isGreaterThanOrEqualTo(60);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isPresent();
    server.registered(server.policy(), "{}");
  }

  @Test
  void whatIsRefusedCountsLikeWhatIsRegistered() {
    Policy busy = server.policy();
    int refused = 0;
    Answer answer = server.register(busy, "{\"scope\":\"purge\"}");
    while (answer.status() == 400 && refused < 200) {
      refused++;
      answer = server.register(busy, "{\"scope\":\"purge\"}");
    }
    assertThat(answer.status()).isEqualTo(429);
    assertThat(refused).isBetween(60, 120);
  }

  @Test
  void theBodyIsJsonAndSaysSoAndNothingStandsInTheQuery() {
    for (String type :
        List.of("application/x-www-form-urlencoded", "text/plain", "application/jwt")) {
      Answer answer =
          Answer.to(
              HttpCall.post(server.endpoint(), type, "{}".getBytes(StandardCharsets.UTF_8))
                  .header("Authorization", "Bearer " + policy.token()));
      assertThat(answer.status()).as(type).isEqualTo(415);
    }
    Answer large =
        call("POST", server.endpoint(), policy.token(), "{\"x\":\"" + "a".repeat(33_000) + "\"}");
    assertThat(large.status()).isEqualTo(413);
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      Answer answer = call(method, server.endpoint(), policy.token(), "");
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).contains("POST");
    }
  }

  @Test
  void languagesContactsAndMembersAreCounted() {
    List<String> contacts = IntStream.range(0, 11).mapToObj(i -> "\"c" + i + "\"").toList();
    bounded(10, count -> "\"contacts\":[" + String.join(",", contacts.subList(0, count)) + "]");
    bounded(16, count -> members(count, "\"client_name#a-%d\":\"n\""));
    bounded(1000, count -> members(count, "\"x%d\":1"));
  }

  private static String members(int count, String member) {
    return IntStream.range(0, count).mapToObj(member::formatted).collect(Collectors.joining(","));
  }

  private void bounded(int most, IntFunction<String> members) {
    for (int count : List.of(most, most + 1)) {
      Answer answer = server.register(policy, "{" + members.apply(count) + "}");
      assertThat(answer.status())
          .as(count + " " + answer.body())
          .isEqualTo(count == most ? 201 : 400);
    }
  }
}
