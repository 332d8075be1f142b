package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D13: what apps may do, by forms of the console that are old, do not show everything, or cannot be
 * carried out to the end.
 */
@Tag("attacks")
final class ConsoleGrantsTest {

  private static final Pattern HAD = Pattern.compile("name=\"had\" value=\"([^\"]*)\"");
  private static final Pattern TICKED =
      Pattern.compile("name=\"scope\" value=\"([^\"]*)\" checked");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([a-z_.]+)\" value=\"([^\"]*)\">");

  private static RunningServer server;
  private static Operator operator;
  private static Browsing admin;
  private static String one;
  private static String two;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    admin = Browsing.at(server.url()).as(operator.adminToken());
    one = api("one");
    two = api("two");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** An API with the scopes a, b and c; its id. */
  private static String api(String name) {
    String id = operator.api("https://" + name + ".example.com", "a", "b", "c");
    ok(operator.admin("PATCH", "/apis/" + id, "{\"name\":\"API " + name + "\"}"));
    return id;
  }

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(200, 201, 204);
    return answer;
  }

  private static String grant(Caller app, String api) {
    return "/apps/" + app.id() + "/grants/" + api;
  }

  private static void put(Caller app, String api, String... scopes) {
    putWhole(app, api, "{\"scopes\":" + Operator.array(scopes) + "}");
  }

  private static void putWhole(Caller app, String api, String body) {
    ok(operator.admin("PUT", grant(app, api), body));
  }

  /** The scopes that an app has, as JSON; empty where it has no grant. */
  private static String scopes(Caller app, String api) {
    Answer answer = operator.admin("GET", grant(app, api), "");
    Matcher scopes = Pattern.compile("\"scopes\":(\\[[^]]*])").matcher(answer.body());
    return scopes.find() ? scopes.group(1) : "";
  }

  /**
   * The form of what an app may do, as it was drawn and nobody touched it: what it carries, and a
   * field for each tick.
   */
  private static String drawn(Browsing person, String page) throws IOException {
    String body = person.get(page).body();
    Matcher had = HAD.matcher(body);
    assertThat(had.find()).as(body).isTrue();
    StringBuilder fields = new StringBuilder("had=").append(Caller.encode(had.group(1)));
    Matcher ticked = TICKED.matcher(body);
    while (ticked.find()) {
      fields.append(tick(ticked.group(1)));
    }
    return fields.toString();
  }

  private static String tick(String value) {
    return "&scope=" + Caller.encode(value);
  }

  private static RawAnswer save(Caller app, String fields) throws IOException {
    return admin.form("/apps/" + app.id() + "/grants", fields);
  }

  private static RawAnswer confirm(String path, RawAnswer page) throws IOException {
    return confirm(admin, path, page);
  }

  /** What stands in an attribute, as text. */
  private static String text(String attribute) {
    return attribute.replace("&#34;", "\"");
  }

  /** Sends the form that a page asks with. */
  private static RawAnswer confirm(Browsing person, String path, RawAnswer page)
      throws IOException {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    String form = page.body().substring(page.body().indexOf("name=\"confirmed\"") - 40);
    StringBuilder fields = new StringBuilder();
    Matcher hidden = HIDDEN.matcher(form);
    while (hidden.find()) {
      fields.append(fields.isEmpty() ? "" : "&");
      fields.append(hidden.group(1)).append('=').append(Caller.encode(text(hidden.group(2))));
    }
    return person.form(path, fields.toString());
  }

  private static void done(RawAnswer answer, String notice) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    assertThat(answer.header("Location")).endsWith("?done=" + notice);
  }

  @Test
  void whatSomebodyTookAwayMeanwhileIsNotGivenAgainByOldTicks() throws IOException {
    Caller app = operator.app("old ticks", one, "a", "b");
    String form = drawn(admin, "/apps/" + app.id());
    put(app, one, "a");
    done(save(app, form + tick(two + " c")), "grants-meanwhile");
    assertThat(scopes(app, one)).isEqualTo("[\"a\"]");
    assertThat(scopes(app, two)).isEqualTo("[\"c\"]");

    ok(operator.admin("DELETE", grant(app, one), ""));
    done(save(app, form + tick(two + " c")), "grants-meanwhile");
    assertThat(scopes(app, one)).isEmpty();
    // A new grant would have neither the end nor the limit that the one had.
    done(save(app, form + tick(one + " c")), "grants-meanwhile");
    assertThat(scopes(app, one)).isEmpty();
  }

  @Test
  void whatIsTickedMeanwhileIsGivenBesideWhatIsLeft() throws IOException {
    Caller app = operator.app("beside", one, "a", "b");
    String form = drawn(admin, "/apps/" + app.id());
    put(app, one, "a");
    done(save(app, form + tick(one + " c")), "grants-meanwhile");
    assertThat(scopes(app, one)).isEqualTo("[\"a\",\"c\"]");
  }

  @Test
  void whatSomebodyGaveMeanwhileIsNotTakenByAnOldForm() throws IOException {
    Caller app = operator.app("given meanwhile", one, "a", "b");
    String form = drawn(admin, "/apps/" + app.id());
    put(app, one, "a", "b", "c");
    put(app, two, "a");
    RawAnswer asked = save(app, form.replace(tick(one + " b"), ""));
    assertThat(asked.body()).contains("Take this from given meanwhile?").doesNotContain("API two");
    done(confirm("/apps/" + app.id() + "/grants", asked), "grants");
    assertThat(scopes(app, one)).isEqualTo("[\"a\",\"c\"]");
    assertThat(scopes(app, two)).isEqualTo("[\"a\"]");
  }

  @Test
  void aFormThatNobodyTouchedChangesNothing() throws IOException {
    Caller app = operator.app("untouched", one, "a", "b");
    put(app, two, "c");
    String before = operator.admin("GET", "/audit?limit=500&client_id=" + app.id(), "").body();
    done(save(app, drawn(admin, "/apps/" + app.id())), "grants");
    assertThat(operator.admin("GET", "/audit?limit=500&client_id=" + app.id(), "").body())
        .isEqualTo(before);
  }

  @Test
  void whatAFormDoesNotShowStaysAsItIs() throws IOException {
    Caller app = operator.app("shown in part", one, "a", "b");
    put(app, two, "a");
    String page = "/apps/" + app.id() + "?apis=two.example";
    assertThat(admin.get(page).body())
        .contains("Only the APIs that are found are shown.", "API two")
        .doesNotContain("API one");
    String form = drawn(admin, page);
    assertThat(form).doesNotContain(one);
    done(save(app, form + tick(two + " b")), "grants");
    assertThat(scopes(app, one)).isEqualTo("[\"a\",\"b\"]");
    assertThat(scopes(app, two)).isEqualTo("[\"a\",\"b\"]");
    assertThat(admin.get("/apps/" + app.id() + "?apis=nowhere").body())
        .contains("No API is found.");
    assertThat(admin.get("/apps/" + app.id()).body())
        .contains("API one", "API two")
        .doesNotContain("Look for an API");
  }

  @Test
  void whereOnlyAPartCouldBeSavedIsSaidWhichAndWhy() throws IOException {
    Caller app = operator.app("half", one, "a");
    String form = drawn(admin, "/apps/" + app.id());
    RawAnswer half = save(app, form + tick(one + " b") + tick(two + " nowhere"));
    assertThat(half.status()).isEqualTo(400);
    assertThat(half.body())
        .contains("Only a part was saved", "role=\"alert\" tabindex=\"-1\" autofocus")
        .contains("What changes at 1 API was saved, and at 1 API it was not.")
        .contains("/scopes")
        .doesNotContain("Nothing was changed");
    String body = half.body().replaceAll("\\s+", " ");
    assertThat(body).containsPattern("Not saved</h2>.*API two.*nowhere.*Saved</h2>.*API one.*>b<");
    assertThat(scopes(app, one)).isEqualTo("[\"a\",\"b\"]");
    assertThat(scopes(app, two)).isEmpty();

    RawAnswer none = save(app, form + tick(two + " nowhere"));
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.body()).contains("Nothing was changed").doesNotContain("Only a part");
  }

  @Test
  void whatOnlyGivesIsSavedBeforeWhatTakes() throws IOException {
    Caller app = operator.app("gives first", one, "a");
    String form = drawn(admin, "/apps/" + app.id()).replace(tick(one + " a"), "");
    RawAnswer asked = save(app, form + tick(two + " nowhere"));
    RawAnswer refused = confirm("/apps/" + app.id() + "/grants", asked);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("Nothing was changed");
    assertThat(scopes(app, one)).isEqualTo("[\"a\"]");
  }

  @Test
  void whatIsGivenOfNoUseIsSaidToBeOfNone() throws IOException {
    Caller suspended = operator.app("suspended", one, "a");
    putWhole(suspended, one, "{\"scopes\":[\"a\"],\"status\":\"suspended\"}");
    Caller over = operator.app("over", one, "a");
    putWhole(over, one, "{\"scopes\":[\"a\"],\"expires_at\":\"2026-01-01T00:00:00Z\"}");
    Caller blocked = operator.app("blocked", one, "a");
    ok(operator.admin("PATCH", "/apps/" + blocked.id(), "{\"status\":\"blocked\"}"));
    Caller good = operator.app("good", one, "a");

    String give = "/apis/" + one + "/grants";
    String b = tick(one + " b");
    done(admin.form(give, "client_id=" + good.id() + b), "access-given");
    done(admin.form(give, "client_id=" + suspended.id() + b), "access-given-suspended");
    done(admin.form(give, "client_id=" + over.id() + b), "access-given-ended");
    done(admin.form(give, "client_id=" + blocked.id() + b), "access-given-blocked");
    assertThat(admin.get("/apis/" + one + "?done=access-given-ended").body())
        .contains("gets a later end");

    String c = tick(one + " c");
    done(save(good, drawn(admin, "/apps/" + good.id()) + c), "grants");
    done(save(suspended, drawn(admin, "/apps/" + suspended.id()) + c), "grants-idle");
    done(save(over, drawn(admin, "/apps/" + over.id()) + c), "grants-idle");
    done(save(blocked, drawn(admin, "/apps/" + blocked.id()) + c), "grants-blocked");
    assertThat(scopes(suspended, one)).isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(admin.get("/apps/" + suspended.id()).body()).contains("Suspended: it gets no token");
    assertThat(admin.get("/apps/" + over.id()).body()).contains("Over: it gets no token");
    assertThat(admin.get("/apps/" + good.id()).body()).doesNotContain("it gets no token here");
  }

  @Test
  void whoeverTakesFromHimselfIsWarned() throws IOException {
    String administration = operator.apiId(operator.adminAudience());
    Caller person = operator.app("herself", administration, "apps:read", "apps:write", "apis:read");
    Browsing herself = Browsing.at(server.url()).as(person.token(operator.adminAudience()));
    put(person, one, "a");
    String own = "/apps/" + person.id();
    String form = drawn(herself, own).replace(tick(administration + " apis:read"), "");
    RawAnswer asked = herself.form(own + "/grants", form.replace(tick(one + " a"), ""));
    assertThat(asked.body()).contains("This is you: what you take from yourself");
    String other = admin.form(own + "/grants", form).body();
    assertThat(other).contains("Take this from herself?").doesNotContain("This is you");
  }

  @Test
  void whatSomebodyTakesFromHimselfEndsHisSessionAfterAllElse() throws IOException {
    String administration = operator.apiId(operator.adminAudience());
    Caller person = operator.app("leaves", administration, "apps:read", "apps:write", "apis:read");
    put(person, one, "a");
    put(person, two, "a");
    Browsing himself = Browsing.at(server.url()).as(person.token(operator.adminAudience()));
    String own = "/apps/" + person.id();
    String form = drawn(himself, own);
    form = form.replace(tick(administration + " apis:read"), "").replace(tick(two + " a"), "");
    RawAnswer asked = himself.form(own + "/grants", form.replace(tick(one + " a"), ""));
    assertThat(confirm(himself, own + "/grants", asked).status()).isEqualTo(303);
    assertThat(scopes(person, one) + scopes(person, two)).isEmpty();
    assertThat(scopes(person, administration)).isEqualTo("[\"apps:read\",\"apps:write\"]");
  }

  @Test
  void whereNothingIsLeftNoNewTokensArePromised() throws IOException {
    Caller app = operator.app("all taken", one, "a", "b");
    String form = drawn(admin, "/apps/" + app.id());
    String less = form.replace(tick(one + " a"), "");
    assertThat(save(app, less).body())
        .contains("It gets new ones with what is left to it")
        .doesNotContain("Nothing is left to it");
    assertThat(save(app, less.replace(tick(one + " b"), "")).body())
        .contains("Nothing is left to it there")
        .doesNotContain("It gets new ones with what is left to it");
  }

  @Test
  void whatIsWrongWithAccessThatIsGivenIsWhereOneGoesOn() throws IOException {
    String give = "/apis/" + two + "/grants";
    String nothing = admin.form(give, "client_id=app_nobody").body();
    assertThat(nothing)
        .containsPattern("id=\"m-" + two + "-a\"[^>]* autofocus")
        .doesNotContainPattern("id=\"m-" + two + "-b\"[^>]* autofocus");
    assertThat(admin.get("/apis/" + two).body()).doesNotContain("autofocus");
    // Where it is about neither of the two alone, one begins with the app.
    Browsing giver =
        Browsing.at(server.url())
            .as(
                operator
                    .app(
                        "giver",
                        operator.apiId(operator.adminAudience()),
                        "apps:read",
                        "apps:write",
                        "apis:read")
                    .token(operator.adminAudience()));
    RawAnswer held = giver.form(give, "client_id=" + operator.caller().id() + tick(two + " a"));
    assertThat(held.status()).isEqualTo(403);
    assertThat(held.body()).containsPattern("id=\"f-client_id\"[^>]* autofocus");
  }

  @Test
  void stepsInIdsLeadNowhere() throws IOException {
    Caller app = operator.app("steps", one, "a");
    for (String id : List.of("..", ".", "../..", "%2e%2e", "x/y", "", "\u0000")) {
      assertThat(save(app, "had=&scope=" + Caller.encode(id + " a")).status())
          .as(id)
          .isIn(303, 400, 404);
      assertThat(
              admin
                  .form(
                      "/apis/" + one + "/grants",
                      "client_id=" + Caller.encode(id) + tick(one + " a"))
                  .status())
          .as(id)
          .isIn(400, 404);
    }
    assertThat(scopes(app, one)).isEqualTo("[\"a\"]");
  }

  private static RawAnswer settings(String id, String version, String scopes) throws IOException {
    return admin.form(
        "/apis/" + id,
        "name=Changed&token_lifetime_seconds=60&proof=none&scopes="
            + Caller.encode(scopes)
            + "&version="
            + Caller.encode(version));
  }

  private static String version(String id) throws IOException {
    return version(admin.get("/apis/" + id));
  }

  private static String version(RawAnswer page) {
    return hidden(page).getOrDefault("version", "");
  }

  /** What a page has in fields that nobody sees; of those with the same name the last. */
  private static Map<String, String> hidden(RawAnswer page) {
    Map<String, String> fields = new TreeMap<>();
    Matcher field = HIDDEN.matcher(page.body());
    while (field.find()) {
      fields.put(field.group(1), text(field.group(2)));
    }
    assertThat(fields).containsKey("version");
    return fields;
  }

  private static String lifetime(RawAnswer page) {
    Matcher field =
        Pattern.compile("name=\"token_lifetime_seconds\" type=\"number\" value=\"([0-9]+)\"")
            .matcher(page.body());
    assertThat(field.find()).isTrue();
    return field.group(1);
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + Caller.encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  @Test
  void settingsOfAnApiThatSomebodyChangedMeanwhileAreNotPutBackByAnOldForm() throws IOException {
    String id = api("settled");
    String version = version(id);
    ok(operator.admin("PATCH", "/apis/" + id, "{\"proof\":\"dpop\"}"));
    for (String old : List.of(version, "", "*", "\"x\"")) {
      RawAnswer refused = settings(id, old, "a\nb\nc");
      assertThat(refused.status()).as(old).isEqualTo(412);
      assertThat(refused.body())
          .contains("Somebody changed this API since you opened the page, so nothing was saved.")
          // What was typed is still there, and beside it what is there now.
          .contains("value=\"Changed\"", "It is now: API settled")
          .contains("value=\"none\" selected", "It is now: A key of the caller (DPoP)");
    }
    assertThat(operator.admin("GET", "/apis/" + id, "").body())
        .contains("\"proof\":\"dpop\"", "\"name\":\"API settled\"");
    RawAnswer refused = settings(id, version, "a\nb\nc");
    done(settings(id, version(refused), "a\nb\nc"), "saved");
  }

  @Test
  void whatNobodyTypedIntoAFormThatIsOldStaysAsItIsByNow() throws IOException {
    String id = api("merged");
    RawAnswer drawn = admin.get("/apis/" + id);
    ok(
        operator.admin(
            "PATCH",
            "/apis/" + id,
            "{\"proof\":\"dpop\",\"token_lifetime_seconds\":300,\"scopes\":[{\"name\":\"b\"},{\"name\":\"d\"}]}"));
    Map<String, String> fields = hidden(drawn);
    fields.remove("form_token");
    fields.put("name", "Renamed");
    fields.put("proof", "none");
    fields.put("token_lifetime_seconds", lifetime(drawn));
    fields.put("scopes", "a\r\nb\r\nc");
    RawAnswer refused = admin.form("/apis/" + id, form(fields));
    assertThat(refused.status()).isEqualTo(412);
    // Of what is wrong with it it is told as well, and then it is as old as before.
    fields.put("name", "");
    fields.put("token_lifetime_seconds", "");
    fields.put("version", version(refused));
    RawAnswer wrong = admin.form("/apis/" + id, form(fields));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(hidden(wrong)).containsEntry("drawn.proof", hidden(drawn).get("drawn.proof"));
    assertThat(refused.body())
        .contains("value=\"Renamed\"", "It is now: API merged", "value=\"dpop\" selected")
        .contains(
            "name=\"token_lifetime_seconds\" type=\"number\" value=\"300\"", "b\nd</textarea>")
        .doesNotContain("It is now: A key", "It is now: b", "It is now: 300", "aria-invalid");

    // The form that came of it is as good as a new one, twice as well.
    ok(operator.admin("PATCH", "/apis/" + id, "{\"proof\":\"mtls\"}"));
    Map<String, String> again = hidden(refused);
    again.remove("form_token");
    again.put("name", "Renamed");
    again.put("proof", "dpop");
    again.put("token_lifetime_seconds", "300");
    again.put("scopes", "b = More\r\nd");
    RawAnswer second = admin.form("/apis/" + id, form(again));
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.body())
        .contains("value=\"mtls\" selected", "b = More\r\nd</textarea>", "It is now: b, d");

    // And so it is behind the page that asks whether scopes are to go.
    Map<String, String> less = hidden(second);
    less.remove("form_token");
    less.put("name", "Renamed");
    less.put("proof", "mtls");
    less.put("token_lifetime_seconds", "300");
    less.put("scopes", "b");
    RawAnswer asked = admin.form("/apis/" + id, form(less));
    assertThat(asked.body()).contains("Take scopes from API merged?");
    ok(operator.admin("PATCH", "/apis/" + id, "{\"proof\":\"any\"}"));
    RawAnswer third = confirm("/apis/" + id, asked);
    assertThat(third.status()).isEqualTo(412);
    assertThat(third.body())
        .contains("value=\"any\" selected", "value=\"Renamed\"")
        .doesNotContain("It is now: Nothing", "It is now: One of the two");
  }

  @Test
  void scopesAreNotTakenFromAnApiThatChangedSinceItWasAsked() throws IOException {
    String id = api("asked");
    RawAnswer asked = settings(id, version(id), "a");
    assertThat(asked.body()).contains("Take scopes from API asked?", "No app has it.");
    ok(
        operator.admin(
            "PATCH",
            "/apis/" + id,
            "{\"scopes\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"}]}"));
    assertThat(confirm("/apis/" + id, asked).status()).isEqualTo(412);
    assertThat(operator.admin("GET", "/apis/" + id, "").body()).contains("\"name\":\"d\"");
    done(confirm("/apis/" + id, settings(id, version(id), "a")), "saved");
    assertThat(operator.admin("GET", "/apis/" + id, "").body()).doesNotContain("\"name\":\"b\"");
  }
}
