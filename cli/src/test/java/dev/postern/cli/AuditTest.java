package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log over two pages, whole and tampered with. */
final class AuditTest {

  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;
  private final List<JsonObject> events = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    String hash = AuditRecord.START;
    for (int seq = 1; seq <= 4; seq++) {
      AuditRecord line =
          new AuditRecord(
              seq,
              START.plusSeconds(seq),
              "operator",
              "app.create",
              "app/c" + seq,
              JsonNull.NULL,
              JsonObject.builder().put("name", "n\"" + seq).build(),
              "127.0.0.1");
      hash = line.hash(hash);
      events.add(
          JsonObject.builder()
              .putAll(line.content())
              .put("hash", hash)
              .put("actor_name", "Ada")
              .put("target_name", "An app")
              .build());
    }
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private void serve() {
    int half = events.size() / 2;
    page("GET /admin/v1/audit?limit=100", events.subList(0, half), new JsonString("c2"));
    page(
        "GET /admin/v1/audit?limit=100&cursor=c2",
        events.subList(half, events.size()),
        JsonNull.NULL);
  }

  private void page(String line, List<JsonObject> items, JsonValue next) {
    JsonObject page =
        JsonObject.builder()
            .put("items", new JsonArray(List.copyOf(items)))
            .put("next", next)
            .build();
    wire.on(line, 200, page.text());
  }

  @Test
  void aWholeLogIsVerifiedOverAllPages() {
    serve();

    Result result = terminal.run("audit", "verify");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("verified  yes").contains("events    4");
  }

  @Test
  void anEmptyLogIsWhole() {
    events.clear();
    serve();

    assertThat(terminal.run("audit", "verify").out()).contains("events    0");
  }

  @Test
  void aChangedEventIsFound() {
    events.set(2, JsonObject.builder().putAll(events.get(2)).put("actor", "nobody").build());
    serve();

    Result result = terminal.run("audit", "verify");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("event 3 was changed");
  }

  @Test
  void aDroppedEventIsFound() {
    events.remove(1);
    serve();

    assertThat(terminal.run("audit", "verify").err()).contains("behind event 1 one is missing");
  }

  @Test
  void aDroppedFirstEventIsFound() {
    events.remove(0);
    serve();

    assertThat(terminal.run("audit", "verify").err()).contains("behind event 0 one is missing");
  }

  @Test
  void aMalformedEventIsFound() {
    events.set(3, JsonObject.EMPTY);
    serve();

    assertThat(terminal.run("audit", "verify").err()).contains("the event behind 3 is malformed");
  }

  /** What the server finds, newest first, over two pages. */
  private void serveNewest(String filters) {
    List<JsonObject> newest = events.reversed();
    String line = "GET /admin/v1/audit?limit=100" + filters + "&order=newest";
    page(line, newest.subList(0, 2), new JsonString("3"));
    page(line + "&cursor=3", newest.subList(2, newest.size()), JsonNull.NULL);
  }

  @Test
  void theNewestEventsAreListedWithTheirTime() {
    serveNewest("");

    assertThat(terminal.run("audit", "list", "--last", "3").out())
        .isEqualTo(
            """
            SEQ  AT                    ACTOR     ACTOR NAME  ACTION      TARGET  TARGET NAME  ADDRESS
            2    2026-11-22T12:00:02Z  operator  Ada         app.create  app/c2  An app       127.0.0.1
            3    2026-11-22T12:00:03Z  operator  Ada         app.create  app/c3  An app       127.0.0.1
            4    2026-11-22T12:00:04Z  operator  Ada         app.create  app/c4  An app       127.0.0.1
            """);
    assertThat(terminal.run("audit", "list", "--last", "0").code()).isEqualTo(2);
  }

  @Test
  void noMorePagesAreAskedForThanAreWanted() {
    page(
        "GET /admin/v1/audit?limit=100&order=newest",
        events.reversed().subList(0, 2),
        new JsonString("3"));

    Result result = terminal.run("audit", "list", "--last", "1");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("app/c4").doesNotContain("app/c3");
  }

  @Test
  void theServerIsAskedWhoWhatAndWhen() {
    serveNewest("&actor=op&action=app.&target=app%2Fc2&from=2026-11-22T12%3A00%3A02Z&to=x%26y");

    Result result =
        terminal.run(
            "audit",
            "list",
            "--actor",
            "op",
            "--action",
            "app.",
            "--target",
            "app/c2",
            "--since",
            "2026-11-22T12:00:02Z",
            "--until",
            "x&y");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("app/c1", "app/c4");
  }
}
