package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app is more than its name, secret and grants. */
final class AppCommandsTest {

  private static final String STORAGE = "https://storage.example.com";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    String api = "{\"id\":\"a1\",\"identifier\":\"" + STORAGE + "\",\"name\":\"Storage\"}";
    wire.on("GET /admin/v1/apis?limit=100", 200, "{\"items\":[" + api + "],\"next\":null}");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void anAppIsCreatedThatActsForAnApi() {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\",\"client_secret\":\"pst_new\"}");

    Result result =
        terminal.run("app", "create", "guard", "--acts-for", STORAGE, "--acts-for", "api_2");

    assertThat(result.code()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo("{\"name\":\"guard\",\"acts_for\":[\"a1\",\"api_2\"]}");
    String nowhere = "https://nowhere.example.com";
    Result refused = terminal.run("app", "create", "guard", "--acts-for", nowhere);
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("there is no API with this identifier");
  }

  @Test
  void anAppIsChangedToActForAnApi() {
    wire.on("GET /admin/v1/apps/c1", 200, "{\"client_id\":\"c1\"}");
    wire.on("PATCH /admin/v1/apps/c1", 200, "{\"client_id\":\"c1\"}");

    assertThat(terminal.run("app", "update", "c1", "--acts-for", STORAGE).code()).isZero();

    assertThat(wire.only("PATCH").body()).isEqualTo("{\"acts_for\":[\"a1\"]}");
  }
}
