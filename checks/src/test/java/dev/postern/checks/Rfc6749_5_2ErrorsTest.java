package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the token endpoint refuses (RFC 6749 section 5.2). */
final class Rfc6749_5_2ErrorsTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String BILLING = "https://billing.example.com";

  /** RFC 6749 5.2: the characters of {@code error} and {@code error_description}. */
  private static final String PLAIN = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+";

  private static RunningServer server;
  private static Caller archiver;
  private static Caller other;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:write", "archive:read");
    String billing = server.api(BILLING, "invoice:read");
    archiver = server.app("archiver");
    server.grant(archiver, storage, "archive:write", "archive:read");
    other = server.app("other");
    server.grant(other, billing, "invoice:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().members().keySet())
        .containsExactlyInAnyOrder("error", "error_description");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.text("error_description")).matches(PLAIN);
  }

  @Shows({"R-6749-19", "R-6749-20"})
  @Test
  void whoFailsToAuthenticateIsChallengedAndLearnsNothingOfWhy() {
    Caller unknown = new Caller(archiver.issuer(), "app_nobody", archiver.secret());
    Caller wrong = new Caller(archiver.issuer(), archiver.id(), other.secret());
    Caller rubbish = new Caller(archiver.issuer(), archiver.id(), "letmein");
    Caller blocked = server.app("blocked");
    server.block(blocked);

    Answer first = unknown.ask();

    for (Caller caller : List.of(unknown, wrong, rubbish, blocked)) {
      Answer inBody = caller.ask();
      Answer inHeader =
          Answer.to(
              HttpCall.post(
                      caller.uri("service/oauth/token"),
                      "application/x-www-form-urlencoded",
                      "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8))
                  .header("Authorization", Caller.basic(caller.id(), caller.secret())));
      for (Answer answer : List.of(inBody, inHeader)) {
        assertError(answer, 401, "invalid_client");
        assertThat(answer.body()).isEqualTo(first.body());
        assertThat(answer.header("WWW-Authenticate"))
            .contains("Basic realm=\"postern\", charset=\"UTF-8\"");
      }
    }
  }

  @Shows({"R-6749-18", "R-6749-19"})
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
    "grant_type, '', invalid_request",
    "claims, nonsense, invalid_request",
    "claims, '{\"sub\":\"root\"}', invalid_request",
  })
  void whatIsAskedForWronglyIsRefusedByName(String name, String value, String error) {
    assertError(archiver.ask(name, value), 400, error);
  }

  @Shows({"R-6749-19", "R-9700-1", "R-21-7"})
  @ParameterizedTest
  @ValueSource(strings = {"password", "implicit", "token", "authorization_code", "refresh_token"})
  void grantsThatArePastAreNotThere(String type) {
    assertError(
        archiver.ask("grant_type", type, "username", "zoe", "password", "letmein"),
        400,
        "unsupported_grant_type");
    assertThat(Answer.to(HttpCall.get(archiver.uri("service/oauth/authorize"))).status())
        .as("there is no endpoint for browsers")
        .isEqualTo(404);
  }

  @Shows("R-6749-21")
  @ParameterizedTest
  @ValueSource(strings = {"zq7\"}", "zq7\\", "zq7\u00e9", "zq7\u20ac<b>", "zq7\r\nX: y", "zq7\0"})
  void noErrorRepeatsWhatWasSent(String hostile) {
    for (String name : List.of("scope", "audience", "resource", "grant_type", "claims")) {
      Answer answer = archiver.ask(name, hostile);
      assertError(answer, 400, answer.text("error"));
      assertThat(answer.text("error")).matches(PLAIN);
      assertThat(answer.body()).doesNotContain("zq7");
    }
    for (String name : List.of("client_id", "client_secret")) {
      Answer answer = archiver.ask(name, hostile);
      assertError(answer, answer.status(), answer.text("error"));
      assertThat(answer.status()).isIn(400, 401);
      assertThat(answer.body() + answer.header("WWW-Authenticate")).doesNotContain("zq7");
    }
  }

  @Shows("R-9700-10")
  @Test
  void noAnswerSendsASecretElsewhere() {
    for (String path : List.of("service/oauth/token", "services/oauth/token", "service/oauth")) {
      for (String suffix : List.of("", "/", "?a=b", "/.")) {
        Answer answer =
            Answer.to(
                HttpCall.post(
                        archiver.uri(path + suffix),
                        "application/x-www-form-urlencoded",
                        "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8))
                    .header("Authorization", Caller.basic(archiver.id(), archiver.secret())));
        assertThat(answer.status()).as(path + suffix).isIn(200, 400, 404);
        assertThat(answer.header("Location")).isEmpty();
      }
    }
  }
}
