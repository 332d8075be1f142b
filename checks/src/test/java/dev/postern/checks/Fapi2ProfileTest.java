package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes to make a tenant or an app strict, what that closes, and what it forbids. */
final class Fapi2ProfileTest {

  private static final String STRICT = "{\"profile\":\"fapi2\"}";
  private static final String LOOSE = "{\"profile\":\"standard\"}";
  private static final String SECRET = "{\"type\":\"client_secret\"}";

  /** Of which secret does not matter: nobody ever shows it. */
  private static final String IMPORTED =
      "{\"type\":\"client_secret\","
          + "\"secret_hash\":\"$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\"}";

  private static Fapi2Site site;
  private static Operator home;
  private static String files;
  private static Caller guard;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new Fapi2Site(data, keys);
    home = site.installation();
    files = home.api("https://files.example.com", "read");
    guard = home.guard("files", files);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static boolean active(String token) {
    return new JsonBoolean(true).equals(guard.introspect(token).json().members().get("active"));
  }

  private static void assertConflict(Answer answer, String word) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(answer.header("Content-Type").orElseThrow()).startsWith("application/problem+json");
    assertThat(answer.text("detail")).contains(word);
  }

  private static Answer patch(String path, String body) {
    return home.admin("PATCH", path, body);
  }

  /** A token request in JSON, which is taken of whoever keeps to nothing. */
  private static Answer json(Fapi2App app) {
    return app.caller().send(app.json("service/oauth/token", app.assertion(app.claims())));
  }

  private static void assertProfile(Answer answer, String profile) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("profile")).isEqualTo(profile);
  }

  @Test
  void anAppThatIsMadeStrictLosesItsTokensAndTheUseOfItsSecret() {
    Caller app = home.app("mover", files, "read");
    String path = "/apps/" + app.id();
    SigningKey key = SigningKey.fresh();
    Fapi2Site.made(home.admin("POST", path + "/credentials", Fapi2App.credential(key, "")));
    Fapi2App keyed = new Fapi2App(app, key);
    assertThat(json(keyed).status()).isEqualTo(200);
    String borne = app.ask().text("access_token");
    String bound = keyed.token();
    assertThat(active(borne) && active(bound)).isTrue();
    assertProfile(patch(path, STRICT), "fapi2");
    assertThat(active(borne) || active(bound)).isFalse();
    AssertionServer.assertRefused(app.ask());
    assertThat(keyed.caller().send(keyed.request(keyed.assertion(keyed.claims()))).text("error"))
        .isEqualTo("invalid_dpop_proof");
    assertThat(json(keyed).text("error")).isEqualTo("invalid_request");
    String strict = keyed.token();
    assertThat(active(strict)).isTrue();
    // To say it again closes nothing, nor does it to allow more.
    assertProfile(patch(path, STRICT), "fapi2");
    assertThat(active(strict)).isTrue();
    assertProfile(patch(path, LOOSE), "standard");
    assertThat(active(strict)).isTrue();
    assertThat(active(borne)).as("what was closed stays closed").isFalse();
    assertThat(app.ask().status()).isEqualTo(200);
    // Its neighbours may do what they could before.
    assertThat(home.app("neighbour", files, "read").ask().status()).isEqualTo(200);
  }

  @Test
  void aStrictAppIsGivenNothingThatItCouldNotUse() {
    assertConflict(home.admin("POST", "/apps", "{\"name\":\"n\",\"profile\":\"fapi2\"}"), "secret");
    String rs256 = Fapi2App.credential(Fapi2App.key(SignatureAlgorithm.RS256), "");
    String start = "{\"name\":\"n\",\"profile\":\"fapi2\",\"credential\":";
    assertConflict(home.admin("POST", "/apps", start + rs256 + "}"), "ES256");
    String key = Fapi2App.credential(SigningKey.fresh(), "");
    Answer made = Fapi2Site.made(home.admin("POST", "/apps", start + key + "}"));
    assertThat(made.text("profile")).isEqualTo("fapi2");
    String credentials = "/apps/" + made.text("client_id") + "/credentials";
    assertConflict(home.admin("POST", credentials, SECRET), "no secrets");
    assertConflict(home.admin("POST", credentials, IMPORTED), "no secrets");
    assertConflict(home.admin("POST", credentials, rs256), "PS256, ES256 or EdDSA");
    String es384 = Fapi2App.credential(Fapi2App.key(SignatureAlgorithm.ES384), "");
    assertConflict(home.admin("POST", credentials, es384), "PS256, ES256 or EdDSA");
    String byEndpoint =
        Fapi2App.credential(SigningKey.fresh(), ",\"accept_token_endpoint_audience\":true");
    assertConflict(home.admin("POST", credentials, byEndpoint), "issuer alone");
    String set =
        "{\"type\":\"public_key\",\"jwks_uri\":\"https://keys.example.com/\","
            + "\"accept_token_endpoint_audience\":true}";
    assertConflict(home.admin("POST", credentials, set), "issuer alone");
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.FAPI2) {
      String sound = Fapi2App.credential(Fapi2App.key(algorithm), "");
      Fapi2Site.made(home.admin("POST", credentials, sound));
    }
    String legacy =
        Fapi2Site.made(
                home.admin(
                    "POST",
                    "/apis",
                    "{\"identifier\":\"urn:rs256\",\"name\":\"n\",\"signing_algorithm\":\"RS256\","
                        + "\"scopes\":[{\"name\":\"read\"}]}"))
            .text("id");
    String grant = "/apps/" + made.text("client_id") + "/grants/" + legacy;
    assertConflict(home.admin("PUT", grant, "{\"scopes\":[\"read\"]}"), "signing_algorithm");
    Answer other = home.admin("POST", "/apps", "{\"name\":\"n\",\"profile\":\"strict\"}");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.body()).contains("/profile");
  }

  @Test
  void nobodyShutsHimselfOut() {
    assertConflict(patch("/tenants/default", STRICT), "shut out yourself");
    assertConflict(patch("/apps/" + home.caller().id(), STRICT), "shut out yourself");
    assertThat(home.admin("GET", "/apps", "").status()).as("nothing was closed").isEqualTo(200);
  }

  /** The keys that he has are of no use where the Admin API's tokens are signed otherwise. */
  @Test
  void norByTheTokensOfTheAdminApi() throws Exception {
    String credentials = "/apps/" + home.caller().id() + "/credentials";
    String key = Fapi2App.credential(SigningKey.fresh(), "");
    String id = Fapi2Site.made(home.admin("POST", credentials, key)).text("id");
    String api = "/apis/" + adminApi();
    Answer other = patch(api, "{\"signing_algorithm\":\"RS256\"}");
    assertThat(other.status()).as(other.body()).isEqualTo(200);
    assertConflict(patch("/tenants/default", STRICT), "signing_algorithm");
    assertThat(patch(api, "{\"signing_algorithm\":\"ES256\"}").status()).isEqualTo(200);
    assertThat(home.admin("DELETE", credentials + "/" + id, "").status()).isEqualTo(204);
  }

  /** Nor the other way round: first strict, then another algorithm. */
  @Test
  void norDoesAStrictOperatorOfAnyTenant() throws Exception {
    SigningKey key = SigningKey.fresh();
    String api = adminApi();
    String scopes = "{\"scopes\":[\"apis:read\",\"apis:write\",\"apps:read\",\"apps:write\"]}";
    Caller second = home.app("second operator", files, "read");
    String path = "/apps/" + second.id();
    Fapi2Site.made(home.admin("POST", path + "/credentials", Fapi2App.credential(key, "")));
    assertThat(home.admin("PUT", path + "/grants/" + api, scopes).status()).isIn(200, 201);
    assertProfile(patch(path, STRICT), "fapi2");
    Fapi2App strict = new Fapi2App(second, key);
    String rs256 = "{\"signing_algorithm\":\"RS256\"}";
    assertConflict(strict.admin("PATCH", "/apis/" + api, rs256), "signing_algorithm");
    assertThat(strict.admin("GET", "/apis/" + api, "").text("signing_algorithm"))
        .isEqualTo("ES256");
  }

  private static String adminApi() throws JsonFault {
    for (JsonValue each : home.admin("GET", "/apis", "").json().array("items").values()) {
      if (each instanceof JsonObject api
          && api.string("identifier").equals(home.caller().below("admin/v1"))) {
        return api.string("id");
      }
    }
    throw new AssertionError("there is no Admin API");
  }

  @Test
  void aTenantThatIsMadeStrictIsSoWithAllItsApps() {
    Fapi2App app = site.app("reader", SignatureAlgorithm.ES256);
    Caller secretive = site.before().app("with a secret", site.accounts(), "read");
    assertThat(secretive.ask().status()).isEqualTo(200);
    Answer founding = home.admin("POST", "/tenants", "{\"name\":\"late\",\"profile\":\"fapi2\"}");
    assertThat(founding.status()).isEqualTo(400);
    site.switchOn();
    // Every token of the tenant is closed, and the operator's secret of no use any more.
    assertThat(site.before().admin("GET", "/apps", "").status()).isEqualTo(401);
    AssertionServer.assertRefused(site.before().caller().ask());
    AssertionServer.assertRefused(secretive.ask());
    assertThat(app.ask().status()).isEqualTo(200);
    Fapi2App operator = site.operator();
    String path = "/apps/" + app.caller().id();
    assertThat(operator.admin("GET", path, "").text("profile")).isEqualTo("standard");
    assertConflict(operator.admin("POST", path + "/credentials", SECRET), "no secrets");
    assertConflict(operator.admin("POST", "/apps", "{\"name\":\"n\"}"), "no secrets");
    String rs256 = "{\"signing_algorithm\":\"RS256\"}";
    assertConflict(operator.admin("PATCH", "/apis/" + site.accounts(), rs256), "signing_algorithm");
    String api = "{\"identifier\":\"urn:x\",\"name\":\"n\",\"signing_algorithm\":\"ES384\"}";
    assertConflict(operator.admin("POST", "/apis", api), "signing_algorithm");
    assertProfile(operator.admin("PATCH", path, STRICT), "fapi2");
    // It is not the tenant's to loosen itself.
    assertThat(operator.admin("PATCH", "/tenants/acme", LOOSE).status()).isIn(403, 404);
    assertProfile(patch("/tenants/acme", LOOSE), "standard");
    assertThat(secretive.ask().status()).isEqualTo(200);
    assertThat(app.caller().send(app.request(app.assertion(app.claims()))).status())
        .as("its own profile still counts")
        .isEqualTo(400);
  }
}
