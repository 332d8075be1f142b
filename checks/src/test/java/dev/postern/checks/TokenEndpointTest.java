package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The token endpoint as its clients see it (RFC 6749 sections 2.3, 3.2, 4.4 and 5). */
final class TokenEndpointTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String BILLING = "https://billing.example.com";

  private static RunningServer server;
  private static Caller archiver;
  private static Caller both;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);

    String storage = server.api(STORAGE, "archive:write", "archive:read");
    String billing = server.api(BILLING, "invoice:read");
    archiver = server.app("archiver");
    server.grant(archiver, storage, "archive:write", "archive:read");
    both = server.app("both");
    server.grant(both, storage, "archive:read");
    server.grant(both, billing, "invoice:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject part(String token, int index) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
      return new JsonReader(JsonLimits.REQUEST).object(json);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTokenSaysEverythingThatTheSurfacePromises() throws Exception {
    Answer answer = archiver.ask("audience", STORAGE);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().members().keySet())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.json().integer("expires_in")).isEqualTo(86_400);
    assertThat(answer.text("scope")).isEqualTo("archive:write archive:read");
    JsonObject header = part(answer.text("access_token"), 0);
    assertThat(header.members().keySet()).isEqualTo(Set.of("typ", "alg", "kid"));
    assertThat(header.string("typ")).isEqualTo("at+jwt");
    assertThat(header.string("alg")).isEqualTo("ES256");
    JsonObject claims = part(answer.text("access_token"), 1);
    assertThat(claims.members().keySet())
        .containsExactlyInAnyOrder(
            "iss",
            "sub",
            "client_id",
            "aud",
            "jti",
            "sid",
            "cid",
            "iat",
            "exp",
            "scp",
            "scope",
            "gty");
    assertThat(claims.string("iss")).isEqualTo(server.url() + "/");
    assertThat(claims.string("sub")).isEqualTo(archiver.id() + "@client");
    assertThat(claims.string("client_id")).isEqualTo(archiver.id());
    assertThat(claims.string("aud")).isEqualTo(STORAGE);
    assertThat(claims.string("sid")).matches("([A-Za-z0-9_-]{12}\\.){3}[A-Za-z0-9_-]{12}");
    assertThat(claims.string("gty")).isEqualTo("client_credentials");
    assertThat(claims.array("scp").strings()).containsExactly("archive:write", "archive:read");
    assertThat(claims.integer("exp") - claims.integer("iat")).isEqualTo(86_400);
  }

  @Test
  void theOldPathAnswersToo() {
    String form =
        "grant_type=client_credentials&client_id="
            + archiver.id()
            + "&client_secret="
            + archiver.secret();
    Answer answer =
        Answer.to(
            HttpCall.post(
                archiver.uri("services/oauth/token"),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void jsonIsTakenWithTheSameNames() {
    Answer answer =
        archiver.post(
            "application/json",
            "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"audience\":\"%s\",\"scope\":[\"archive:read\"]}"
                .formatted(archiver.id(), archiver.secret(), STORAGE));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("archive:read");
  }

  @Test
  void rfc6749Section231BasicHalvesAreFormDecoded() {
    String id = archiver.id().replace("_", "%5F");
    String secret = archiver.secret().replace("_", "%5f");
    assertThat(withBasic(Caller.basic(id, secret), "grant_type=client_credentials").status())
        .isEqualTo(200);
    assertThat(
            withBasic(
                    Caller.basic(archiver.id(), archiver.secret()),
                    "grant_type=client_credentials&client_id=" + archiver.id())
                .status())
        .isEqualTo(200);
  }

  private static Answer withBasic(String header, String form) {
    return Answer.to(
        HttpCall.post(
                archiver.uri("service/oauth/token"),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", header));
  }

  @Test
  void rfc6749Section23TwoWaysOfAuthenticationAreRefused() {
    String form =
        "grant_type=client_credentials&client_id="
            + archiver.id()
            + "&client_secret="
            + archiver.secret();
    Answer both = withBasic(Caller.basic(archiver.id(), archiver.secret()), form);
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.text("error")).isEqualTo("invalid_request");
    assertThat(archiver.ask("client_assertion", "a.b.c").text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void whoFailsToAuthenticateLearnsNothingOfWhy() {
    Caller unknown = new Caller(archiver.issuer(), "app_nobody", archiver.secret());
    Caller wrong = new Caller(archiver.issuer(), archiver.id(), both.secret());
    Caller rubbish = new Caller(archiver.issuer(), archiver.id(), "letmein");
    Caller blocked = server.app("blocked");
    server.block(blocked);

    Answer first = unknown.ask();

    assertThat(first.status()).isEqualTo(401);
    assertThat(first.text("error")).isEqualTo("invalid_client");
    assertThat(first.header("WWW-Authenticate"))
        .hasValueSatisfying(v -> assertThat(v).startsWith("Basic "));
    for (Caller other : new Caller[] {wrong, rubbish, blocked}) {
      Answer answer = other.ask();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo(first.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "scope, archive:delete, invalid_scope",
    "scope, archive:wri, invalid_scope",
    "scope, ARCHIVE:WRITE, invalid_scope",
    "scope, archive:write  archive:read, invalid_scope",
    "audience, https://nobody.example.com, invalid_target",
    "audience, https://billing.example.com, invalid_target",
    "audience, storage, invalid_target",
    "resource, https://storage.example.com#a, invalid_target",
    "grant_type, password, unsupported_grant_type",
    "grant_type, '', invalid_request",
    "claims, nonsense, invalid_request",
    "claims, '{\"sub\":\"root\"}', invalid_request",
  })
  void whatIsAskedForWronglyIsRefusedByName(String name, String value, String error) {
    Answer answer = archiver.ask(name, value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void theOnlyApiNeedNotBeNamedAndOneOfTwoMust() {
    assertThat(archiver.ask().status()).isEqualTo(200);
    assertThat(both.ask().text("error")).isEqualTo("invalid_target");
    assertThat(both.ask("resource", BILLING).text("scope")).isEqualTo("invoice:read");
  }

  @Test
  void audienceAndResourceMustAgree() {
    assertThat(both.ask("audience", BILLING, "resource", BILLING).status()).isEqualTo(200);
    assertThat(both.ask("audience", BILLING, "resource", STORAGE).text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void rfc6749Section32AParameterMayNotStandTwiceNorInTheQuery() {
    UnaryOperator<String> twice = extra -> form() + extra;
    assertThat(post(twice.apply("&scope=archive:read&scope=archive:read")).text("error"))
        .isEqualTo("invalid_request");
    assertThat(post(twice.apply("&grant_type=client_credentials")).text("error"))
        .isEqualTo("invalid_request");
    assertThat(post(twice.apply("&resource=" + STORAGE + "&resource=" + STORAGE)).status())
        .isEqualTo(200);
    assertThat(post(twice.apply("&resource=" + STORAGE + "&resource=" + BILLING)).text("error"))
        .isEqualTo("invalid_target");
    Answer query =
        Answer.to(
            HttpCall.post(
                archiver.uri("service/oauth/token?scope=archive:read"),
                "application/x-www-form-urlencoded",
                form().getBytes(StandardCharsets.UTF_8)));
    assertThat(query.status()).isEqualTo(400);
    assertThat(query.text("error")).isEqualTo("invalid_request");
  }

  private static String form() {
    return "grant_type=client_credentials&client_id="
        + archiver.id()
        + "&client_secret="
        + archiver.secret();
  }

  private static Answer post(String form) {
    return archiver.post("application/x-www-form-urlencoded", form);
  }

  @Test
  void rfc6749Section32WhatIsEmptyCountsAsLeftOutAndWhatIsUnknownIsPassedOver() {
    Answer answer = post(form() + "&scope=&audience=&hello=world");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("archive:write archive:read");
  }

  @Test
  void onlyPostIsTaken() {
    Answer get = Answer.to(HttpCall.get(archiver.uri("service/oauth/token")));
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("Allow")).contains("POST");
  }

  @Test
  void aGrantsClaimsStandInTheTokenAndMayBeAskedForByName() throws Exception {
    String api = server.api("https://claims.example.com", "go");
    Caller app = server.app("claims");
    JsonObject claims = JsonObject.builder().put("region", "eu").build();
    server.grant(app, api, claims, Duration.ofMinutes(10), "go");
    Answer answer = app.ask("claims", "{\"region\":\"eu\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(part(answer.text("access_token"), 1).string("region")).isEqualTo("eu");
    assertThat(answer.json().integer("expires_in")).isEqualTo(600);
    assertThat(app.ask("claims", "{\"region\":\"us\"}").text("error")).isEqualTo("invalid_request");
  }

  @Test
  void tooManyTokensAreAnswered429WithATimeToWait() {
    String api = server.api("https://slow.example.com", "go");
    Caller app = server.app("eager");
    server.grant(app, api, "go");
    server.limit(app, 2);
    assertThat(app.ask().status()).isEqualTo(200);
    assertThat(app.ask().status()).isEqualTo(200);
    Answer third = app.ask();
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(Integer.parseInt(third.header("Retry-After").orElseThrow())).isBetween(1, 60);
  }
}
