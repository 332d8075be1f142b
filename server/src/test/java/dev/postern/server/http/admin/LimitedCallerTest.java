package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Call;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.ApiId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Outcome;
import dev.postern.store.UsageCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody sees and does who administers chosen APIs and nothing else. */
final class LimitedCallerTest {

  private static final String SCOPES =
      "\"apis:read\",\"apis:write\",\"apps:read\",\"apps:write\",\"usage:read\","
          + "\"revocations:write\"";

  private final AdminSite site = new AdminSite();
  private final String admin = site.builtIn(BuiltInApi.ADMIN);
  private final String files = api("urn:files", "r", "w");
  private final String mail = api("urn:mail", "r");
  private final String ledger = api("urn:ledger", "r", "w");
  private final Party team =
      site.app(
          "[{\"api_id\":\"%s\",\"only_apis\":[\"%s\",\"%s\"],\"scopes\":[%s]}]"
              .formatted(admin, files, mail, SCOPES));
  private final String token = site.token(team);

  /** Ids are in the order of time, of two within a millisecond in any. */
  private String api(String identifier, String... scopes) {
    site.pass(Duration.ofMillis(1));
    return site.api(identifier, scopes);
  }

  private Call call(String method, String path) {
    return site.call(method, path).token(token);
  }

  private Answer get(String path) {
    return call("GET", path).send();
  }

  private Answer put(String path, String body) {
    return call("PUT", path).json(body).send();
  }

  private Answer post(String path, String body) {
    return call("POST", path).json(body).send();
  }

  private String app(String... apis) {
    site.pass(Duration.ofMillis(1));
    String id = site.post("/apps", "{\"name\":\"n\"}").text("client_id");
    for (String api : apis) {
      site.grant(id, api, "r");
    }
    return id;
  }

  private static List<String> texts(Answer answer, String member) {
    return answer.items().stream().map(each -> Description.text(each, member)).toList();
  }

  @Test
  void heSeesHisApisPartByPartAndByTheFilters() {
    assertThat(texts(get("/apis"), "id")).containsExactly(files, mail);
    Answer first = get("/apis?limit=1");
    assertThat(texts(first, "id")).containsExactly(files);
    assertThat(texts(get("/apis?limit=1&cursor=" + first.next().orElseThrow()), "id"))
        .containsExactly(mail);
    assertThat(texts(get("/apis?scope=w"), "id")).containsExactly(files);
    assertThat(get("/apis?q=ledger").items()).isEmpty();
    assertThat(get("/apis?cursor=" + ledger).items()).isEmpty();
  }

