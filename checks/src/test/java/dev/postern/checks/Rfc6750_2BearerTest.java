package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a resource server takes tokens from (RFC 6750 section 2). */
final class Rfc6750_2BearerTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static GuardedApi api;
  private static Caller reader;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:write", "archive:read");
    reader = server.app("reader");
    server.grant(reader, storage, "archive:write", "archive:read");
    token = reader.token(STORAGE);
    api = new GuardedApi(server.url() + "/", STORAGE, "archive:read", "archive:write");
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  @Shows("R-6750-1")
  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR  "})
  void theSchemeIsBearerInAnyCase(String scheme) {
    Answer answer = api.get(scheme + token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(reader.id());
    String identity = "identity/v2/manage";
    Caller operator = server.operator();
    Answer builtIn =
        Answer.to(
            HttpCall.get(operator.uri(identity + "/accounts"))
                .header("Authorization", scheme + operator.token(operator.issuer() + identity)));
    assertThat(builtIn.status()).isEqualTo(200);
  }

  @Shows({"R-6750-3", "R-9700-8", "R-21-5"})
  @Test
  void aTokenInTheAddressIsNoToken() {
    Answer answer = Answer.to(HttpCall.get(api.uri("?access_token=" + token)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(Challenge.of(answer)).doesNotContainKey("error");
    Caller operator = server.operator();
    String identity = "identity/v2/manage";
    Answer builtIn =
        Answer.to(
            HttpCall.get(
                operator.uri(
                    identity
                        + "/accounts?access_token="
                        + operator.token(operator.issuer() + identity))));
    assertThat(builtIn.status()).isIn(400, 401);
  }

  @Test
  void aTokenInTheBodyIsNoToken() {
    Answer answer =
        Answer.to(
            HttpCall.post(
                api.uri(""),
                "application/x-www-form-urlencoded",
                ("access_token=" + token).getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(Challenge.of(answer)).doesNotContainKey("error");
  }

  @Test
  void twoHeadersAreMalformedThoughBothAreGood() {
    Answer answer =
        Answer.to(
            HttpCall.get(api.uri(""))
                .header("Authorization", "Bearer " + token)
                .header("authorization", "Bearer " + token));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Challenge.of(answer)).containsEntry("error", "invalid_request");
  }

  @Shows("R-6750-10")
  @ParameterizedTest
  @ValueSource(
      strings = {"", "=", "a b", "a,b", "a=b", "\"a\"", "a;b", "a:b", "{}", "a%20b", "a\\b", "a?"})
  void whatIsNoB64tokenIsMalformed(String text) {
    Answer answer = api.bearing(text);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Challenge.of(answer)).containsEntry("error", "invalid_request");
  }
}
