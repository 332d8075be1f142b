package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of the Admin API, searched. */
final class FiltersTest {

  private static RunningServer server;
  private static Admin admin;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The member of each item that a filter finds, over all parts of {@code limit}. */
  private List<String> found(String list, String filter, int limit, String member) {
    List<String> all = new ArrayList<>();
    String cursor = "";
    while (true) {
      Answer answer = admin.get(list + "?limit=" + limit + filter + cursor);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      items(answer).forEach(item -> all.add(Admin.text(item, member)));
      if (!(answer.json().members().get("next") instanceof JsonString next)) {
        return all;
      }
      cursor = "&cursor=" + next.value();
    }
  }

  private static List<JsonObject> items(Answer answer) {
    try {
      return answer.json().array("items").values().stream().map(JsonObject.class::cast).toList();
    } catch (JsonFault e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private List<String> apps(String filter) {
    return found("/apps", filter, 100, "client_id");
  }

  private String app(String name, String members) {
    return admin.post("/apps", "{\"name\":\"%s\"%s}".formatted(name, members)).text("client_id");
  }

  @Test
  void appsAreFoundByWordsStatusProfileAndLabel() {
    String one =
        app(
            "Fi 100%_Mover",
            ",\"description\":\"night \u00c4rger\",\"labels\":{\"fteam\":\"Blue:1\"}");
    String two = app("fi back\\\\slash", ",\"status\":\"blocked\",\"labels\":{\"fteam\":\"red\"}");
    assertThat(apps("&q=MOVER+night")).containsExactly(one);
    assertThat(apps("&q=mover+red")).isEmpty();
    assertThat(apps("&q=" + encoded("\u00e4RGER"))).containsExactly(one);
    assertThat(apps("&q=fteam")).containsExactly(one, two);
    assertThat(apps("&q=blue")).containsExactly(one);
    assertThat(apps("&q=" + one)).containsExactly(one);
    assertThat(apps("&q=" + encoded("100%_m"))).containsExactly(one);
    assertThat(apps("&q=" + encoded("1%m"))).isEmpty();
    assertThat(apps("&q=" + encoded("k\\s"))).containsExactly(two);
    assertThat(apps("&q=fteam&status=active")).containsExactly(one);
    assertThat(apps("&q=fteam&status=blocked")).containsExactly(two);
    assertThat(apps("&label=fteam")).containsExactly(one, two);
    assertThat(apps("&label=" + encoded("fteam:Blue:1"))).containsExactly(one);
    assertThat(apps("&label=" + encoded("fteam:blue:1"))).isEmpty();
    assertThat(apps("&label=fteam&profile=fapi2")).isEmpty();
    assertThat(apps("&label=fteam&profile=standard&q=fi&status=blocked")).containsExactly(two);
  }

  @Test
  void appsOfAListSayWhatTheyProveThemselvesWithAndWhenTheyLastDid() throws Exception {
    String api = admin.api("https://filters-used.example.com", "a");
    Caller used = admin.app("used one");
    admin.post(
        "/apps/" + used.id() + "/credentials",
        "{\"type\":\"certificate\",\"san_dns\":\"u.example.com\"}");
    Caller unused = admin.app("used never");
    admin.grant(used, api, "a");
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    used.token("https://filters-used.example.com");
    JsonObject shown = inList(used);
    assertThat(shown.array("credential_types"))
        .isEqualTo(JsonArray.ofStrings(List.of("certificate", "client_secret")));
    for (int i = 0; i < 300 && JsonNull.NULL.equals(shown.members().get("last_used_at")); i++) {
      // It is written down every few seconds.
      Thread.sleep(100);
      shown = inList(used);
    }
    assertThat(Instant.parse(Admin.text(shown, "last_used_at"))).isBetween(before, Instant.now());
    assertThat(inList(unused).array("credential_types"))
        .isEqualTo(JsonArray.ofStrings(List.of("client_secret")));
    assertThat(inList(unused).members().get("last_used_at")).isEqualTo(JsonNull.NULL);
    assertThat(admin.get("/apps/" + used.id()).json().has("last_used_at")).isFalse();
  }

  private static JsonObject inList(Caller app) {
    return items(admin.get("/apps?q=" + app.id())).getFirst();
  }

  @Test
  void appsAreFoundByWhatTheyAreGranted() {
    String api = admin.api("https://filters-granted.example.com", "a", "a:b", "c");
    Caller one = admin.app("granted one");
    Caller two = admin.app("granted two");
    admin.grant(one, api, "a", "c");
    admin.grant(two, api, "a:b");
    assertThat(apps("&api_id=" + api)).containsExactly(one.id(), two.id());
    assertThat(apps("&api_id=" + api + "&scope=a")).containsExactly(one.id());
    assertThat(apps("&api_id=" + api + "&scope=" + encoded("a:b"))).containsExactly(two.id());
    assertThat(apps("&api_id=" + api + "&scope=none")).isEmpty();
    assertThat(apps("&api_id=" + api + "&q=two")).containsExactly(two.id());
    assertThat(apps("&api_id=api_none")).isEmpty();
    admin.delete("/apps/" + one.id() + "/grants/" + api);
    assertThat(apps("&api_id=" + api)).containsExactly(two.id());
  }

  @Test
  void apisAreFoundByWordsAndScope() {
    String api = admin.api("https://Filters-Apis.example.com/V1", "filters:read");
    assertThat(found("/apis", "&q=filters-apis+v1", 1, "id")).containsExactly(api);
    assertThat(found("/apis", "&scope=filters:read", 1, "id")).containsExactly(api);
    assertThat(found("/apis", "&q=admin&scope=filters:read", 1, "id")).isEmpty();
    // What a built-in one is called depends on the issuer.
    assertThat(found("/apis", "&q=" + encoded("/identity/v2"), 1, "id"))
        .containsExactly(admin.builtIn("identity/v2/manage"));
  }

  @Test
  void auditLinesAreFoundByWhoWhatAndWhen() {
    Instant before = Instant.now();
    Caller app = admin.app("audited");
    admin.patch("/apps/" + app.id(), "{\"status\":\"blocked\"}");
    admin.post("/apps/" + app.id() + "/credentials", "{}");
    String target = "&target=" + encoded("app/" + app.id());
    assertThat(actions(target)).containsExactly("app.create", "app.block");
    assertThat(actions(target + "&order=newest")).containsExactly("app.block", "app.create");
    assertThat(actions(target + "&action=app.block")).containsExactly("app.block");
    assertThat(actions(target + "&action=app.")).hasSize(2);
    assertThat(actions(target + "&action=credential.")).isEmpty();
    assertThat(actions("&target=" + encoded("credential/" + app.id() + "/")))
        .containsExactly("credential.create");
    assertThat(actions(target + "&actor=" + admin.caller().id())).hasSize(2);
    assertThat(actions(target + "&actor=" + app.id())).isEmpty();
    Instant after = Instant.now().plusSeconds(1);
    String during = "&from=" + before.minusSeconds(1) + "&to=" + after;
    assertThat(actions(target + during)).hasSize(2);
    assertThat(actions(target + "&from=" + after)).isEmpty();
    assertThat(actions(target + "&to=" + encoded("2020-01-01T00:00:00+01:00"))).isEmpty();
    List<JsonObject> newest = items(admin.get("/audit?order=newest&limit=2"));
    List<JsonObject> all = admin.items("/audit");
    assertThat(newest).containsExactlyElementsOf(all.reversed().subList(0, 2));
  }

  private List<String> actions(String filter) {
    return found("/audit", filter, 1, "action");
  }

  @Test
  void credentialsOfAllAppsAreFoundByTypeEndAndUse() throws JsonFault {
    Caller app = admin.app("keeper");
    String more = "/apps/" + app.id() + "/credentials";
    String ending = admin.post(more, "{\"expires_at\":\"2098-01-01T00:00:00Z\"}").text("id");
    String certificate =
        admin.post(more, "{\"type\":\"certificate\",\"san_dns\":\"f.example.com\"}").text("id");
    assertThat(credentials(app, "")).hasSize(3).contains(ending, certificate);
    assertThat(credentials(app, "&type=certificate")).containsExactly(certificate);
    assertThat(credentials(app, "&type=federated")).isEmpty();
    assertThat(credentials(app, "&expires_before=2098-01-01T00:00:01Z")).containsExactly(ending);
    assertThat(credentials(app, "&expires_before=2098-01-01T00:00:00Z")).isEmpty();
    // What has no end does not end later.
    assertThat(credentials(app, "&expires_after=2098-01-01T00:00:00Z")).containsExactly(ending);
    assertThat(credentials(app, "&expires_after=2098-01-01T00:00:00.001Z")).isEmpty();
    String within = "&expires_after=2098-01-01T00:00:00Z&expires_before=2098-01-01T00:00:01Z";
    assertThat(credentials(app, within)).containsExactly(ending);
    assertThat(credentials(app, "&unused_since=2099-01-01T00:00:00Z")).hasSize(3);
    // Nothing of it is old.
    assertThat(credentials(app, "&unused_since=2026-01-01T00:00:00Z")).isEmpty();
    JsonObject item =
        items(admin.get("/credentials?type=certificate&limit=500")).stream()
            .filter(each -> Admin.text(each, "client_id").equals(app.id()))
            .findFirst()
            .orElseThrow();
    assertThat(Admin.text(item, "app_name")).isEqualTo("keeper");
    assertThat(item.object("credential")).isEqualTo(admin.get(more + "/" + certificate).json());
  }

  private List<String> credentials(Caller app, String filter) throws JsonFault {
    List<String> ids = new ArrayList<>();
    for (JsonObject each : items(admin.get("/credentials?limit=500" + filter))) {
      if (Admin.text(each, "client_id").equals(app.id())) {
        ids.add(Admin.text(each.object("credential"), "id"));
      }
    }
    return ids;
  }

  @Test
  void whatStaysIsShownOnceThoughAppsComeAndGoBetweenTheParts() {
    List<String> stable = new ArrayList<>();
    List<String> passing = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = app("stable" + i, ",\"labels\":{\"paged\":\"yes\"}");
      (i % 3 == 1 ? passing : stable).add(id);
    }
    List<String> seen = new ArrayList<>();
    Set<String> added = new TreeSet<>();
    String cursor = "";
    for (int part = 0; part < 100; part++) {
      Answer answer = admin.get("/apps?limit=2&label=paged" + cursor);
      items(answer).forEach(item -> seen.add(Admin.text(item, "client_id")));
      if (!passing.isEmpty()) {
        assertThat(admin.delete("/apps/" + passing.removeFirst()).status()).isEqualTo(204);
        added.add(app("late", ",\"labels\":{\"paged\":\"yes\"}"));
      }
      if (!(answer.json().members().get("next") instanceof JsonString next)) {
        break;
      }
      cursor = "&cursor=" + next.value();
    }
    assertThat(seen).containsAll(stable).doesNotHaveDuplicates();
    // Ids begin with the time of their making: who comes late stands behind.
    assertThat(seen).containsAll(added);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/apps q=",
        "/apps q=+",
        "/apps q=%E2%80%AE",
        "/apps status=gone",
        "/apps status=",
        "/apps profile=lax",
        "/apps label=",
        "/apps label=:x",
        "/apps label=%20",
        "/apps api_id=",
        "/apps api_id=a%20b",
        "/apps scope=a",
        "/apps scope=a%22b&api_id=api_x",
        "/apps unknown=1",
        "/apps actor=x",
        "/apis q=",
        "/apis scope=",
        "/apis status=active",
        "/audit actor=",
        "/audit action=app",
        "/audit action=app.*",
        "/audit action=App.block",
        "/audit action=",
        "/audit target=",
        "/audit from=yesterday",
        "/audit from=2026-11-01",
        "/audit from=",
        "/audit to=2026-11-01T00:00:00",
        "/audit order=random",
        "/audit order=",
        "/audit q=x",
        "/credentials type=password",
        "/credentials expires_after=soon",
        "/credentials expires_before=soon",
        "/credentials expires_before=2027-01-01T00:00:00Z&expires_after=2027-01-01T00:00:00Z",
        "/credentials unused_since=1",
        "/credentials q=x",
        "/revocations kind=app"
      })
  void aParameterThatMakesNoSenseIsNamed(String list, String query) {
    Answer answer = admin.get(list + "?" + query);
    assertThat(answer.status()).as(query).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"invalid\"", "\"?" + query.substring(0, query.indexOf('=')) + "\"");
  }

  @Test
  void everyParameterHasALimit() throws JsonFault {
    for (String each :
        List.of(
            "/apps?q=" + "a".repeat(129),
            "/apps?label=" + "a".repeat(64),
            "/apps?label=a:" + "a".repeat(257),
            "/apps?api_id=" + "a".repeat(129),
            "/apps?api_id=a&scope=" + "a".repeat(129),
            "/apis?q=" + "a".repeat(129),
            "/apis?scope=" + "a".repeat(129),
            "/audit?actor=" + "a".repeat(257),
            "/audit?client_id=a%20b",
            "/audit?client_id=" + "a".repeat(129),
            "/audit?action=" + "a".repeat(65) + ".a",
            "/audit?target=" + "a".repeat(513))) {
      assertThat(admin.get(each).status()).as(each).isEqualTo(400);
    }
    assertThat(admin.get("/apps?q=" + encoded("\ud83d\ude00".repeat(128))).status()).isEqualTo(200);
    assertThat(admin.get("/audit?target=" + "a".repeat(512)).status()).isEqualTo(200);
    Answer both = admin.get("/audit?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z&order=x");
    JsonArray errors = both.json().array("errors");
    assertThat(errors.text()).contains("?to", "?order");
  }

  @Test
  void whatStandsThereTwiceOrSteersATerminalIsRefused() {
    for (String query : List.of("q=a&q=b", "q=%00", "q=%0A", "q=%ff", "q=%1b%5B1m")) {
      assertThat(admin.get("/apps?" + query).status()).as(query).isEqualTo(400);
    }
  }
}
