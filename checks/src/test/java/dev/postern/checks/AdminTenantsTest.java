package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants are strangers to each other. Attack cases B13 and D1. */
final class AdminTenantsTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Admin home;
  private static Admin acme;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.admin();
    acme = founded("acme");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Admin founded(String name) throws Exception {
    Answer made = home.post("/tenants", "{\"name\":\"" + name + "\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    JsonObject operator = made.json().object("operator");
    return new Admin(
        new Caller(
            made.text("issuer"), operator.string("client_id"), operator.string("client_secret")));
  }

  @Test
  void aNewTenantAnswersAtItsOwnHostWithItsOwnOperator() throws Exception {
    Admin fresh = founded("fresh");
    assertThat(fresh.caller().issuer())
        .isEqualTo("http://fresh.hub.localhost:" + server.url().getPort() + "/");
    assertThat(fresh.get("/apps").status()).isEqualTo(200);
    assertThat(fresh.items("/apps")).hasSize(1);
    assertThat(fresh.items("/apis")).hasSize(2);
    assertThat(home.get("/tenants/fresh").text("issuer")).isEqualTo(fresh.caller().issuer());
    JsonObject first = fresh.items("/audit").getFirst();
    assertThat(Admin.text(first, "action")).isEqualTo("tenant.create");
    assertThat(Admin.text(first.object("after"), "operator")).isEqualTo(fresh.caller().id());
    assertThat(Admin.text(first, "actor")).isEqualTo("default/" + home.caller().id());
    assertThat(home.items("/audit").toString()).contains("tenant/fresh");
  }

  @Test
  void onlyTheTenantDefaultHasTenants() {
    assertThat(acme.get("/tenants").status()).isEqualTo(404);
    assertThat(acme.post("/tenants", "{\"name\":\"other\"}").status()).isEqualTo(404);
    assertThat(acme.items("/apis").toString()).doesNotContain("tenants:");
  }

  @Test
  void aTenantsNameIsADnsLabelThatNobodyHas() {
    for (String bad : List.of("Acme", "-a", "a-", "a.b", "a".repeat(64), "a_b", " a")) {
      Answer refused = home.post("/tenants", "{\"name\":\"" + bad + "\"}");
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.body()).contains("\"pointer\":\"/name\"");
    }
    assertThat(home.post("/tenants", "{\"name\":\"acme\"}").status()).isEqualTo(409);
    assertThat(home.post("/tenants", "{\"name\":\"default\"}").status()).isEqualTo(409);
    assertThat(home.get("/tenants/nobody").status()).isEqualTo(404);
    assertThat(home.patch("/tenants/nobody", "{}").status()).isEqualTo(404);
  }

  @Test
  void theThingsOfOneTenantAreNothingToTheOther() {
    String api = acme.api(STORAGE, "read");
    Caller app = acme.app("reader");
    assertThat(acme.grant(app, api, "read").status()).isEqualTo(201);
    String credential =
        Admin.text(acme.items("/apps/" + app.id() + "/credentials").getFirst(), "id");
    String appPath = "/apps/" + app.id();
    List<String> paths =
        List.of(
            "/apis/" + api,
            appPath,
            appPath + "/credentials/" + credential,
            appPath + "/grants/" + api);
    String unknown = home.get("/apps/app_unknown").body();
    for (String path : paths) {
      assertThat(acme.get(path).status()).as(path).isEqualTo(200);
      assertThat(home.get(path).status()).as(path).isEqualTo(404);
      assertThat(home.get(path).body()).isEqualTo(unknown);
      assertThat(home.delete(path).status()).as(path).isEqualTo(404);
      assertThat(home.delete(path).body()).isEqualTo(unknown);
    }
    assertThat(home.patch("/apis/" + api, "{\"name\":\"x\"}").body()).isEqualTo(unknown);
    assertThat(home.patch(appPath, "{\"status\":\"blocked\"}").body()).isEqualTo(unknown);
    assertThat(home.post(appPath + "/credentials", "{}").body()).isEqualTo(unknown);
    assertThat(home.get(appPath + "/credentials").body()).isEqualTo(unknown);
    assertThat(home.get(appPath + "/grants").body()).isEqualTo(unknown);
    assertThat(home.put(appPath + "/grants/" + api, "{\"scopes\":[\"read\"]}").body())
        .isEqualTo(unknown);
    assertThat(
            home.post("/revocations", "{\"kind\":\"app\",\"client_id\":\"" + app.id() + "\"}")
                .status())
        .isEqualTo(400);
    assertThat(
            home.post(
                    "/apps",
                    "{\"name\":\"x\",\"grants\":[{\"api_id\":\""
                        + api
                        + "\",\"scopes\":[\"read\"]}]}")
                .status())
        .isEqualTo(400);
    assertThat(acme.get(appPath).status()).as("nothing was deleted").isEqualTo(200);
  }

  @Test
  void aTokenOfOneTenantOpensNothingOfTheOther() {
    String token = acme.caller().token(acme.caller().issuer() + "admin/v1");
    Answer elsewhere = Operator.call("GET", home.caller().issuer() + "admin/v1/apps", "", token);
    assertThat(elsewhere.status()).isEqualTo(401);
    assertThat(elsewhere.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    assertThat(
            new Caller(home.caller().issuer(), acme.caller().id(), acme.caller().secret())
                .ask("audience", home.caller().issuer() + "admin/v1")
                .status())
        .isEqualTo(401);
    Answer revoked = home.post("/revocations", "{\"kind\":\"token\",\"token\":\"" + token + "\"}");
    assertThat(revoked.status()).isEqualTo(400);
    assertThat(revoked.body()).contains("is no token of this tenant");
  }

  @Test
  void aBlockedTenantGetsNoTokensAndItsOldOnesAreRefusedUntilNewOnesAreHad() throws Exception {
    Admin closed = founded("closed");
    String api = closed.api(STORAGE, "read");
    Caller app = closed.app("reader");
    closed.grant(app, api, "read");
    String old = app.token(STORAGE);
    try (Verifier verifier = Verifier.of(app.issuer(), STORAGE)) {
      assertThat(accepts(verifier, old)).isTrue();
      assertThat(home.patch("/tenants/closed", "{\"status\":\"blocked\"}").text("status"))
          .isEqualTo("blocked");
      for (int i = 0; i < 3000 && accepts(verifier, old); i++) {
        Thread.sleep(10);
      }
      assertThat(accepts(verifier, old)).isFalse();
      assertThat(app.ask("audience", STORAGE).status()).isEqualTo(401);
      assertThat(closed.get("/apps").status()).isEqualTo(401);
      assertThat(home.patch("/tenants/closed", "{\"status\":\"active\"}").status()).isEqualTo(200);
      assertThat(accepts(verifier, app.token(STORAGE))).isTrue();
      assertThat(accepts(verifier, old)).isFalse();
      closed.renew();
      JsonObject last = closed.items("/audit").getLast();
      assertThat(Admin.text(last, "action")).isEqualTo("tenant.unblock");
    }
  }

  @Test
  void theTenantDefaultCannotBlockItself() {
    Answer refused = home.patch("/tenants/default", "{\"status\":\"blocked\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(home.patch("/tenants/default", "{\"status\":\"active\"}").status()).isEqualTo(200);
  }

  @Test
  void revokingTheTokensOfATenantLeavesItOpenForNewOnes() throws Exception {
    Admin revoking = founded("revoking");
    Answer done = revoking.post("/revocations", "{\"kind\":\"tenant\"}");
    assertThat(done.status()).isEqualTo(201);
    assertThat(done.json().integer("entries")).as("one for each API").isEqualTo(2);
    assertThat(revoking.get("/apps").status()).as("by its own old token").isEqualTo(401);
    revoking.renew();
    assertThat(revoking.get("/apps").status()).isEqualTo(200);
    assertThat(home.get("/apps").status()).as("a neighbour").isEqualTo(200);
  }

  private static boolean accepts(Verifier verifier, String token) {
    try {
      verifier.verify("Bearer " + token);
      return true;
    } catch (TokenRefused refused) {
      return false;
    }
  }
}
