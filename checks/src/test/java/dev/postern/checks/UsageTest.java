package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Grain;
import dev.postern.store.TenantName;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageSum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server has counted of token requests. */
final class UsageTest {

  private static final String BY = "/usage?grain=day&by=app,api,outcome&limit=500";

  /** Longer than it takes from a request into the database. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Two apps at one API, and what they ask for. */
  private record Play(Operator operator, String api, Caller reader, Caller writer) {

    static Play on(RunningServer server) {
      Operator operator = new Operator(server.operator());
      String api = operator.api("https://usage.example.com", "a");
      return new Play(
          operator, api, operator.app("reader", api, "a"), operator.app("writer", api, "a"));
    }

    void perform() {
      for (int i = 0; i < 7; i++) {
        assertThat(reader.ask().status()).isEqualTo(200);
      }
      assertThat(writer.ask().status()).isEqualTo(200);
      assertThat(reader.ask("scope", "b").status()).isEqualTo(400);
      assertThat(reader.ask("scope", "b").status()).isEqualTo(400);
      assertThat(writer.ask("client_secret", "wrong").status()).isEqualTo(401);
      assertThat(writer.ask("audience", "https://nothing.example.com").status()).isEqualTo(400);
      for (int i = 0; i < 5; i++) {
        assertThat(reader.ask("client_id", "made_up_" + i).status()).isEqualTo(401);
      }
    }

    List<String> counts() {
      return List.of(
          "null null client_unknown 5",
          reader.id() + " " + api + " issued 7",
          reader.id() + " " + api + " scope_not_granted 2",
          writer.id() + " null target_not_granted 1",
          writer.id() + " " + api + " issued 1",
          writer.id() + " " + api + " proof_wrong 1");
    }

    /** Those of the operator, who asks for tokens to ask this, left out. */
    List<String> told(List<String> counts) {
      return counts.stream().filter(each -> !each.startsWith(operator.caller().id())).toList();
    }
  }

  private static List<String> awaited(Operator operator, Predicate<List<String>> enough) {
    Instant end = Instant.now().plus(LIMIT);
    List<String> counts;
    do {
      counts = counts(operator);
    } while (!enough.test(counts) && Instant.now().isBefore(end));
    return counts;
  }

  private static List<String> counts(Operator operator) {
    Answer answer = operator.admin("GET", BY, "");
    assertThat(answer.status()).isEqualTo(200);
    try {
      return answer.json().array("items").values().stream()
          .map(JsonObject.class::cast)
          .map(UsageTest::line)
          .toList();
    } catch (JsonFault e) {
      throw new AssertionError(e.text(), e);
    }
  }

  private static String line(JsonObject item) {
    return Stream.of("client_id", "api_id", "outcome", "count")
        .map(member -> Objects.requireNonNull(item.members().get(member)).text())
        .collect(Collectors.joining(" "))
        .replace("\"", "");
  }

  @Test
  void tokensAndRefusalsShowUpByAppApiAndReasonWithExactCounts(@TempDir Path data)
      throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      Play play = Play.on(server);
      play.perform();
      List<String> counts =
          awaited(play.operator(), found -> sorted(play.told(found)).equals(sorted(play.counts())));
      assertThat(play.told(counts)).containsExactlyInAnyOrderElementsOf(play.counts());
      // A flush later nothing was counted twice.
      Thread.sleep(Duration.ofSeconds(4));
      assertThat(play.told(counts(play.operator())))
          .containsExactlyInAnyOrderElementsOf(play.counts());
    }
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  @Test
  void whatWasCountedIsWrittenBeforeTheEndAndThereAfterIt(@TempDir Path data) throws Exception {
    Play play;
    try (RunningServer server = new RunningServer(data)) {
      play = Play.on(server);
      play.perform();
    }
    UsageQuery query =
        new UsageQuery(
            Grain.DAY,
            Instant.now().minus(Duration.ofDays(2)),
            Instant.now().plus(Duration.ofDays(1)),
            UsageQuery.Only.ANY,
            EnumSet.of(UsageQuery.Part.APP, UsageQuery.Part.API, UsageQuery.Part.OUTCOME));
    try (SqliteStore store = SqliteStore.open(data)) {
      List<String> counts =
          store
              .<List<UsageSum>, RuntimeException>read(
                  TenantName.DEFAULT, reader -> reader.usage(query, Optional.empty(), 500))
              .stream()
              .map(sum ->
                  sum.client() + " " + sum.api() + " " + sum.outcome() + " " + sum.requests())
              .toList();
      assertThat(play.told(counts)).containsExactlyInAnyOrderElementsOf(play.counts());
    }
  }

  @Test
  void anotherTenantSeesNothingOfIt(@TempDir Path data) throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      Operator other = new Operator(server.found(new TenantName("acme")));
      Play play = Play.on(server);
      play.perform();
      assertThat(awaited(play.operator(), found -> play.told(found).size() == 6)).isNotEmpty();
      assertThat(awaited(other, found -> !found.isEmpty()))
          .isNotEmpty()
          .allMatch(line -> line.startsWith(other.caller().id()));
    }
  }

  @Test
  void itTakesItsScope(@TempDir Path data) throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      Operator operator = new Operator(server.operator());
      for (String scope : List.of("audit:read", "apps:read")) {
        Answer answer =
            Operator.call("GET", operator.adminAudience() + BY, "", token(operator, scope));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate").orElse("")).contains("usage:read");
      }
      String token = token(operator, "usage:read");
      assertThat(Operator.call("GET", operator.adminAudience() + BY, "", token).status())
          .isEqualTo(200);
    }
  }

  private static String token(Operator operator, String scope) {
    return operator
        .caller()
        .ask("audience", operator.adminAudience(), "scope", scope)
        .text("access_token");
  }
}
