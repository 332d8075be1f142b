package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server explains is what its token endpoint and its introspection do. */
final class ExplainTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String VAULT = "https://vault.example.com";

  private static RunningServer server;
  private static Admin admin;
  private static String storage;
  private static String vault;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    storage = admin.api(STORAGE, "read", "write");
    vault = admin.api(VAULT, "read");
    admin.patch("/apis/" + vault, "{\"proof\":\"dpop\"}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** One token request, as it is sent and as it is explained. */
  private record Try(String audience, String scope, String claims, boolean proven) {

    JsonObject explained(Caller app) {
      JsonObject.Builder body =
          JsonObject.builder()
              .put("client_id", app.id())
              .put("address", "127.0.0.1")
              .put("proof", proven ? "dpop" : "none");
      put(body, "audience", audience);
      put(body, "scope", scope);
      if (!claims.isEmpty()) {
        body.put("claims", JsonObject.builder().put("plan", claims).build());
      }
      return body.build();
    }

    private static void put(JsonObject.Builder body, String name, String value) {
      if (!value.isEmpty()) {
        body.put(name, value);
      }
    }

    Answer sent(Caller app, Prover prover) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("grant_type", "client_credentials");
      form.put("client_id", app.id());
      form.put("client_secret", app.secret());
      form.put("audience", audience);
      form.put("scope", scope);
      form.put("claims", claims.isEmpty() ? "" : "{\"plan\":\"" + claims + "\"}");
      HttpCall call =
          HttpCall.post(
              Prover.endpoint(app),
              "application/x-www-form-urlencoded",
              Caller.form(form).getBytes(StandardCharsets.US_ASCII));
      return app.send(
          proven
              ? call.header("DPoP", prover.proof(Prover.claims("POST", Prover.endpoint(app))))
              : call);
    }
  }

  private static List<Try> tries() {
    List<Try> tries = new ArrayList<>();
    for (String audience : List.of(STORAGE, VAULT, "https://nowhere.example.com", "")) {
      for (String scope : List.of("", "read", "read write")) {
        for (boolean proven : new boolean[] {false, true}) {
          tries.add(new Try(audience, scope, "", proven));
        }
      }
    }
    tries.add(new Try(STORAGE, "read", "gold", false));
    tries.add(new Try(STORAGE, "read", "silver", false));
    return tries;
  }

  /** Apps in many states: what is changed of the app, of its grant, and of its secret. */
  private static List<Caller> apps() {
    List<Caller> apps = new ArrayList<>();
    for (String app :
        List.of(
            "{}",
            "{\"status\":\"blocked\"}",
            "{\"allowed_ips\":[\"192.0.2.0/24\"]}",
            "{\"allowed_ips\":[\"127.0.0.0/8\"]}",
            "{\"proof\":\"dpop\"}",
            "{\"proof\":\"mtls\"}")) {
      for (String more :
          List.of(
              "",
              ",\"status\":\"suspended\"",
              ",\"expires_at\":\"2020-01-01T00:00:00Z\"",
              ",\"token_lifetime_seconds\":60")) {
        Caller made = admin.app("app " + apps.size());
        String grant = "{\"scopes\":[\"read\"],\"claims\":{\"plan\":\"gold\"}" + more + "}";
        Answer granted = admin.put("/apps/" + made.id() + "/grants/" + storage, grant);
        assertThat(granted.status()).as(granted.body()).isEqualTo(201);
        if (apps.size() % 3 == 0) {
          admin.grant(made, vault, "read");
        }
        assertThat(admin.patch("/apps/" + made.id(), app).status()).isEqualTo(200);
        apps.add(made);
      }
    }
    apps.add(ended());
    return apps;
  }

  /** One whose secret has had its time. */
  private static Caller ended() {
    Caller ended = admin.app("ended");
    admin.grant(ended, storage, "read");
    String path = "/apps/" + ended.id() + "/credentials";
    String only = Admin.text(admin.items(path).getFirst(), "id");
    Instant end = Instant.now().plusMillis(500).truncatedTo(ChronoUnit.MILLIS);
    assertThat(admin.patch(path + "/" + only, "{\"expires_at\":\"" + end + "\"}").status())
        .isEqualTo(200);
    await(end);
    return ended;
  }

  private static void await(Instant time) {
    while (!Instant.now().isAfter(time)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsExplainedIsWhatTheTokenEndpointAnswers() throws JsonFault {
    Prover prover = new Prover();
    int issued = 0;
    int refused = 0;
    for (Caller app : apps()) {
      for (Try one : tries()) {
        JsonObject told = explained(one.explained(app));
        Answer answer = one.sent(app, prover);
        String what = one + " " + told.text() + " " + answer.body();
        assertThat(answer.status()).as(what).isIn(200, 400, 401);
        assertThat(told.member("allowed"))
            .as(what)
            .contains(new JsonBoolean(answer.status() == 200));
        if (answer.status() == 200) {
          issued++;
          JsonObject token = told.object("token");
          assertThat(token.integer("expires_in")).isEqualTo(answer.json().integer("expires_in"));
          assertThat(token.string("scope")).isEqualTo(answer.text("scope"));
          assertThat(token.string("proof"))
              .isEqualTo(answer.text("token_type").equals("DPoP") ? "dpop" : "none");
        } else {
          refused++;
        }
      }
    }
    // Else it would agree about nothing much.
    assertThat(issued).isGreaterThan(30);
    assertThat(refused).isGreaterThan(300);
  }

  private static JsonObject explained(JsonObject body) {
    Answer answer = admin.post("/explain", body.text());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static JsonObject read(String token) {
    return explained(JsonObject.builder().put("token", token).build());
  }

  /** The rules of a token that are broken. */
  private static List<String> broken(JsonObject told) throws JsonFault {
    List<String> broken = new ArrayList<>();
    for (JsonValue rule : told.array("rules").values()) {
      if (((JsonObject) rule).string("outcome").equals("fail")) {
        broken.add(((JsonObject) rule).string("rule"));
      }
    }
    return broken;
  }

  /** The guard of the API hears of a token what is explained of it. */
  private static void assertAgreed(Caller guard, String token, String... rules) throws JsonFault {
    JsonObject told = read(token);
    JsonValue active = guard.introspect(token).json().member("active").orElseThrow();
    assertThat(told.member("active")).as(told.text()).contains(active);
    assertThat(active).isEqualTo(new JsonBoolean(rules.length == 0));
    assertThat(broken(told)).as(told.text()).containsExactlyInAnyOrder(rules);
  }

  @Test
  void whatIsExplainedOfATokenIsWhatIntrospectionSays() throws JsonFault {
    String name = "https://told.example.com";
    String api = admin.api(name, "read", "write");
    Caller guard = new Operator(admin.caller()).guard("guard", api);
    Caller app = admin.app("reader");
    admin.grant(app, api, "read", "write");

    String first = app.token(name);
    assertAgreed(guard, first);
    assertAgreed(guard, first.substring(0, first.length() - 4) + "AAAA", "signature");
    assertAgreed(guard, "nonsense", "format");

    Caller stranger = server.found(new TenantName("stranger"));
    assertAgreed(guard, stranger.token(stranger.below("admin/v1")), "key");

    admin.post("/revocations", "{\"kind\":\"token\",\"token\":\"" + first + "\"}");
    assertAgreed(guard, first, "token_open");

    String second = app.token(name);
    admin.grant(app, api, "read");
    assertAgreed(guard, second, "session_grant_open");

    String third = app.token(name);
    admin.patch("/apps/" + app.id(), "{\"status\":\"blocked\"}");
    assertAgreed(guard, third, "session_app_open");
    admin.patch("/apps/" + app.id(), "{\"status\":\"active\"}");
    assertAgreed(guard, third, "session_app_open");

    String fourth = app.token(name);
    String path = "/apps/" + app.id() + "/credentials";
    String only = Admin.text(admin.items(path).getFirst(), "id");
    admin.delete(path + "/" + only);
    assertAgreed(guard, fourth, "session_credential_open");
    assertAgreed(
        guard,
        first,
        "session_app_open",
        "session_grant_open",
        "token_open",
        "session_credential_open");

    assertThat(read(first).object("claims").member("aud")).contains(new JsonString(name));
  }

  @Test
  void soItIsOfOneThatIsOverAndOneWhoseApiIsGone() throws JsonFault {
    String name = "https://gone.example.com";
    String api = admin.api(name, "read");
    Caller guard = new Operator(admin.caller()).guard("guard", api);
    Caller brief = admin.app("brief");
    admin.put(
        "/apps/" + brief.id() + "/grants/" + api,
        "{\"scopes\":[\"read\"],\"token_lifetime_seconds\":1}");
    String over = brief.token(name);
    await(Instant.now().plusSeconds(2));
    assertAgreed(guard, over, "not_over");

    Caller last = admin.app("last");
    admin.grant(last, api, "read");
    String fifth = last.token(name);
    assertAgreed(guard, fifth);
    admin.delete("/apis/" + api);
    JsonObject told = read(fifth);
    assertThat(told.member("active")).contains(new JsonBoolean(false));
    assertThat(broken(told)).containsExactlyInAnyOrder("audience", "session_api_open");
  }

  @Test
  void anAppThatMayReadAppsMayHaveExplainedAndNobodyElse() {
    Caller reads = admin.app("reads");
    String audience = reads.below("admin/v1");
    admin.grant(reads, admin.builtIn("admin/v1"), "apps:read");
    Caller other = admin.app("other");
    admin.grant(other, admin.builtIn("admin/v1"), "apis:read", "audit:read");
    String body = "{\"client_id\":\"nobody\"}";
    assertThat(Operator.call("POST", audience + "/explain", body, reads.token(audience)).status())
        .isEqualTo(200);
    assertThat(Operator.call("POST", audience + "/explain", body, other.token(audience)).status())
        .isEqualTo(403);
  }
}
