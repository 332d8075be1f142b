package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.store.BuiltInApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a resource server refuses, the verifier library and the built-in APIs alike (RFC 6750 section
 * 3).
 */
final class Rfc6750_3ChallengeTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static GuardedApi api;
  private static String mayRead;
  private static String profileReader;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:write", "archive:read");
    Caller reader = server.app("reader");
    server.grant(reader, storage, "archive:read");
    server.grant(reader, server.builtIn(BuiltInApi.IDENTITY), "profile:read");
    mayRead = reader.token(STORAGE);
    profileReader = reader.token(server.url() + "/identity/v2/manage");
    api = new GuardedApi(server.url() + "/", STORAGE, "archive:read", "archive:write");
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  private static HttpCall identity(String method) {
    return HttpCall.of(method, server.operator().uri("identity/v2/manage/accounts"), new byte[0]);
  }

  private static Answer builtIn(String authorization) {
    return Answer.to(identity("GET").header("Authorization", authorization));
  }

  @Shows({"R-6750-5", "R-6750-6", "R-6750-7", "R-21-6"})
  @Test
  void withoutATokenTheChallengeNamesNoError() {
    List<Answer> answers =
        List.of(api.anonymous(), api.get("Basic YTpi"), Answer.to(identity("GET")));
    for (Answer answer : answers) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(Challenge.of(answer))
          .isNotEmpty()
          .containsEntry("realm", "api")
          .doesNotContainKeys("error", "error_description", "scope");
    }
    assertThat(Challenge.of(answers.getFirst()))
        .containsEntry("authorization_uri", server.url() + "/");
  }

  @Shows({"R-6750-5", "R-6750-6", "R-6750-8", "R-21-6", "R-9068-12"})
  @Test
  void eachKindOfRefusalHasItsStatusAndCode() {
    for (Answer answer : List.of(api.get("Bearer a b"), builtIn("Bearer a b"))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(Challenge.of(answer)).containsEntry("error", "invalid_request");
    }
    String broken = mayRead.substring(0, mayRead.length() - 8) + "AAAAAAAA";
    for (Answer answer :
        List.of(api.bearing(broken), builtIn("Bearer " + broken), builtIn("Bearer " + mayRead))) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(Challenge.of(answer))
          .containsEntry("error", "invalid_token")
          .containsKey("error_description");
    }
    Answer lacking = api.call("POST", "Bearer " + mayRead);
    assertThat(lacking.status()).isEqualTo(403);
    assertThat(Challenge.of(lacking))
        .isEqualTo(
            Map.of(
                "realm",
                "api",
                "error",
                "insufficient_scope",
                "scope",
                "archive:write",
                "resource_metadata",
                "https://storage.example.com/.well-known/oauth-protected-resource"));
    Answer account =
        Answer.to(
            HttpCall.of(
                    "DELETE",
                    server.operator().uri("identity/v2/manage/account/" + "0".repeat(32)),
                    new byte[0])
                .header("Authorization", "Bearer " + profileReader));
    assertThat(account.status()).isEqualTo(403);
    assertThat(Challenge.of(account))
        .containsEntry("error", "insufficient_scope")
        .containsEntry("scope", "profile:delete");
  }

  @Shows("R-6750-9")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer zq7\"",
        "Bearer zq7\\",
        "Bearer zq7, error=\"x\"",
        "Bearer zq7.zq7.zq7",
        "Bearer ~zq7~",
        "Bearer eyJ6cTciOiJ6cTcifQ.eyJ6cTciOiJ6cTcifQ.zq7A",
        "zq7 abc"
      })
  void nothingThatWasSentStandsInAChallenge(String header) {
    for (Answer answer : List.of(api.get(header), builtIn(header))) {
      assertThat(answer.status()).isIn(400, 401);
      assertThat(Challenge.of(answer)).containsKey("realm");
      assertThat(answer.header("WWW-Authenticate").orElseThrow()).doesNotContain("zq7");
      assertThat(answer.body()).doesNotContain("zq7");
    }
  }
}
