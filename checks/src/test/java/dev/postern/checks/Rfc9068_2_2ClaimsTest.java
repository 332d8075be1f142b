package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an access token says (RFC 9068 section 2). */
final class Rfc9068_2_2ClaimsTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Admin admin;
  private static String storage;
  private static Caller archiver;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    storage = admin.api(STORAGE, "archive:write", "archive:read");
    archiver = admin.app("archiver");
    admin.grant(archiver, storage, "archive:write", "archive:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Shows({"R-9068-1", "R-9068-3", "R-9068-4"})
  @Test
  void aTokenSaysEverythingThatIsPromised() throws Exception {
    String token = archiver.token(STORAGE);
    JsonObject header = TokenParts.header(token);
    assertThat(header.members().keySet()).isEqualTo(Set.of("typ", "alg", "kid"));
    assertThat(header.string("typ")).isEqualTo("at+jwt");
    assertThat(header.string("alg")).isEqualTo("ES256");
    JsonObject claims = TokenParts.claims(token);
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
    // RFC 9068 5: what no account can be called, so no app is taken for a person.
    assertThat(claims.string("sub")).isEqualTo(archiver.id() + "@client");
    assertThat(claims.string("client_id")).isEqualTo(archiver.id());
    assertThat(claims.string("aud")).isEqualTo(STORAGE);
    assertThat(claims.string("sid")).matches("([A-Za-z0-9_-]{12}\\.){3}[A-Za-z0-9_-]{12}");
    assertThat(claims.string("gty")).isEqualTo("client_credentials");
    assertThat(claims.array("scp").strings())
        .containsExactlyInAnyOrder("archive:write", "archive:read");
    assertThat(claims.integer("exp") - claims.integer("iat")).isEqualTo(86_400);
  }

  @Shows("R-9068-5")
  @Test
  void theScopeThatWasAskedForStandsInTheToken() throws Exception {
    Answer answer = archiver.ask("audience", STORAGE, "scope", "archive:read");
    JsonObject claims = TokenParts.claims(answer.text("access_token"));
    assertThat(claims.string("scope")).isEqualTo("archive:read");
    assertThat(claims.array("scp").strings()).containsExactly("archive:read");
    assertThat(archiver.ask("audience", STORAGE, "scope", "invoice:read").text("error"))
        .as("a scope that means nothing to that API")
        .isEqualTo("invalid_scope");
  }

  @Shows("R-9700-6")
  @ParameterizedTest
  @ValueSource(strings = {"sub", "client_id", "iss", "aud", "act", "gty"})
  void nobodyChoosesWhatATokenSaysOfWhoHeIs(String claim) {
    String claims = "{\"%s\":\"zoe\"}".formatted(claim);
    Answer asked = archiver.ask("audience", STORAGE, "claims", claims);
    assertThat(asked.status()).isEqualTo(400);
    assertThat(asked.text("error")).isEqualTo("invalid_request");
    Answer granted =
        admin.put(
            "/apps/" + archiver.id() + "/grants/" + storage,
            "{\"scopes\":[\"archive:read\",\"archive:write\"],\"claims\":%s}".formatted(claims));
    assertThat(granted.status()).as(granted.body()).isEqualTo(400);
    Answer made = admin.post("/apps", "{\"name\":\"x\",\"client_id\":\"zoe\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(400);
  }
}
