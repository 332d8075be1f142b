package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.TestOpenIdProvider.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of people when the operator has a role name more APIs, and starts the server anew
 * (decision 0035).
 */
final class OpenIdLimitsTest {

  private static final String ADMIN = "admin/v1";
  private static final String FILES = "https://files.limits.example.com";
  private static final String MAIL = "https://mail.limits.example.com";

  /** What the server says of a grant, and nobody else. */
  private static final Set<String> SERVERS = Set.of("client_id", "api_id", "created_at");

  @TempDir private Path folder;

  private final TestOpenIdProvider there = new TestOpenIdProvider();

  private ServerProcess server(String apis) throws IOException {
    Path yaml =
        Files.write(
            folder.resolve("postern.yaml"),
            List.of(
                "console.openid:",
                "  issuer: " + there.issuer(),
                "  client-id: " + TestOpenIdProvider.CLIENT,
                "  client-secret: \"" + TestOpenIdProvider.SECRET + "\"",
                "  roles: [\"team=admin only " + apis + "\"]"));
    return ServerProcess.start(folder, "--config", yaml.toString());
  }

  /** Has somebody of the team sign in; what {@code /me} tells of them. */
  private JsonObject signIn(ServerProcess server, String subject) {
    Caller tenant = server.operator();
    there.signIn(Person.of(subject, "Somebody", "team"));
    String token = new OpenIdSite(there, tenant).token();
    return Operator.call("GET", tenant.below(ADMIN + "/me"), "", token).json();
  }

  private static String only(JsonObject me) {
    return me.member("only_apis").orElseThrow().text();
  }

  /** Reads somebody's grant at the Admin API and puts it as it is but for {@code changes}. */
  private static void put(Admin admin, JsonObject me, Map<String, JsonValue> changes) {
    String path = "/apps/" + Admin.text(me, "client_id") + "/grants/" + admin.builtIn(ADMIN);
    JsonObject.Builder body = JsonObject.builder();
    admin
        .get(path)
        .json()
        .members()
        .forEach((name, value) -> {
          if (!SERVERS.contains(name)) {
            body.put(name, value);
          }
        });
    changes.forEach(body::put);
    Answer answer = admin.put(path, body.build().text());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aLimitByHandStaysWhenTheRoleThatSaidTheSameGrowsAndASuspensionIsNone() throws Exception {
    String files;
    String mail;
    try (ServerProcess server = server(FILES)) {
      Admin admin = new Admin(server.operator());
      files = admin.api(FILES, "files:read");
      mail = admin.api(MAIL, "mail:read");
      JsonObject limited = signIn(server, "limited");
      JsonObject suspended = signIn(server, "suspended");
      for (JsonObject me : List.of(limited, suspended, signIn(server, "untouched"))) {
        assertThat(only(me)).isEqualTo("[\"" + files + "\"]");
      }
      put(admin, limited, Map.of());
      put(admin, suspended, Map.of("status", new JsonString("suspended")));
      put(admin, suspended, Map.of("status", new JsonString("active")));
    }
    try (ServerProcess server = server(FILES + " " + MAIL)) {
      assertThat(only(signIn(server, "untouched"))).contains(files, mail);
      assertThat(only(signIn(server, "suspended"))).contains(files, mail);
      assertThat(only(signIn(server, "limited"))).isEqualTo("[\"" + files + "\"]");
    } finally {
      there.close();
    }
  }
}
