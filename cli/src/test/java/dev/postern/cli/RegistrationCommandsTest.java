package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration policies at the command line. */
final class RegistrationCommandsTest {

  private static final String POLICIES = "/admin/v1/registration-policies";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void aPolicyIsMadeAndItsTokenIsShownThisOnce() {
    wire.on("POST " + POLICIES, 201, "{\"id\":\"p1\",\"initial_access_token\":\"pit_secret\"}");
    Result result =
        terminal.run(
            "registration",
            "create",
            "Workers",
            "--grant",
            "a1=read,write",
            "--method",
            "private_key_jwt",
            "--allow-jwks-uri",
            "--max-apps",
            "500",
            "--secret-lifetime",
            "3600",
            "--expires-at",
            "2099-01-01T00:00:00Z");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"name\":\"Workers\",\"grants\":[{\"api_id\":\"a1\",\"scopes\":[\"read\",\"write\"]}],"
                + "\"authentication_methods\":[\"private_key_jwt\"],\"allow_jwks_uri\":true,\"max_apps\":500,"
                + "\"secret_lifetime_seconds\":3600,\"expires_at\":\"2099-01-01T00:00:00Z\"}");
    assertThat(result.out()).contains("pit_secret", "shown this once");
  }

  @Test
  void theTokenGoesIntoAFileWithTheEndpointThatTakesIt() throws IOException {
    wire.on("POST " + POLICIES, 201, "{\"id\":\"p1\",\"initial_access_token\":\"pit_secret\"}");
    Result result =
        terminal.run("registration", "create", "Workers", "--grant", "a1=read", "--out", "w.json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("pit_secret");
    assertThat(Files.readString(terminal.folder.resolve("w.json")))
        .isEqualTo(
            "{\"registration_endpoint\":\"%sservice/oauth/register\",".formatted(wire.issuer())
                + "\"initial_access_token\":\"pit_secret\"}");
  }

  @Test
  void policiesAreListedShownChangedAndDeleted() {
    String policy = "{\"id\":\"p1\",\"name\":\"Workers\",\"max_apps\":5,\"registered_apps\":2}";
    wire.on("GET " + POLICIES + "?limit=100", 200, "{\"items\":[" + policy + "],\"next\":null}");
    wire.on("GET " + POLICIES + "/p1", 200, policy);
    wire.on("PATCH " + POLICIES + "/p1", 200, policy);
    wire.on("DELETE " + POLICIES + "/p1", 204, "");
    assertThat(terminal.run("registration", "list").out()).contains("Workers", "REGISTERED APPS");
    assertThat(terminal.run("registration", "show", "p1").out()).contains("Workers");
    assertThat(terminal.run("registration", "update", "p1", "--max-apps", "7").code()).isZero();
    assertThat(wire.only("PATCH").body()).isEqualTo("{\"max_apps\":7}");
    wire.seen.clear();
    terminal.run("registration", "update", "p1", "--no-allow-jwks-uri");
    assertThat(wire.only("PATCH").body()).isEqualTo("{\"allow_jwks_uri\":false}");
    assertThat(terminal.run("registration", "delete", "p1").out()).contains("Deleted");
  }

  @Test
  void aPolicyWithoutAGrantIsCalledWrongly() {
    assertThat(terminal.run("registration", "create", "Workers").code()).isEqualTo(2);
    assertThat(wire.seen).isEmpty();
  }
}