  @Test
  void heSeesTheAppsThatAreGrantedSomethingThereEachOnceInTheirOrder() {
    String one = app(files);
    String hidden = app(ledger);
    String both = app(mail, files);
    String last = app(mail, ledger);
    assertThat(texts(get("/apps"), "client_id")).containsExactly(one, both, last);
    List<String> parts = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
      Answer part = get("/apps?limit=1" + cursor);
      parts.addAll(texts(part, "client_id"));
      next = part.next();
      assertThat(next).isNotEqualTo(Optional.of(hidden));
    }
    assertThat(parts).containsExactly(one, both, last);
    assertThat(texts(get("/apps?api_id=" + mail), "client_id")).containsExactly(both, last);
    assertThat(get("/apps?api_id=" + ledger).items()).isEmpty();
    assertThat(get("/apps?q=" + hidden).items()).isEmpty();
    assertThat(texts(get("/apps?cursor=" + hidden), "client_id")).containsExactly(both, last);
  }

  @Test
  void ofAnAppHeSeesTheGrantsAtHisApisAndOfWhatItActsForHisOwn() {
    String app = app(files, ledger, mail);
    site.patch("/apps/" + app, "{\"acts_for\":[\"%s\",\"%s\"]}".formatted(files, ledger));
    assertThat(texts(get("/apps/" + app + "/grants"), "api_id")).containsExactly(files, mail);
    assertThat(get("/apps/" + app).body().text()).contains(files).doesNotContain(ledger);
    assertThat(get("/apps").body().text()).contains(files).doesNotContain(ledger);
    assertThat(site.get("/apps/" + app).body().text()).contains(files, ledger);
  }

  @Test
  void heGivesNarrowsAndTakesWhatIsHisThoughTheAppHoldsMoreThanHe() {
    Party strong = site.admin("keys:write audit:read");
    String grant = "/apps/" + strong.clientId() + "/grants/" + files;
    assertThat(get("/apps/" + strong.clientId()).status()).isEqualTo(404);
    assertThat(put(grant, "{\"scopes\":[\"r\",\"w\"]}").status()).isEqualTo(201);
    assertThat(get("/apps/" + strong.clientId()).status()).isEqualTo(200);
    assertThat(put(grant, "{\"scopes\":[\"r\"]}").status()).isEqualTo(200);
    assertThat(site.closed).hasSize(1);
    assertThat(call("DELETE", grant).send().status()).isEqualTo(204);
    assertThat(get("/apps/" + strong.clientId()).status()).isEqualTo(404);
    assertThat(site.lastAudit().record().actor()).isEqualTo(team.clientId());
  }

  @Test
  void whatHeHimselfMayDoThereIsNotForHimToSay() {
    String own = "/apps/" + team.clientId() + "/grants/";
    assertThat(put(own + files, "{\"scopes\":[\"r\"]}").problem()).isEqualTo("403 limited");
    site.grant(team.clientId(), files, "r");
    assertThat(put(own + files, "{\"scopes\":[\"r\",\"w\"]}").problem()).isEqualTo("403 limited");
    assertThat(call("DELETE", own + files).send().problem()).isEqualTo("403 limited");
    for (String body :
        List.of(
            "{\"scopes\":[\"apis:read\"]}",
            "{\"scopes\":[" + SCOPES + "],\"only_apis\":null}",
            "{\"scopes\":[" + SCOPES + "],\"only_apis\":[\"" + ledger + "\"]}")) {
      assertThat(put(own + admin, body).problem()).isEqualTo("404 not_found");
    }
    assertThat(Description.member(get("/me").body(), "only_apis").text())
        .isEqualTo("[\"%s\",\"%s\"]".formatted(files, mail));
  }

  @Test
  void tokensOfOtherApisAreExchangedForHisOnlyIfTheyAreHisOrWereBefore() {
    String app = app(files);
    String grant = "/apps/" + app + "/grants/" + files;
    String body = "{\"scopes\":[\"r\"],\"exchange\":{\"from\":[\"%s\"]}}";
    assertThat(put(grant, body.formatted(mail)).status()).isEqualTo(200);
    for (String api : List.of(ledger, "api_nothing")) {
      Answer answer = put(grant, body.formatted(api));
      assertThat(answer.pointers()).containsExactly("/exchange/from/0");
      assertThat(answer.errors("detail"))
          .containsExactly("is no API of this tenant, or a built-in one");
    }
    site.put(grant, body.formatted(ledger));
    assertThat(put(grant, body.formatted(ledger)).status()).isEqualTo(200);
  }

  @Test
  void heRevokesWhatIsGrantedAtHisApisAndNothingElse() {
    String app = app(files, ledger);
    String credential =
        Description.text(site.get("/apps/" + app + "/credentials").items().getFirst(), "id");
    String kid = Description.text(site.get("/keys").items().getFirst(), "kid");
    for (String body :
        List.of(
            "{\"kind\":\"grant\",\"client_id\":\"%s\",\"api_id\":\"%s\"}".formatted(app, ledger),
            "{\"kind\":\"grant\",\"client_id\":\"nobody\",\"api_id\":\"%s\"}".formatted(ledger),
            "{\"kind\":\"app\",\"client_id\":\"%s\"}".formatted(app),
            "{\"kind\":\"credential\",\"client_id\":\"%s\",\"id\":\"%s\"}"
                .formatted(app, credential),
            "{\"kind\":\"token\",\"jti\":\"abc\"}",
            "{\"kind\":\"token\",\"token\":\"abc\"}",
            "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(site.token(site.operator)),
            "{\"kind\":\"key\",\"kid\":\"%s\"}".formatted(kid),
            "{\"kind\":\"tenant\"}")) {
      assertThat(post("/revocations", body).problem()).as(body).isEqualTo("403 limited");
    }
    assertThat(site.closed).isEmpty();
    String grant =
        "{\"kind\":\"grant\",\"client_id\":\"%s\",\"api_id\":\"%s\"}".formatted(app, files);
    assertThat(post("/revocations", grant).status()).isEqualTo(201);
    assertThat(site.closed).hasSize(1);
    String unknown =
        "{\"kind\":\"grant\",\"client_id\":\"nobody\",\"api_id\":\"%s\"}".formatted(files);
    assertThat(post("/revocations", unknown).problem()).isEqualTo("400 invalid");
  }

  @Test
  void heGivesBackWhatHeCallsWith() {
    String body = "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(token);
    assertThat(post("/revocations", body).status()).isEqualTo(201);
    assertThat(get("/me").problem()).isEqualTo("401 invalid_token");
  }

  @Test
  void aRequestForOneOfHisApisIsExplainedWithoutTheCredentials() {
    String app = app(files);
    String body = "{\"client_id\":\"%s\",\"audience\":\"urn:files\"}".formatted(app);
    Answer told = post("/explain", body);
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.body().text())
        .contains("\"allowed\":true", "\"credentials\":[]", "\"credential_known\"")
        .doesNotContain(
            "cred_", site.get("/apps/" + app + "/credentials").items().getFirst().text());
    assertThat(Description.member(told.body(), "credential_id")).isEqualTo(JsonNull.NULL);
    String credential =
        Description.text(site.get("/apps/" + app + "/credentials").items().getFirst(), "id");
    for (String refused :
        List.of(
            "{\"client_id\":\"%s\"}".formatted(app),
            "{\"client_id\":\"%s\",\"audience\":\"urn:ledger\"}".formatted(app),
            "{\"client_id\":\"%s\",\"audience\":\"urn:nothing\"}".formatted(app),
            "{\"client_id\":\"%s\",\"resource\":\"urn:ledger\"}".formatted(app),
            "{\"client_id\":\"%s\",\"audience\":\"urn:files\",\"credential_id\":\"%s\"}"
                .formatted(app, credential))) {
      assertThat(post("/explain", refused).problem()).as(refused).isEqualTo("403 limited");
    }
  }

  @Test
  void anAppThatHeDoesNotSeeIsExplainedAsOneThatIsNotThere() {
    String body = "{\"client_id\":\"%s\",\"audience\":\"urn:files\",\"at\":\"%s\"}";
    String at = site.now().toString();
    String hidden = post("/explain", body.formatted(app(ledger), at)).body().text();
    assertThat(hidden).isEqualTo(post("/explain", body.formatted("nobody", at)).body().text());
    assertThat(hidden).contains("\"allowed\":false");
  }

  @Test
  void aTokenForOneOfHisApisIsExplainedAndNoOther() {
    Party app =
        site.app(
            "[{\"api_id\":\"%s\",\"scopes\":[\"r\"]},{\"api_id\":\"%s\",\"scopes\":[\"r\"]}]"
                .formatted(files, ledger));
    String his = site.tokenFor(app, "urn:files", null);
    assertThat(post("/explain", "{\"token\":\"%s\"}".formatted(his)).body().text())
        .contains("\"active\":true");
    for (String other :
        List.of(site.tokenFor(app, "urn:ledger", null), token, "abc", "e30.e30.AAAA")) {
      assertThat(post("/explain", "{\"token\":\"%s\"}".formatted(other)).problem())
          .isEqualTo("403 limited");
    }
  }

  @Test
  void heIsToldOfTheUsageOfHisApisAlone() {
    ClientId app = new ClientId(app(files));
    List<UsageCount> counts = new ArrayList<>();
    for (String api : List.of(files, mail, ledger)) {
      counts.add(new UsageCount(site.now(), app, new ApiId(api), Outcome.ISSUED, 3));
    }
    counts.add(new UsageCount(site.now(), app, null, Outcome.ISSUED, 50));
    site.store.recordUsage(AdminSite.HOME, counts);
    String since =
        "/usage?from=" + site.now().minusSeconds(7200) + "&to=" + site.now().plusSeconds(9);
    assertThat(texts(get(since + "&by=api"), "api_id")).containsExactly(files, mail);
    assertThat(get(since + "&by=outcome").body().text()).contains("\"count\":6");
    assertThat(get(since + "&by=outcome&api_id=" + mail).body().text()).contains("\"count\":3");
    assertThat(get(since + "&by=outcome&api_id=" + ledger).items()).isEmpty();
    assertThat(get(since + "&by=app&client_id=" + app).body().text()).contains("\"count\":6");
    String part = get(since + "&by=api&limit=1").next().orElseThrow();
    assertThat(texts(get(since + "&by=api&limit=1&cursor=" + part), "api_id"))
        .containsExactly(mail);
  }

  @Test
  void whatHeDidBeforeHeWasLimitedIsNotRepeatedForHim() {
    site.put(
        "/apps/" + team.clientId() + "/grants/" + admin,
        "{\"scopes\":[" + SCOPES + "],\"only_apis\":null}");
    String body = "{\"kind\":\"app\",\"client_id\":\"%s\"}".formatted(app(files));
    assertThat(call("POST", "/revocations").key("k").json(body).send().status()).isEqualTo(201);
    site.put(
        "/apps/" + team.clientId() + "/grants/" + admin,
        "{\"scopes\":[%s],\"only_apis\":[\"%s\"]}".formatted(SCOPES, files));
    assertThat(call("POST", "/revocations").key("k").json(body).send().problem())
        .isEqualTo("403 limited");
  }

  @Test
  void whatHeMayNotReadHeMayNotChangeByAPatchOfHisApiEither() {
    assertThat(call("PATCH", "/apis/" + files).json("{\"name\":\"Files\"}").send().status())
        .isEqualTo(200);
    assertThat(site.get("/apis/" + files).text("name")).isEqualTo("Files");
    assertThat(call("PATCH", "/apis/" + ledger).json("{\"name\":\"Mine\"}").send().problem())
        .isEqualTo("404 not_found");
    assertThat(call("PATCH", "/apis/" + admin).json("{\"name\":\"Mine\"}").send().problem())
        .isEqualTo("404 not_found");
  }
}
