package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that the server searches for a command. */
final class SearchCommandsTest {

  private static final String NONE = "{\"items\":[],\"next\":null}";

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
  void appsAreSearchedByTheServerOverAllPartsTheEmptyOnesToo() {
    wire.on(
        "GET /admin/v1/apis?limit=100",
        200,
        "{\"items\":[{\"id\":\"a1\",\"identifier\":\"https://x.example.com\"}],\"next\":null}");
    String line =
        "GET /admin/v1/apps?limit=100&q=100%25%20pure&status=blocked&profile=fapi2"
            + "&label=team%3Aa%26b&api_id=a1&scope=x%3Ay";
    wire.on(line, 200, "{\"items\":[],\"next\":\"c5\"}");
    wire.on(
        line + "&cursor=c5",
        200,
        "{\"items\":[{\"client_id\":\"c7\",\"name\":\"n\",\"status\":\"blocked\","
            + "\"description\":\"d\"}],\"next\":null}");

    Result result =
        terminal.run(
            "app",
            "list",
            "--search",
            "100% pure",
            "--status",
            "blocked",
            "--profile",
            "fapi2",
            "--label",
            "team:a&b",
            "--api",
            "https://x.example.com",
            "--scope",
            "x:y");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("c7");
  }

  @Test
  void credentialsOfAllAppsSayWhoseTheyAre() {
    wire.on(
        "GET /admin/v1/credentials?limit=100&type=client_secret"
            + "&expires_after=2026-12-01T00%3A00%3A00Z"
            + "&expires_before=2027-01-01T00%3A00%3A00Z&unused_since=2026-08-01T00%3A00%3A00Z",
        200,
        "{\"items\":[{\"client_id\":\"c1\",\"app_name\":\"Archiver\",\"credential\":{\"id\":\"k1\","
            + "\"type\":\"client_secret\",\"hint\":\"abcd\",\"expires_at\":null,"
            + "\"last_used_at\":null}}],\"next\":null}");

    Result result =
        terminal.run(
            "credential",
            "list",
            "--all",
            "--type",
            "client_secret",
            "--expires-after",
            "2026-12-01T00:00:00Z",
            "--expires-before",
            "2027-01-01T00:00:00Z",
            "--unused-since",
            "2026-08-01T00:00:00Z");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("CLIENT ID", "c1", "Archiver", "k1", "abcd");
  }

  @Test
  void credentialsAreThoseOfOneAppOrOfAll() {
    wire.on("GET /admin/v1/apps/c1/credentials?limit=100", 200, NONE);
    wire.on("GET /admin/v1/credentials?limit=100", 200, NONE);
    assertThat(terminal.run("credential", "list", "c1").code()).isZero();
    assertThat(terminal.run("credential", "list", "--all").code()).isZero();
    for (String wrong :
        List.of(
            "credential list",
            "credential list c1 --all",
            "credential list c1 --type federated",
            "credential list c1 --expires-after 2026-12-01T00:00:00Z")) {
      Result result = terminal.run(wrong.split(" ", -1));
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("name an app, or --all");
    }
  }
}
