package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.store.BuiltInApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Identity Management API as a machine with a token sees it, on a real server and database. */
final class IdentityApiTest {

  private static final String ACCOUNT = "identity/v2/manage/account";
  private static final String ZOE =
      "{\"FirstName\":\"Zo\u00eb\",\"Email\":[{\"Type\":\"Primary\",\"Value\":\"zoe@example.com\"}],"
          + "\"Password\":\"canary-secret\"}";

  private static RunningServer server;
  private static String writer;
  private static String reader;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String api = server.builtIn(BuiltInApi.IDENTITY);
    writer = token("writer", api, "profile:create", "profile:update", "profile:delete");
    reader = token("reader", api, "profile:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String token(String name, String api, String... scopes) {
    Caller caller = server.app(name);
    server.grant(caller, api, scopes);
    return caller.token(server.url() + "/identity/v2/manage");
  }

  private static Answer call(String method, String path, String token, String body) {
    HttpCall call =
        HttpCall.of(
            method, URI.create(server.url() + "/" + path), body.getBytes(StandardCharsets.UTF_8));
    return Answer.to(
        (body.isEmpty() ? call : call.header("Content-Type", "application/json"))
            .header("Authorization", "Bearer " + token)
            .header("X-LoginRadius-ApiKey", server.apiKey()));
  }

  @Test
  void anAccountIsMadeReadChangedListedAndDeletedByWhomItsScopeAllows() throws JsonFault {
    Answer made = call("POST", ACCOUNT, writer, ZOE);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    assertThat(made.body()).doesNotContain("canary", "argon2");
    String path = ACCOUNT + "/" + made.text("Uid");

    assertThat(call("GET", path, reader, "").json()).isEqualTo(made.json());
    assertThat(call("GET", ACCOUNT + "?email=ZOE%40example.com", reader, "").text("Uid"))
        .isEqualTo(made.text("Uid"));
    Answer lacking = call("POST", ACCOUNT, reader, ZOE);
    assertThat(lacking.status()).isEqualTo(403);
    assertThat(lacking.json().integer("ErrorCode")).isEqualTo(1143);
    assertThat(lacking.header("WWW-Authenticate").orElseThrow())
        .contains("insufficient_scope", "profile:create");
    assertThat(call("GET", path, writer, "").status()).isEqualTo(403);

    Answer taken = call("POST", ACCOUNT, writer, ZOE);
    assertThat(taken.json().integer("ErrorCode")).isEqualTo(936);
    assertThat(call("PUT", path, writer, "{\"company\":\"Night Watch\"}").text("Company"))
        .isEqualTo("Night Watch");
    String another = "{\"Email\":[{\"Type\":\"Work\",\"Value\":\"zoe@work.example\"}]}";
    assertThat(call("PUT", path + "/email", writer, another).status()).isEqualTo(200);
    assertThat(call("DELETE", path + "/email", writer, "{\"Email\":\"zoe@example.com\"}").status())
        .isEqualTo(200);
    assertThat(call("GET", ACCOUNT + "s?limit=1", reader, "").body())
        .contains("zoe@work.example", "\"Next\":null")
        .doesNotContain("zoe@example.com");
    assertThat(call("DELETE", ACCOUNT + "?email=zoe@work.example", writer, "").body())
        .isEqualTo("{\"IsDeleted\":true,\"RecordsDeleted\":1}");
    assertThat(call("GET", path, reader, "").json().integer("ErrorCode")).isEqualTo(938);
  }

  @Test
  void whatTheEdgeRefusesIsRefusedInTheDialect() throws JsonFault {
    Answer large = call("POST", ACCOUNT, writer, "{\"About\":\"" + "x".repeat(300_000) + "\"}");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.json().integer("ErrorCode")).isEqualTo(965);
    Answer nowhere = call("GET", "identity/v2/manage/nothing", reader, "");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.json().integer("ErrorCode")).isEqualTo(908);
  }
}
