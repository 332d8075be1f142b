package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of the server and of who asks. */
final class StatusCommandTest {

  private static final String STATUS =
      "{\"apps\":12,\"apis\":4,\"live_revocations\":3,\"subscribers\":2,\"changes\":118,"
          + "\"database_age_milliseconds\":42}";
  private static final String ME =
      "{\"client_id\":\"app_1\",\"name\":\"operator\",\"scopes\":[\"apps:read\",\"keys:read\"]}";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    wire.on("GET /admin/v1/status", 200, STATUS);
    wire.on("GET /admin/v1/me", 200, ME);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void theStatusIsATableOrJson() {
    assertThat(terminal.run("status").out()).contains("live_revocations").contains("118");
    assertThat(terminal.run("status", "--json").out()).isEqualTo(STATUS + "\n");
  }

  @Test
  void whoAsksIsTold() {
    assertThat(terminal.run("whoami").out())
        .contains("app_1")
        .contains("operator")
        .contains("keys:read");
    assertThat(terminal.run("whoami", "--json").out()).isEqualTo(ME + "\n");
  }
}
