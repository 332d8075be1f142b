package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grants at the Admin API that are limited to chosen APIs. */
final class LimitCommandsTest {

  private static final String GRANT = "/admin/v1/apps/c1/grants/a2";
  private static final String LIMITED =
      "{\"api_id\":\"a2\",\"scopes\":[\"r\"],\"claims\":{},\"only_apis\":[\"a9\"]}";

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
        "{\"items\":[{\"id\":\"a1\",\"identifier\":\"urn:files\"}],\"next\":null}");
    wire.on("PUT " + GRANT, 200, LIMITED);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void aGrantIsLimitedByIdentifiersOrIds() {
    Result result =
        terminal.run(
            "grant", "set", "c1", "a2", "r", "--only-api", "urn:files", "--only-api", "a7");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("PUT").body())
        .isEqualTo("{\"scopes\":[\"r\"],\"only_apis\":[\"a1\",\"a7\"]}");
  }

  @Test
  void whatIsNotNamedStaysLimited() {
    wire.on("GET " + GRANT, 200, LIMITED);
    terminal.run("grant", "set", "c1", "a2", "r");
    assertThat(wire.only("PUT").body()).contains("\"only_apis\":[\"a9\"]");
  }

  @Test
  void theLimitIsReplacedOrLifted() {
    wire.on("GET " + GRANT, 200, LIMITED);
    terminal.run("grant", "set", "c1", "a2", "r", "--only-api", "urn:files");
    assertThat(wire.only("PUT").body()).contains("\"only_apis\":[\"a1\"]");
    wire.seen.clear();
    terminal.run("grant", "set", "c1", "a2", "r", "--all-apis");
    assertThat(wire.only("PUT").body()).contains("\"only_apis\":null");
  }

  @Test
  void bothAtOnceMakeNoSense() {
    Result result = terminal.run("grant", "set", "c1", "a2", "r", "--only-api", "a7", "--all-apis");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--only-api");
  }
}
