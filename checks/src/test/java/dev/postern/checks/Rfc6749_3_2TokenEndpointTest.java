package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token endpoint as its clients see it (RFC 6749 sections 3.2, 3.3, 4.4 and 5.1). */
final class Rfc6749_3_2TokenEndpointTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Caller archiver;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);

    String storage = server.api(STORAGE, "archive:write", "archive:read");
    archiver = server.app("archiver");
    server.grant(archiver, storage, "archive:write", "archive:read");
  }

  @AfterAll
  static void stop() {
    server.close();
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

  @Shows({"R-6749-9", "R-21-2"})
  @Test
  void aParameterMayNotStandTwiceNorInTheQuery() {
    UnaryOperator<String> twice = extra -> form() + extra;
    assertThat(post(twice.apply("&scope=archive:read&scope=archive:read")).text("error"))
        .isEqualTo("invalid_request");
    assertThat(post(twice.apply("&grant_type=client_credentials")).text("error"))
        .isEqualTo("invalid_request");
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

  @Shows({"R-6749-7", "R-6749-8", "R-21-2"})
  @Test
  void whatIsEmptyCountsAsLeftOutAndWhatIsUnknownIsPassedOver() {
    Answer answer = post(form() + "&scope=&audience=&hello=world");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("archive:write archive:read");
  }

  @Shows({"R-6749-6", "R-21-2"})
  @Test
  void theTokenEndpointIsForPostAlone() {
    for (String path : List.of("service/oauth/token", "services/oauth/token")) {
      for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")) {
        Answer refused = Answer.to(HttpCall.of(method, archiver.uri(path), new byte[0]));
        assertThat(refused.status()).as(method).isEqualTo(405);
        assertThat(refused.header("Allow")).contains("POST");
        assertThat(refused.header("Cache-Control")).contains("no-store");
      }
      assertThat(Answer.to(HttpCall.get(archiver.uri(path + "/x.css"))).status()).isEqualTo(404);
    }
  }

  @Shows("R-6749-10")
  @Test
  void itsAddressHasNeitherQueryNorFragment() {
    Answer metadata =
        Answer.to(HttpCall.get(archiver.uri(".well-known/oauth-authorization-server")));
    URI endpoint = URI.create(metadata.text("token_endpoint"));
    assertThat(endpoint.getRawFragment()).isNull();
    assertThat(endpoint.getRawQuery()).isNull();
    assertThat(endpoint).isEqualTo(archiver.uri("service/oauth/token"));
  }

  @Shows("R-6749-12")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/x-www-form-urlencoded; charset=iso-8859-1"
      })
  void aFormInUtf8IsTakenAndNoOtherContentType(String type) {
    Answer refused = archiver.post(type, form());
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
    String utf8 = form() + "&note=%E2%82%AC";
    assertThat(post(utf8).status()).isEqualTo(200);
    assertThat(archiver.post("application/x-www-form-urlencoded; charset=UTF-8", utf8).status())
        .isEqualTo(200);
    assertThat(post(form() + "&note=%E2%82").status()).isEqualTo(400);
  }

  @Shows("R-6749-13")
  @Test
  void aScopeIsAListOfTokensInAnyOrder() throws Exception {
    for (String scope : List.of("archive:write archive:read", "archive:read archive:write")) {
      Answer answer = archiver.ask("scope", scope);
      assertThat(answer.status()).as(scope).isEqualTo(200);
      assertThat(answer.text("scope").split(" ", -1))
          .containsExactlyInAnyOrder("archive:read", "archive:write");
    }
    for (String scope :
        List.of(
            "ARCHIVE:READ",
            "archive:read\"",
            "archive:\\read",
            "archive:r\u00e9ad",
            "archive:read,archive:write",
            "archive:read  archive:write",
            " archive:read",
            "archive:read ")) {
      Answer answer = archiver.ask("scope", scope);
      assertThat(answer.status()).as(scope).isEqualTo(400);
      assertThat(answer.text("error")).as(scope).isEqualTo("invalid_scope");
    }
  }

  @Shows("R-6749-14")
  @Test
  void theAnswerAlwaysTellsTheScope() {
    assertThat(archiver.ask().text("scope")).isEqualTo("archive:write archive:read");
    assertThat(archiver.ask("scope", "archive:read").text("scope")).isEqualTo("archive:read");
  }

  @Shows({"R-6749-15", "R-6749-16", "R-6749-17", "R-21-3"})
  @Test
  void aTokenComesAsAJsonObjectThatNobodyKeeps() throws Exception {
    Answer answer = archiver.ask("audience", STORAGE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Pragma")).contains("no-cache");
    assertThat(answer.json().members().keySet())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.json().integer("expires_in")).isEqualTo(86_400);
  }

  @Test
  void aGrantsClaimsStandInTheTokenAndMayBeAskedForByName() throws Exception {
    String api = server.api("https://claims.example.com", "go");
    Caller app = server.app("claims");
    JsonObject claims = JsonObject.builder().put("region", "eu").build();
    server.grant(app, api, claims, Duration.ofMinutes(10), "go");
    Answer answer = app.ask("claims", "{\"region\":\"eu\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(TokenParts.claims(answer.text("access_token")).string("region")).isEqualTo("eu");
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
