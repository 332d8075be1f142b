package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the console makes of searches that come in parts. The server is asked for parts of one item,
 * so that few items are as many parts as very many are.
 */
final class ConsoleSearchesTest {

  private static final String NO_MORE = "There are more than these.";
  private static final String NOTHING_FOUND = "{\"items\":[],\"next\":\"further\"}";

  private static RunningServer server;
  private static Operator operator;
  private static String api;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    api = operator.api("https://files.example.com", "files:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static AskedConsole inParts() {
    return new AskedConsole(operator, ConsoleSearchesTest::oneByOne);
  }

  private static Answer oneByOne(Call call) {
    return AskedConsole.sent(
        operator,
        searches(call)
            ? call.query(call.query().orElse("").replaceFirst("limit=[0-9]+", "limit=1"))
            : call);
  }

  private static boolean searches(Call call) {
    return call.path().equals("/admin/v1/credentials");
  }

  private static void invite(String name) {
    Answer made =
        new AskedConsole(operator).post("/people", "role=viewer&name=" + Caller.encode(name));
    assertThat(made.status()).isEqualTo(200);
  }

  private static void ends(String name, Duration in) {
    Caller app = operator.app(name, api, "files:read");
    Instant end = Instant.now().plus(in).truncatedTo(ChronoUnit.SECONDS);
    String body = "{\"expires_at\":\"" + end + "\"}";
    assertThat(operator.admin("POST", "/apps/" + app.id() + "/credentials", body).status())
        .isEqualTo(201);
  }

  @Test
  void peopleBehindTheFirstPartAreInTheListAndWhereThereAreTooManyThatIsSaid() {
    for (int i = 0; i < 3; i++) {
      invite("Person " + i);
    }
    // All searches of a page have a quarter of a second, and the first of a server take longer.
    inParts().get("/people");
    String few = AskedConsole.text(inParts().get("/people"));
    assertThat(few).contains("Person 0", "Person 2").doesNotContain("These are not all");

    for (int i = 3; i < 21; i++) {
      invite("Person " + i);
    }
    String many = AskedConsole.text(inParts().get("/people"));
    assertThat(many).contains("These are not all", "Person 0").doesNotContain("Person 20<");
  }

  @Test
  void credentialsThatEndSoonAreFoundBehindTheFirstPartTheNextToEndFirst() {
    ends("Ends late", Duration.ofDays(13));
    ends("Ends early", Duration.ofHours(1));
    ends("Ends much later", Duration.ofDays(60));
    String page = AskedConsole.text(inParts().get(""));

    assertThat(page).doesNotContain("Ends much later", NO_MORE);
    assertThat(page.indexOf("Ends early")).isPositive().isLessThan(page.indexOf("Ends late"));
  }

  @Test
  void whatHasEndedIsNotEvenReadForTheOverview() throws InterruptedException {
    ends("Has ended", Duration.ofSeconds(2));
    Thread.sleep(2_000);
    String ended = operator.admin("GET", "/credentials?expires_before=" + Instant.now(), "").body();
    assertThat(ended).contains("Has ended");
    List<String> read = new ArrayList<>();
    AskedConsole console =
        new AskedConsole(
            operator,
            call -> {
              Answer answer = AskedConsole.sent(operator, call);
              if (call.query().orElse("").contains("expires_before")) {
                read.add(new String(answer.body(), StandardCharsets.UTF_8));
              }
              return answer;
            });

    assertThat(AskedConsole.text(console.get(""))).doesNotContain("Has ended");
    assertThat(read).isNotEmpty().allSatisfy(body -> assertThat(body).doesNotContain("Has ended"));
  }

  @Test
  void ofMoreCredentialsThanArePutInTheListItIsSaidThatThereAreMore(@TempDir Path data)
      throws IOException {
    try (RunningServer crowded = new RunningServer(data)) {
      Operator its = new Operator(crowded.operator());
      String there = its.api("https://files.example.com", "files:read");
      Caller one = its.app("One", there, "files:read");
      Caller other = its.app("Other", there, "files:read");
      String body =
          "{\"expires_at\":\""
              + Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS)
              + "\"}";
      for (int i = 0; i < 20; i++) {
        Caller app = i % 2 == 0 ? one : other;
        its.admin("POST", "/apps/" + app.id() + "/credentials", body);
      }
      AskedConsole console = new AskedConsole(its);
      assertThat(AskedConsole.text(console.get(""))).doesNotContain(NO_MORE);
      its.admin("POST", "/apps/" + one.id() + "/credentials", body);
      assertThat(AskedConsole.text(console.get(""))).contains(NO_MORE);
    }
  }

  @Test
  void nothingIsSaidToBeWellWhereNotAllWasLookedAt() {
    assertThat(AskedConsole.text(emptyParts(call -> true).get("")))
        .contains("None among those that were looked at")
        .doesNotContain("None ends soon", "All are in use");
  }

  @Test
  void whereAllWasLookedAtAndNothingEndsSoonThatIsSaid(@TempDir Path data) throws IOException {
    try (RunningServer quiet = new RunningServer(data)) {
      String page = AskedConsole.text(new AskedConsole(new Operator(quiet.operator())).get(""));
      assertThat(page)
          .contains("None ends soon", "All are in use")
          .doesNotContain("None among those that were looked at");
    }
  }

  @Test
  void whatAFirstPartDoesNotHaveIsFoundInTheNext() {
    ends("Behind an empty part", Duration.ofDays(2));
    String page =
        AskedConsole.text(
            emptyParts(call -> !call.query().orElse("").contains("cursor=further")).get(""));

    assertThat(page).contains("Behind an empty part");
  }

  /** Parts as they come of 10,000 credentials of which none is wanted: empty, with more behind. */
  private static AskedConsole emptyParts(Predicate<Call> empty) {
    return new AskedConsole(
        operator,
        call -> {
          if (searches(call) && empty.test(call)) {
            return AskedConsole.json(200, NOTHING_FOUND);
          }
          String query = call.query().orElse("").replace("&cursor=further", "");
          return AskedConsole.sent(operator, searches(call) ? call.query(query) : call);
        });
  }
}
