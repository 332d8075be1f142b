package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage as a table, in parts, and as JSON. */
final class UsageTest {

  private static final String NOBODY =
      "{\"at\":\"2026-11-28T20:00:00Z\",\"client_id\":null,\"api_id\":null,"
          + "\"outcome\":\"client_unknown\",\"count\":3}";
  private static final String READER =
      "{\"at\":\"2026-11-28T20:00:00Z\",\"client_id\":\"app_reader\",\"api_id\":\"api_files\","
          + "\"outcome\":\"issued\",\"count\":1440}";

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

  private void page(String query, String item, String next) {
    wire.on(
        "GET /admin/v1/usage?" + query, 200, "{\"items\":[%s],\"next\":%s}".formatted(item, next));
  }

  @Test
  void itIsATableOverAllPages() {
    page("limit=100", NOBODY, "\"c2\"");
    page("limit=100&cursor=c2", READER, "null");
    assertThat(terminal.run("usage").out())
        .isEqualTo(
            """
            AT                    CLIENT ID   API ID     OUTCOME         COUNT
            2026-11-28T20:00:00Z  -           -          client_unknown  3
            2026-11-28T20:00:00Z  app_reader  api_files  issued          1440
            """);
  }

  @Test
  void theLargestAreAskedForAsSuch() {
    page("limit=100&by=app&order=largest", READER, "null");
    assertThat(terminal.run("usage", "--by", "app", "--largest").out())
        .isEqualTo(
            """
            CLIENT ID   COUNT
            app_reader  1440
            """);
  }

  @Test
  void itIsJsonForPrograms() {
    page("limit=100", READER, "null");
    assertThat(terminal.run("usage", "--json").out()).isEqualTo("{\"items\":[" + READER + "]}\n");
  }

  @Test
  void everyOptionIsAParameterAndOnlyWhatIsToldApartIsAColumn() {
    page(
        "limit=100&from=2026-11-01T00%3A00%3A00Z&to=2026-11-02T00%3A00%3A00Z&grain=day&client_id=app_reader"
            + "&api_id=api_files&outcome=issued&by=outcome%2Capp",
        "{\"client_id\":\"app_reader\",\"outcome\":\"issued\",\"count\":7}", "null");
    Result result =
        terminal.run(
            "usage",
            "--from=2026-11-01T00:00:00Z",
            "--to=2026-11-02T00:00:00Z",
            "--grain=day",
            "--app=app_reader",
            "--api=api_files",
            "--outcome=issued",
            "--by=outcome,app");
    assertThat(result.out())
        .isEqualTo(
            """
            CLIENT ID   OUTCOME  COUNT
            app_reader  issued   7
            """);
  }

  @Test
  void anApiIsFoundByItsIdentifier() {
    wire.on(
        "GET /admin/v1/apis?limit=100",
        200,
        "{\"items\":[{\"id\":\"api_files\",\"identifier\":\"https://files.example.com\"}],"
            + "\"next\":null}");
    page("limit=100&api_id=api_files", READER, "null");
    assertThat(terminal.run("usage", "--api", "https://files.example.com").code()).isZero();
  }
}
