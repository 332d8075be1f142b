package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.Frame;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What screens of the console make of what a server says, and of what is sent to them. */
final class ConsoleScreensTest {

  private static final String BUSY =
      "{\"type\":\"about:blank\",\"status\":503,\"code\":\"unavailable\"}";

  private static RunningServer server;
  private static Operator operator;
  private static AskedConsole console;
  private static String api;
  private static Caller app;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    console = new AskedConsole(operator);
    api = operator.api("https://files.example.com", "files:read", "files:write");
    app = operator.app("Archiver", api, "files:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The same console at a server that is adding up for somebody else. */
  private static AskedConsole busy() {
    return new AskedConsole(
        operator,
        call ->
            call.path().equals("/admin/v1/usage")
                ? AskedConsole.json(503, BUSY)
                : AskedConsole.sent(operator, call));
  }

  /** Which version of an API its form is drawn from. */
  private static String version(String id) {
    return Caller.encode(operator.admin("GET", "/apis/" + id, "").header("ETag").orElseThrow());
  }

  private static List<JsonObject> items(String path) throws Exception {
    List<JsonObject> items = new ArrayList<>();
    for (JsonValue item : operator.admin("GET", path, "").json().array("items").values()) {
      items.add((JsonObject) item);
    }
    return items;
  }

  @Test
  void anAppsPageIsThereWhileTheServerAddsUpForSomebodyElse() {
    Answer page = busy().get("/apps/" + app.id());

    assertThat(page.status()).isEqualTo(200);
    assertThat(AskedConsole.text(page))
        .contains("Block it", "How many there were is not known now", "cannot be counted now")
        .contains("This ends 1 session, which");
  }

  @Test
  void whatHappensNowIsSaidNotToBeKnownWhileTheServerIsBusy() {
    Answer part = busy().get("/apps/" + app.id() + "/now");

    assertThat(part.status()).isEqualTo(200);
    assertThat(AskedConsole.text(part)).contains("How many tokens it got is not known now");
  }

  @Test
  void anApisPageIsThereWhileTheServerAddsUpForSomebodyElse() {
    Answer page = busy().get("/apis/" + api);

    assertThat(page.status()).isEqualTo(200);
    assertThat(AskedConsole.text(page))
        .contains("Delete API", "How many there were is not known now");
  }

  @Test
  void whatIsTakenFromAnAppIsAskedWhileTheServerIsBusy() {
    Answer page = busy().post("/apps/" + app.id() + "/grants", "had=" + api + "+files%3Aread");

    assertThat(page.status()).isEqualTo(200);
    assertThat(AskedConsole.text(page)).contains("Take this from Archiver?", "cannot be counted");
  }

  @Test
  void whatAnAppsPageNamesIsWhatWasIssued() throws Exception {
    Caller caller = operator.app("Counted", api, "files:read");
    caller.token("https://files.example.com");
    caller.token("https://files.example.com");
    String page = "";
    for (int i = 0; i < 100 && !page.contains("about 2 tokens of the last day"); i++) {
      Thread.sleep(100);
      page = AskedConsole.text(console.get("/apps/" + caller.id()));
    }

    assertThat(page).contains("about 2 tokens of the last day");
  }

  @Test
  void aLifetimeThatIsNoNumberIsAFaultOfItsFieldAndNothingIsSaved() throws Exception {
    for (String text : List.of("an+hour", "1.5", "-1", "")) {
      Answer page =
          console.post(
              "/apis/" + api,
              "name=Files&scopes=files%3Aread%0Afiles%3Awrite&version="
                  + version(api)
                  + "&token_lifetime_seconds="
                  + text);

      assertThat(page.status()).as(text).isEqualTo(400);
      assertThat(AskedConsole.text(page))
          .as(text)
          .contains("is a whole number of seconds, from 1 to 2,592,000")
          .contains("value=\"" + text.replace('+', ' ') + "\"");
      assertThat(operator.admin("GET", "/apis/" + api, "").json().string("name"))
          .isEqualTo("An API");
    }
    assertThat(
            console
                .post(
                    "/apis/new",
                    "identifier=https%3A%2F%2Fx.example.com&name=X&token_lifetime_seconds=soon")
                .status())
        .isEqualTo(400);
  }

  @Test
  void anApiKeepsItsLifetimeAndGetsAnother() throws Exception {
    String other = operator.api("https://other.example.com", "a");
    Answer saved =
        console.post(
            "/apis/" + other,
            "name=Other&scopes=a&token_lifetime_seconds=120&version=" + version(other));

    assertThat(saved.status()).isEqualTo(303);
    assertThat(operator.admin("GET", "/apis/" + other, "").json().integer("token_lifetime_seconds"))
        .isEqualTo(120);
  }

  @Test
  void whoRotatesASecretThatHasEndedIsToldSo() throws Exception {
    Caller late = operator.app("Late", api, "files:read");
    String path = "/apps/" + late.id() + "/credentials";
    String id = items(path).getFirst().string("id");
    Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
    String body = "{\"expires_at\":\"" + end + "\"}";
    assertThat(operator.admin("PATCH", path + "/" + id, body).status()).isEqualTo(200);
    Thread.sleep(Duration.between(Instant.now(), end).plusMillis(50));

    String page = AskedConsole.text(console.post(path + "/" + id + "/rotate", "keep=P7D"));

    assertThat(page)
        .contains("id=\"client-secret\"", "The old secret had ended already")
        .doesNotContain("The old secret goes on");
  }

  @Test
  void aPersonIsMadeOnceHoweverOftenTheFormIsSent() throws Exception {
    String form = "name=Twice&role=viewer&key=0f9c1f6e-0000-4000-8000-000000000001";
    Answer first = console.post("/people", form);
    Answer second = console.post("/people", form);
    Answer other = console.post("/people", form.replace("Twice", "Another"));

    assertThat(AskedConsole.text(first)).contains("id=\"invitation\"");
    assertThat(second.status()).isEqualTo(200);
    assertThat(AskedConsole.text(second))
        .contains("The link was shown already")
        .doesNotContain("id=\"invitation\"");
    assertThat(AskedConsole.text(other)).contains("A link for Another", "id=\"invitation\"");
    assertThat(items("/apps?q=Twice")).hasSize(1);
    assertThat(items("/apps?q=Another")).hasSize(1);
  }

  @Test
  void aNewLinkIsMadeOnceHoweverOftenTheFormIsSent() throws Exception {
    console.post("/people", "name=Lost&role=viewer");
    String id = items("/apps?q=Lost").getFirst().string("client_id");
    String form = "key=0f9c1f6e-0000-4000-8000-000000000002";
    String again = "/people/" + id + "/again";

    assertThat(AskedConsole.text(console.post(again, form))).contains("id=\"invitation\"");
    assertThat(AskedConsole.text(console.post(again, form))).contains("The link was shown already");
  }

  @Test
  void everyFormThatMakesAPersonHasAKeyOfItsOwn() {
    console.post("/people", "name=Keyed&role=viewer");
    Matcher keys =
        Pattern.compile("name=\"key\" value=\"([0-9a-f-]{36})\"")
            .matcher(AskedConsole.text(console.get("/people")));
    List<String> found = keys.results().map(each -> each.group(1)).toList();

    assertThat(found).hasSizeGreaterThan(1).doesNotHaveDuplicates();
  }

  @Test
  void whoMayNotSeeAccountsIsToldSoBeforeHeConfirmsWhoHeIs() {
    String read = operator.apiId(operator.adminAudience());
    Caller viewer = operator.app("viewer", read, "apps:read", "apis:read");
    String token = viewer.token(operator.adminAudience());

    for (String path : List.of("/accounts", "/accounts/" + "0".repeat(32))) {
      Answer page = console.get(path, token, Map.of());
      assertThat(page.status()).as(path).isEqualTo(403);
      assertThat(AskedConsole.text(page))
          .as(path)
          .contains("You may not do this")
          .doesNotContain("data-passkey=\"accounts\"");
    }
    assertThat(AskedConsole.text(console.get("/accounts"))).contains("data-passkey=\"accounts\"");
  }

  @Test
  void aPageSaysForHowManySecondsASignInIsYoung() {
    Matcher seconds =
        Pattern.compile("name=\"postern-fresh-seconds\" content=\"([0-9]+)\"")
            .matcher(AskedConsole.text(console.get("/settings")));

    assertThat(seconds.find()).isTrue();
    assertThat(Long.parseLong(seconds.group(1)))
        .isBetween(Frame.FRESH.toSeconds() - 60, Frame.FRESH.toSeconds());
  }

  @Test
  void aPageThatAFormDrewSaysWhereItsFormIsToBeFound() {
    Answer settings = console.post("/apps/" + app.id() + "/settings", "name=&allowed_ips=nowhere");
    Answer own = console.post("/apis/new", "identifier=none");

    assertThat(settings.status()).isEqualTo(400);
    assertThat(back(settings)).containsExactly("/console/apps/" + app.id());
    assertThat(back(console.post("/people/nobody/again", ""))).containsExactly("/console/people");
    assertThat(back(own)).isEmpty();
    assertThat(back(console.get("/apps/" + app.id()))).isEmpty();
  }

  private static List<String> back(Answer page) {
    return Pattern.compile("name=\"postern-back\" content=\"([^\"]+)\"")
        .matcher(AskedConsole.text(page))
        .results()
        .map(each -> each.group(1))
        .toList();
  }
}
