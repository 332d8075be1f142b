package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.TestOpenIdProvider.Person;
import dev.postern.store.TenantName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People who sign in by the company's OpenID provider (decision 0035), over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenIdSignInTest {

  private static final String ADMIN = "admin/v1";

  private final TestOpenIdProvider there = new TestOpenIdProvider();
  private RunningServer server;
  private Admin admin;
  private OpenIdSite site;
  private OpenIdSite acme;
  private OpenIdSite globex;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data, OpenIdSite.config(there, "default", "acme"));
    admin = server.admin();
    site = new OpenIdSite(there, server.operator());
    acme = new OpenIdSite(there, server.found(new TenantName("acme")));
    globex = new OpenIdSite(there, server.found(new TenantName("globex")));
  }

  @AfterAll
  void stop() {
    server.close();
    there.close();
  }

  private Answer call(String token, String method, String path, String body) {
    return Operator.call(method, server.operator().below(ADMIN + path), body, token);
  }

  private int status(String token) {
    return call(token, "GET", "/apps?limit=1", "").status();
  }

  private int makes(String token) {
    return call(token, "POST", "/apps", "{\"name\":\"made by somebody\"}").status();
  }

  private void refusedWithinASecond(String token) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(1));
    while (status(token) == 200 && Instant.now().isBefore(end)) {
      Thread.sleep(10);
    }
    assertThat(status(token)).isEqualTo(401);
  }

  private static void refused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  /** Somebody of the staff who has been there; who he is here. */
  private String person(String subject) {
    there.signIn(Person.of(subject, "Somebody", "staff"));
    return site.ticket().text("client_id");
  }

  @Test
  void whoSignsInForTheFirstTimeIsMadeWithWhatHisRoleSays() {
    there.signIn(Person.of("first-1", "Ada Lovelace", "other", "staff"));
    String token = site.token();
    Answer me = call(token, "GET", "/me", "");
    assertThat(me.text("name")).isEqualTo("Ada Lovelace");
    assertThat(me.body()).contains("\"credential_types\":[\"openid\"]");
    assertThat(status(token)).isEqualTo(200);
    assertThat(makes(token)).isEqualTo(403);
    String id = me.text("client_id");
    assertThat(admin.get("/apps/" + id + "/credentials").body())
        .contains("\"type\":\"openid\"", "\"subject\":\"first-1\"", there.issuer().toString());
    String log = admin.get("/audit?target=app/" + id).body();
    assertThat(log).contains("\"action\":\"person.create\"", "\"actor\":\"" + id + "\"");

    // Again: he is the same, and nothing is changed.
    assertThat(call(site.token(), "GET", "/me", "").text("client_id")).isEqualTo(id);
    assertThat(admin.get("/audit?target=app/" + id).body()).isEqualTo(log);
  }

  @Test
  void theFirstRoleOfTheConfigurationThatSomebodyHasCounts() {
    there.signIn(Person.of("roles-1", "Ada", "staff", "platform"));
    String token = site.token();
    String last = admin.get("/audit?order=newest&limit=1").body();
    assertThat(status(site.token())).isEqualTo(200);
    assertThat(admin.get("/audit?order=newest&limit=1").body()).isEqualTo(last);
    assertThat(makes(token)).isEqualTo(201);
    assertThat(site.ask(site.ticket(), "identity/v2/manage").text("scope"))
        .contains("profile:read", "profile:delete");
  }

  @Test
  void whoseRoleIsLessNowHasLessAndWhatHeHadIsOver() throws Exception {
    there.signIn(Person.of("less-1", "Ben", "platform"));
    String strong = site.token();
    assertThat(status(strong)).isEqualTo(200);
    there.signIn(Person.of("less-1", "Ben", "staff"));
    String weak = site.token();
    refusedWithinASecond(strong);
    assertThat(status(weak)).isEqualTo(200);
    assertThat(makes(weak)).isEqualTo(403);
    refused(site.ask(site.ticket(), "identity/v2/manage"), 400, "invalid_scope");
  }

  @Test
  void whoHasNoRoleIsNotMadeAndWhoLostItHasNothing() throws Exception {
    there.signIn(Person.of("none-1", "Nobody", "visitors"));
    refused(site.ticket(), 403, "access_denied");
    there.signIn(new Person("none-2", Map.of("name", "Nobody")));
    refused(site.ticket(), 403, "access_denied");
    there.signIn(Person.of("some-1", "Somebody", "staff"));
    assertThat(site.ticket().status()).isEqualTo(200);
    assertThat(admin.get("/credentials?type=openid&limit=500").body())
        .contains("some-1")
        .doesNotContain("none-1", "none-2");

    there.signIn(Person.of("none-3", "Cleo", "staff"));
    String token = site.token();
    there.signIn(Person.of("none-3", "Cleo", "visitors"));
    refused(site.ticket(), 403, "access_denied");
    refusedWithinASecond(token);
  }

  @Test
  void whoIsBlockedStaysOutWhateverTheProviderSays() throws Exception {
    String id = person("blocked-1");
    String token = site.token();
    assertThat(admin.patch("/apps/" + id, "{\"status\":\"blocked\"}").status()).isEqualTo(200);
    refusedWithinASecond(token);
    refused(site.ticket(), 403, "access_denied");
    assertThat(admin.patch("/apps/" + id, "{\"status\":\"active\"}").status()).isEqualTo(200);
    assertThat(status(site.token())).isEqualTo(200);
  }

  @Test
  void aTicketOfWhoIsBlockedMeanwhileOpensNothing() {
    String id = person("blocked-2");
    Answer ticket = site.ticket();
    assertThat(admin.patch("/apps/" + id, "{\"status\":\"blocked\"}").status()).isEqualTo(200);
    refused(site.ask(ticket, ADMIN), 401, "invalid_client");
  }

  @Test
  void whoseWayInWasEndedDoesNotGetAnother() {
    String id = person("ended-1");
    String credential =
        admin
            .get("/apps/" + id + "/credentials")
            .body()
            .replaceFirst("(?s).*\"id\":\"(cred_[^\"]+)\".*", "$1");
    assertThat(admin.delete("/apps/" + id + "/credentials/" + credential).status()).isEqualTo(204);
    refused(site.ticket(), 403, "access_denied");
  }

  @Test
  void whoWasDeletedIsMadeAnewAndNothingOfBeforeStands() throws Exception {
    String id = person("deleted-1");
    String token = site.token();
    assertThat(admin.delete("/apps/" + id).status()).isEqualTo(204);
    refusedWithinASecond(token);
    assertThat(status(site.token())).isEqualTo(200);
    assertThat(status(token)).isEqualTo(401);
  }

  @Test
  void aGrantThatWasSuspendedHereStaysSuspended() {
    String id = person("suspended-1");
    String api = new Operator(server.operator()).apiId(server.operator().below(ADMIN));
    String path = "/apps/" + id + "/grants/" + api;
    assertThat(admin.put(path, "{\"scopes\":[\"apps:read\"],\"status\":\"suspended\"}").status())
        .isEqualTo(200);
    Answer ticket = site.ticket();
    assertThat(ticket.status()).isEqualTo(200);
    refused(site.ask(ticket, ADMIN), 400, "invalid_target");
  }

  @Test
  void whatWasSaidHereOfAGrantOutlivesARoleThatCameAndWent() {
    String id = person("suspended-2");
    String api = new Operator(server.operator()).apiId(server.operator().below(ADMIN));
    String path = "/apps/" + id + "/grants/" + api;
    assertThat(admin.put(path, "{\"scopes\":[\"apps:read\"],\"status\":\"suspended\"}").status())
        .isEqualTo(200);
    there.signIn(Person.of("suspended-2", "Somebody", "visitors"));
    refused(site.ticket(), 403, "access_denied");
    there.signIn(Person.of("suspended-2", "Somebody", "platform"));
    refused(site.ask(site.ticket(), ADMIN), 400, "invalid_target");
    assertThat(admin.get(path).body()).contains("\"status\":\"suspended\"");
  }

  @Test
  void whomAdministratorsLimitedHisRoleOpensNoMore() {
    there.signIn(Person.of("limited-1", "Somebody", "platform"));
    String id = site.ticket().text("client_id");
    Operator operator = new Operator(server.operator());
    String own = operator.api("https://limited.example.com", "limited:read");
    String path = "/apps/" + id + "/grants/" + operator.apiId(server.operator().below(ADMIN));
    assertThat(
            admin
                .put(path, "{\"scopes\":[\"apis:read\"],\"only_apis\":[\"" + own + "\"]}")
                .status())
        .isEqualTo(200);
    for (String role : List.of("visitors", "staff", "platform")) {
      there.signIn(Person.of("limited-1", "Somebody", role));
      site.ticket();
    }
    String token = site.token();
    assertThat(call(token, "GET", "/me", "").body()).contains("\"only_apis\":[\"" + own + "\"]");
    assertThat(call(token, "GET", "/audit", "").status()).isEqualTo(403);
    refused(site.ask(site.ticket(), "identity/v2/manage"), 400, "invalid_scope");
  }

  @Test
  void whoseRoleNamesAnApiAdministersThatAndNothingElse() throws Exception {
    there.signIn(Person.of("team-1", "Somebody", "files"));
    // An API that is not there is nobody's, and no reason not to start.
    refused(site.ticket(), 403, "access_denied");
    Operator operator = new Operator(server.operator());
    String own = operator.api(OpenIdSite.FILES, "files:read");
    String other = operator.api("https://not.files.role.example.com", "other:read");
    String token = site.token();
    assertThat(call(token, "GET", "/me", "").body()).contains("\"only_apis\":[\"" + own + "\"]");
    assertThat(call(token, "GET", "/apis", "").body()).contains(own).doesNotContain(other);
    assertThat(call(token, "PATCH", "/apis/" + own, "{\"name\":\"Files\"}").status())
        .isEqualTo(200);
    assertThat(call(token, "PATCH", "/apis/" + other, "{\"name\":\"Files\"}").status())
        .isEqualTo(404);
    assertThat(makes(token)).isEqualTo(403);
    refused(site.ask(site.ticket(), "identity/v2/manage"), 400, "invalid_target");
    // In another tenant the same role means its own API of that name, which there is none of.
    refused(acme.ticket(), 403, "access_denied");

    // Whoever lifts its limit ends his session: what his role says, only a sign-in tells.
    String id = call(token, "GET", "/me", "").text("client_id");
    String path = "/apps/" + id + "/grants/" + operator.apiId(server.operator().below(ADMIN));
    String scopes = admin.get(path).json().array("scopes").text();
    Answer lifted = admin.put(path, "{\"scopes\":" + scopes + ",\"only_apis\":null}");
    assertThat(lifted.status()).as(lifted.body()).isEqualTo(200);
    refusedWithinASecond(token);
    assertThat(call(site.token(), "GET", "/me", "").body())
        .contains("\"only_apis\":[\"" + own + "\"]");

    there.signIn(Person.of("team-1", "Somebody", "files", "platform"));
    String strong = site.token();
    assertThat(call(strong, "GET", "/me", "").body()).contains("\"only_apis\":null");
    assertThat(makes(strong)).isEqualTo(201);
    there.signIn(Person.of("team-1", "Somebody", "files"));
    String weak = site.token();
    refusedWithinASecond(strong);
    assertThat(call(weak, "GET", "/apis/" + other, "").status()).isEqualTo(404);
    assertThat(admin.delete("/apis/" + own).status()).isEqualTo(204);
    assertThat(call(weak, "GET", "/apis", "").body()).contains("\"items\":[]");
    refused(site.ticket(), 403, "access_denied");
    refusedWithinASecond(weak);
  }

  @Test
  void whoTookThePlaceOfAPersonGetsNothingByHisSigningIn() {
    String id = person("taken-1");
    String path = "/apps/" + id + "/credentials";
    String credential =
        admin.get(path).body().replaceFirst("(?s).*\"id\":\"(cred_[^\"]+)\".*", "$1");
    assertThat(admin.delete(path + "/" + credential).status()).isEqualTo(204);
    assertThat(admin.post(path, "{\"type\":\"client_secret\"}").status()).isEqualTo(201);
    String before = admin.get("/apps/" + id + "/grants").body();
    there.signIn(Person.of("taken-1", "Somebody", "platform"));
    refused(site.ticket(), 403, "access_denied");
    assertThat(admin.get("/apps/" + id + "/grants").body()).isEqualTo(before);
  }

  @Test
  void aPersonOfTheProvidersGetsNoOtherWayIn() {
    String path = "/apps/" + person("other-1") + "/credentials";
    for (String type : List.of("invitation", "client_secret")) {
      assertThat(admin.post(path, "{\"type\":\"" + type + "\"}").status()).isEqualTo(409);
    }
    assertThat(admin.post(path, "{\"type\":\"openid\"}").status()).isEqualTo(400);
  }

  @Test
  void aTicketIsGoodOnce() {
    person("once-1");
    Answer ticket = site.ticket();
    assertThat(site.ask(ticket, ADMIN).status()).isEqualTo(200);
    refused(site.ask(ticket, ADMIN), 401, "invalid_client");
  }

  @Test
  void aTicketIsGoodForItsTenantAndItsPersonAlone() {
    String id = person("mine-1");
    String other = person("mine-2");
    there.signIn(Person.of("mine-1", "Somebody", "staff"));
    String ticket = site.ticket().text("client_assertion");
    refused(acme.ask(ticket, ADMIN), 401, "invalid_client");
    refused(site.ask(ticket.replace(id, other), ADMIN), 401, "invalid_client");
    refused(site.ask(ticket.substring(0, ticket.length() - 1), ADMIN), 401, "invalid_client");
    for (String junk : List.of(".", "..", "a.b.c", id, ticket + ".", "x".repeat(5_000))) {
      refused(site.ask(junk, ADMIN), 401, "invalid_client");
    }
    assertThat(site.ask(ticket, ADMIN).status()).isEqualTo(200);
  }

  @Test
  void aTicketWithAnotherClientIdIsNone() {
    person("named-1");
    Map<String, String> form =
        Map.of(
            "grant_type",
            "client_credentials",
            "audience",
            server.operator().below(ADMIN),
            "client_id",
            server.operator().id(),
            "client_assertion_type",
            "urn:postern:client-assertion-type:openid",
            "client_assertion",
            site.ticket().text("client_assertion"));
    refused(
        server.operator().post("application/x-www-form-urlencoded", Caller.form(form)),
        401,
        "invalid_client");
  }

  @Test
  void aFlowIsGoodForWhoBeganItAndForItsTenantAlone() {
    there.signIn(Person.of("flow-1", "Somebody", "staff"));
    JsonObject mine = site.back(site.begin());
    JsonObject his = site.back(site.begin());
    // Another's code and state in one's own browser, and the other way round (RFC 6819 4.4.1.8).
    refused(site.post("service/openid", with(mine, "flow", his)), 400, "invalid_grant");
    refused(site.post("service/openid", with(mine, "state", his)), 400, "invalid_grant");
    refused(site.post("service/openid", with(mine, "code", his)), 400, "invalid_grant");
    refused(acme.post("service/openid", mine), 400, "invalid_grant");
    JsonObject fresh = site.back(site.begin());
    Answer ticket = site.post("service/openid", fresh);
    assertThat(ticket.status()).as(ticket.body()).isEqualTo(200);
    refused(site.post("service/openid", fresh), 400, "invalid_grant");
  }

  private static JsonObject with(JsonObject one, String member, JsonObject other) {
    JsonObject.Builder mixed = JsonObject.builder();
    one.members()
        .forEach((name, value) ->
            mixed.put(name, name.equals(member) ? other.member(name).orElseThrow() : value));
    return mixed.build();
  }

  @Test
  void aBodyThatIsNoneIsRefused() {
    refused(site.post("service/openid", JsonObject.EMPTY), 400, "invalid_client_metadata");
    refused(
        site.post("service/openid/options", JsonObject.builder().put("more", 1).build()),
        400,
        "invalid_client_metadata");
  }

  @Test
  void whereNobodySignsInSoThereIsNothing() {
    refused(globex.begin(), 404, "invalid_request");
    JsonObject body =
        JsonObject.builder().put("flow", "f").put("state", "s").put("code", "c").build();
    refused(globex.post("service/openid", body), 404, "invalid_request");
  }

  @Test
  void onePrincipalIsAnotherPersonInAnotherTenant() {
    there.signIn(Person.of("both-1", "Both", "staff"));
    assertThat(status(site.token())).isEqualTo(200);
    assertThat(status(acme.token())).isEqualTo(401);
  }

  @Test
  void aProviderThatIsAwayIsSaidToBe() {
    site.begin();
    there.broken(500);
    try {
      JsonObject back = site.back(site.begin());
      refused(site.post("service/openid", back), 503, "temporarily_unavailable");
    } finally {
      there.broken(0);
    }
  }

  @Test
  void whereTheProviderDoesNotSayWhenItAskedThatIsTheRefusal() {
    there.signIn(Person.of("anew-1", "Somebody", "staff"));
    there.idToken(claims -> claims.remove("auth_time"));
    try {
      refused(
          site.post("service/openid", site.back(site.beginAnew())),
          400,
          "unmet_authentication_requirements");
      assertThat(site.ticket().status()).isEqualTo(200);
    } finally {
      there.idToken(_ -> {});
    }
    Answer ticket = site.post("service/openid", site.back(site.beginAnew()));
    assertThat(ticket.body()).contains("\"anew\":true");
  }

  @Test
  void aProviderThatDoesNotKnowThisServerIsNoFaultOfWhoSignsIn() throws InterruptedException {
    there.signIn(Person.of("unknown-1", "Somebody", "staff"));
    there.refuse("invalid_client");
    try {
      // More often than wrong codes of one address are heard.
      for (int i = 0; i < 35; i++) {
        refused(site.ticket(), 503, "temporarily_unavailable");
      }
    } finally {
      there.refuse(null);
    }
    Answer after = site.ticket();
    for (int i = 0; i < 50 && after.status() != 200; i++) {
      // It is left alone for two seconds.
      Thread.sleep(100);
      after = site.ticket();
    }
    assertThat(after.status()).isEqualTo(200);
  }

  @Test
  void byWhomPeopleSignInIsToldByName() {
    Answer told = Answer.to(HttpCall.get(server.operator().uri("service/openid")));
    assertThat(told.text("name")).isEqualTo("the company");
    assertThat(told.text("issuer")).isEqualTo(there.issuer().toString());
    assertThat(told.text("redirect_uri")).endsWith("/console/openid");
  }

  @Test
  void whoComesFromOneAddressHoldsNoMoreThanItsShareWhileTheProviderIsSlow() throws Exception {
    there.signIn(Person.of("slow-1", "Somebody", "staff"));
    List<JsonObject> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      all.add(site.back(site.begin()));
    }
    CountDownLatch slow = new CountDownLatch(1);
    there.waitFor(slow);
    long before = there.requests("/token");
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> first =
          all.subList(0, 8).stream()
              .map(each -> people.submit(() -> site.post("service/openid", each)))
              .toList();
      for (int i = 0; i < 500 && there.requests("/token") < before + 8; i++) {
        Thread.sleep(4);
      }
      refused(site.post("service/openid", all.getLast()), 503, "temporarily_unavailable");
      slow.countDown();
      for (Future<Answer> each : first) {
        assertThat(each.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    } finally {
      slow.countDown();
    }
    assertThat(site.post("service/openid", all.getLast()).status()).isEqualTo(200);
  }
}
