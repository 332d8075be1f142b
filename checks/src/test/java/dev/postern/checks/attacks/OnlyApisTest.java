package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who administers one API, and reaches for all that is not his. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class OnlyApisTest {

  private static final String[] SCOPES = {
    "apis:read",
    "apis:write",
    "apps:read",
    "apps:write",
    "keys:read",
    "keys:write",
    "revocations:write",
    "audit:read",
    "usage:read",
    "tenants:read",
    "tenants:write"
  };

  /** What is answered whatever he is limited to, and then tells of his own alone. */
  private static final Set<String> OPEN =
      Set.of("GET /admin/v1/me", "GET /admin/v1/apis", "GET /admin/v1/apps", "GET /admin/v1/usage");

  private Operator operator;
  private String admin;
  private String own;
  private String other;
  private Caller app;
  private Caller team;
  private String token;

  @BeforeEach
  void limit(Site site, TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    operator = site.operator();
    admin = site.apiId(operator.adminAudience());
    own = operator.api("https://own." + name + ".example.com", "a", "b");
    other = operator.api("https://foreign." + name + ".example.com", "a", "b");
    app = operator.app("other's " + name, other, "a");
    team = operator.app("team " + name, admin, SCOPES);
    // It is out before he is limited.
    token = team.token(operator.adminAudience());
    assertThat(operator.admin("PUT", grant(team, admin), limited(own)).status()).isEqualTo(200);
  }

  private static String grant(Caller app, String api) {
    return "/apps/" + app.id() + "/grants/" + api;
  }

  private static String limited(String... apis) {
    return "{\"scopes\":%s,\"only_apis\":%s}"
        .formatted(Operator.array(SCOPES), Operator.array(apis));
  }

  private Answer call(String method, String path, String body) {
    return Operator.call(method, operator.adminAudience() + path, body, token);
  }

  /** The number of the last line of the log. */
  private long changes() {
    try {
      Answer log = operator.admin("GET", "/audit?order=newest&limit=1", "");
      return ((JsonObject) log.json().array("items").values().getFirst()).integer("seq");
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void byNoCallThatThereIsDoesHeReachWhatIsTheOperators(Site site) throws IOException {
    long before = changes();
    int refused = 0;
    for (Endpoint endpoint : site.endpoints()) {
      if (endpoint.dialect() != Dialect.ADMIN || !endpoint.guarded()) {
        continue;
      }
      Endpoint call = endpoint.with(List.of("Authorization: Bearer " + token));
      RawAnswer answer = site.attack(call, call.request());
      String line = endpoint.method() + " " + endpoint.target().replaceFirst("\\?.*", "");
      if (OPEN.contains(line)) {
        assertThat(answer.status()).as(line).isEqualTo(200);
        assertThat(answer.body()).as(line).doesNotContain(other, app.id(), admin);
      } else {
        assertThat(answer.status()).as(line).isIn(403, 404);
        assertThat(answer.body()).as(line).containsAnyOf("\"limited\"", "\"not_found\"");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
    assertThat(changes()).isEqualTo(before);
  }

  @Test
  void heDoesNotLiftHisLimitNorGiveHimselfAnything() {
    long before = changes();
    String more = limited(own, other);
    String all = "{\"scopes\":" + Operator.array(SCOPES) + ",\"only_apis\":null}";
    for (String body : List.of(more, all, "{\"scopes\":[\"apps:write\"]}", limited(own))) {
      for (String method : List.of("PUT", "DELETE")) {
        Answer answer = call(method, grant(team, admin), method.equals("PUT") ? body : "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
      }
    }
    for (String api : List.of(own, other, admin)) {
      assertThat(call("PUT", grant(team, api), "{\"scopes\":[\"a\"]}").status()).isIn(403, 404);
      for (String scope : List.of("a", "apps:write")) {
        assertThat(call("POST", "/apps", Operator.appBody("mine", api, scope)).text("code"))
            .isEqualTo("limited");
        String policy =
            "{\"name\":\"mine\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"%s\"]}]}"
                .formatted(api, scope);
        assertThat(call("POST", "/registration-policies", policy).text("code"))
            .isEqualTo("limited");
      }
    }
    String me = "/apps/" + team.id();
    assertThat(call("POST", me + "/credentials", "{}").text("code")).isEqualTo("limited");
    assertThat(call("POST", me + "/credentials", "{\"type\":\"invitation\"}").text("code"))
        .isEqualTo("limited");
    assertThat(call("PATCH", me, "{\"acts_for\":[\"" + own + "\"]}").text("code"))
        .isEqualTo("limited");
    assertThat(changes()).isEqualTo(before);
    assertThat(call("GET", "/me", "").body()).contains("\"only_apis\":[\"" + own + "\"]");
  }

  @Test
  void noOtherTokenOfHisIsOfMore() {
    String audience = operator.adminAudience();
    List<String> tokens = new ArrayList<>();
    tokens.add(team.token(audience));
    tokens.add(
        team.ask("audience", audience, "scope", "apps:write keys:write").text("access_token"));
    tokens.add(team.ask("resource", audience).text("access_token"));
    for (String each : tokens) {
      Answer rotated =
          Operator.call("POST", audience + "/keys/rotate", "{\"algorithm\":\"ES256\"}", each);
      assertThat(rotated.status()).isEqualTo(403);
      Answer blocked =
          Operator.call("PATCH", audience + "/apps/" + app.id(), "{\"status\":\"blocked\"}", each);
      assertThat(blocked.status()).as(blocked.body()).isEqualTo(403);
    }
    Answer exchanged =
        team.ask(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            operator.adminToken(),
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
            "audience",
            audience);
    assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(400);
  }

  @Test
  void noApiOfAnotherTenantIsHisNorHisAnothers(Site site) {
    String theirs = site.otherOperator().api("https://theirs.onlyapis.example.com", "a");
    assertThat(operator.admin("PUT", grant(team, admin), limited(own, theirs)).status())
        .isEqualTo(400);
    assertThat(call("GET", "/apis/" + theirs, "").status()).isEqualTo(404);
    assertThat(call("PUT", grant(app, theirs), "{\"scopes\":[\"a\"]}").status()).isEqualTo(404);
    Operator stranger = site.otherOperator();
    String nowhere = stranger.adminAudience() + "/apis/" + own;
    assertThat(Operator.call("GET", nowhere, "", token).status()).isEqualTo(401);
  }

  @Test
  void noFilterCursorOrExplanationTellsOfTheOthers() throws JsonFault {
    Answer mine = call("PUT", grant(app, own), "{\"scopes\":[\"a\"]}");
    assertThat(mine.status()).as(mine.body()).isEqualTo(201);
    Caller hidden = operator.app("hidden", other, "a");
    String first = "/apps?limit=1";
    StringBuilder seen = new StringBuilder();
    String path = first;
    for (int part = 0; part < 100 && !path.isEmpty(); part++) {
      Answer answer = call("GET", path, "");
      assertThat(answer.status()).isEqualTo(200);
      seen.append(answer.body());
      JsonValue next = answer.json().members().get("next");
      String cursor = next == null ? "null" : next.text().replace("\"", "");
      path = cursor.equals("null") ? "" : first + "&cursor=" + cursor;
    }
    assertThat(seen.toString()).contains(app.id()).doesNotContain(hidden.id(), other);
    for (String list :
        List.of(
            "/apps?q=" + hidden.id(),
            "/apps?q=hidden",
            "/apps?api_id=" + other,
            "/apps?api_id=" + other + "&scope=a",
            "/apps?api_id=" + admin + "&scope=apps:write",
            "/apps?status=blocked",
            "/apis?q=foreign",
            "/apis?cursor=api_0&q=foreign",
            "/apis?scope=apps:write",
            "/usage?api_id=" + other,
            "/usage?by=app&client_id=" + hidden.id())) {
      assertThat(call("GET", list, "").body()).as(list).isEqualTo("{\"items\":[],\"next\":null}");
    }
    assertThat(call("GET", "/apps/" + app.id() + "/grants", "").body())
        .contains(own)
        .doesNotContain(other);
    String question = "{\"client_id\":\"%s\",\"audience\":\"%s\"}";
    String audience = "https://own.nofiltercursororexplanationtellsoftheothers.example.com";
    String foreign = audience.replace("own.", "foreign.");
    assertThat(call("POST", "/explain", question.formatted(app.id(), foreign)).text("code"))
        .isEqualTo("limited");
    String secret = "{\"token\":\"" + operator.adminToken() + "\"}";
    assertThat(call("POST", "/explain", secret).text("code")).isEqualTo("limited");
    Answer unseen = call("POST", "/explain", question.formatted(hidden.id(), audience));
    assertThat(unseen.body()).contains("\"allowed\":false").doesNotContain("cred_");
    Answer told = call("POST", "/explain", question.formatted(app.id(), audience));
    assertThat(told.body()).contains("\"allowed\":true").doesNotContain("cred_");
  }

  @Test
  void whatHeRevokesIsGrantedAtHisApi() {
    String audience = "https://foreign.whatherevokesisgrantedathisapi.example.com";
    String good = app.token(audience);
    long before = changes();
    for (String body :
        List.of(
            "{\"kind\":\"app\",\"client_id\":\"%s\"}".formatted(app.id()),
            "{\"kind\":\"grant\",\"client_id\":\"%s\",\"api_id\":\"%s\"}"
                .formatted(app.id(), other),
            "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(good),
            "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(operator.adminToken()),
            "{\"kind\":\"tenant\"}")) {
      assertThat(call("POST", "/revocations", body).text("code")).as(body).isEqualTo("limited");
    }
    assertThat(changes()).isEqualTo(before);
    assertThat(operator.admin("GET", "/me", "").status()).isEqualTo(200);
  }
}
