package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app that is an API, and what a grant gives it in exchange. */
final class ExchangeCommandsTest {

  private static final String FRONT = "https://reports.example.com";
  private static final String GRANT =
      "{\"api_id\":\"a2\",\"scopes\":[\"r\"],\"claims\":{},"
          + "\"exchange\":{\"from\":[\"a9\"],\"subjects\":null,\"scopes\":null,"
          + "\"mode\":\"delegation\"}}";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    wire.on(
        "GET /admin/v1/apis?limit=100",
        200,
        "{\"items\":[{\"id\":\"a1\",\"identifier\":\"" + FRONT + "\"}],\"next\":null}");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void anAppIsMadeToActForAnApi() {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\",\"client_secret\":\"pst_1\"}");
    terminal.run("app", "create", "reports", "--acts-for", FRONT, "--acts-for", "a7");
    assertThat(wire.only("POST").body())
        .isEqualTo("{\"name\":\"reports\",\"acts_for\":[\"a1\",\"a7\"]}");
  }

  @Test
  void aGrantSaysWhatIsHadInExchange() {
    wire.on("PUT /admin/v1/apps/c1/grants/a2", 201, GRANT);
    Result result = terminal.run("grant", "set", "c1", "a2", "r", "--exchange-from", FRONT);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("PUT").body())
        .isEqualTo("{\"scopes\":[\"r\"],\"exchange\":{\"from\":[\"a1\"],\"mode\":\"delegation\"}}");
  }

  @Test
  void itMaySayForWhomAndInSilence() {
    wire.on("PUT /admin/v1/apps/c1/grants/a2", 201, GRANT);
    terminal.run(
        "grant",
        "set",
        "c1",
        "a2",
        "r",
        "--exchange-from",
        FRONT,
        "--exchange-from",
        "a3",
        "--exchange-subject",
        "c8",
        "--impersonation");
    assertThat(wire.only("PUT").body())
        .isEqualTo(
            "{\"scopes\":[\"r\"],\"exchange\":{\"from\":[\"a1\",\"a3\"],"
                + "\"mode\":\"impersonation\",\"subjects\":[\"c8\"]}}");
  }

  @Test
  void whatIsNotNamedStaysAsItIs() {
    wire.on("GET /admin/v1/apps/c1/grants/a2", 200, GRANT);
    wire.on("PUT /admin/v1/apps/c1/grants/a2", 200, GRANT);
    assertThat(terminal.run("grant", "set", "c1", "a2", "r").out()).contains("Closed: nothing");
    assertThat(wire.only("PUT").body()).contains("\"exchange\":{\"from\":[\"a9\"]");
  }

  @Test
  void itCanBeTakenAway() {
    wire.on("GET /admin/v1/apps/c1/grants/a2", 200, GRANT);
    wire.on("PUT /admin/v1/apps/c1/grants/a2", 200, GRANT);
    assertThat(terminal.run("grant", "set", "c1", "a2", "r", "--no-exchange").out())
        .contains("if it gives less in exchange now");
    assertThat(wire.only("PUT").body()).contains("\"exchange\":null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--impersonation",
        "--exchange-subject c8",
        "--no-exchange --exchange-from a3",
        "--no-exchange --impersonation"
      })
  void termsOfNothingAreAMistake(String options) {
    String[] arguments = ("grant set c1 a2 r " + options).split(" ", -1);
    Result result = terminal.run(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--exchange-from");
  }
}
