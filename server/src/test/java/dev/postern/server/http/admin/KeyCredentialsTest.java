package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.http.admin.AdminSite.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public keys as credentials: what is taken, what is shown, and what is there already. */
final class KeyCredentialsTest {

  private final AdminSite site = new AdminSite();
  private final String app = site.app("[]").clientId();
  private final String all = "/apps/" + app + "/credentials";

  private static PublicJwk key() {
    try {
      return SigningKey.publicHalf(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private static String body(JsonObject jwk, String more) {
    return "{\"type\":\"public_key\",\"jwk\":" + jwk.text() + more + "}";
  }

  private Answer send(String path, String body) {
    return site.call("POST", path).json(body).send();
  }

  @Test
  void aKeyIsShownWithAllThatIsPublicAndNoSecret() {
    PublicJwk key = key();
    Answer made = site.post(all, body(key.json(), ",\"require_assertion_typ\":true"));
    JsonObject shown = made.body();
    assertThat(Description.text(shown, "type")).isEqualTo("public_key");
    assertThat(Description.text(shown, "hint")).isEqualTo(key.id().text());
    assertThat(Description.object(shown, "jwk")).isEqualTo(key.json());
    assertThat(shown.members())
        .containsEntry("require_assertion_typ", new JsonBoolean(true))
        .containsEntry("accept_token_endpoint_audience", new JsonBoolean(false))
        .doesNotContainKey("client_secret");
    assertThat(site.get(all + "/" + made.text("id")).body()).isEqualTo(shown);
    assertThat(site.get(all).items()).contains(shown);
  }

  @Test
  void aRepetitionIsAnsweredTheSameForThereIsNothingToLeaveOut() {
    String body = body(key().json(), "");
    Answer first = site.call("POST", all).json(body).key("once").send();
    Answer again = site.call("POST", all).json(body).key("once").send();
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(site.get(all).items()).hasSize(2);
  }

  @Test
  void anAppMayBeBornWithAKeyAlone() {
    PublicJwk key = key();
    Answer made =
        site.post("/apps", "{\"name\":\"n\",\"credential\":" + body(key.json(), "") + "}");
    assertThat(made.body().has("client_secret")).isFalse();
    String list = "/apps/" + made.text("client_id") + "/credentials";
    assertThat(site.get(list).items()).hasSize(1);
    assertThat(Description.text(site.get(list).items().getFirst(), "id"))
        .isEqualTo(made.text("credential_id"));
  }

  @Test
  void anAppMayBeBornWithASecretThatEnds() {
    String end = site.now().plusSeconds(100).toString();
    Answer made =
        site.post("/apps", "{\"name\":\"n\",\"credential\":{\"expires_at\":\"" + end + "\"}}");
    assertThat(made.text("client_secret")).startsWith("pst_");
    String list = "/apps/" + made.text("client_id") + "/credentials";
    assertThat(Description.text(site.get(list).items().getFirst(), "expires_at")).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'public_key'} | /jwk",
        "{'type':'public_key','jwk':1} | /jwk",
        "{'type':'public_key','jwk':{}} | /jwk",
        "{'type':'public_key','jwk':{'kty':'oct','k':'AA'}} | /jwk",
        "{'type':'public_key','jwk':{},'jwks_uri':'https://a.example.com/'} | /jwks_uri",
        "{'type':'public_key','jwks_uri':1} | /jwks_uri",
        "{'type':'public_key','jwks_uri':''} | /jwks_uri",
        "{'type':'public_key','jwks_uri':'http://a.example.com/'} | /jwks_uri",
        "{'type':'public_key','jwks_uri':'https://u@a.example.com/'} | /jwks_uri",
        "{'type':'public_key','jwks_uri':'https://a.example.com/#f'} | /jwks_uri",
        "{'type':'public_key','jwks_uri':'https://127.0.0.1/'} | /jwks_uri",
        "{'type':'public_key','jwks_uri':'https://localhost/'} | /jwks_uri",
        "{'type':'client_secret','jwks_uri':'https://a.example.com/'} | /jwks_uri",
        "{'type':'public_key','client_secret':'a'} | /client_secret",
        "{'type':'client_secret','jwk':{}} | /jwk",
        "{'type':'client_secret','require_assertion_typ':true} | /require_assertion_typ",
        "{'type':'certificate'} | /pem",
        "{'type':'federated'} | /type",
      })
  void whatDoesNotFitItsTypeIsPointedAtAlsoAtBirth(String body, String pointer) {
    String json = body.replace('\'', '"');
    Answer answer = send(all, json);
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).contains(pointer);
    Answer birth = send("/apps", "{\"name\":\"n\",\"credential\":" + json + "}");
    assertThat(birth.problem()).isEqualTo("400 invalid");
    assertThat(birth.pointers()).contains("/credential" + pointer);
  }

  @Test
  void aKeyIsThereOnceAndSoIsItsName() {
    PublicJwk key = key();
    site.post(all, body(key.json(), ""));
    assertThat(send(all, body(key.json(), "")).problem()).isEqualTo("409 conflict");
    JsonObject renamed = JsonObject.builder().putAll(key.json()).put("kid", "other").build();
    assertThat(send(all, body(renamed, "")).problem()).as("renamed").isEqualTo("409 conflict");
    JsonObject namesake =
        JsonObject.builder().putAll(key().json()).put("kid", key.id().text()).build();
    assertThat(send(all, body(namesake, "")).problem()).isEqualTo("409 conflict");
    String other = "/apps/" + site.app("[]").clientId() + "/credentials";
    assertThat(send(other, body(key.json(), "")).status()).as("another app").isEqualTo(201);
  }

  @Test
  void anAppHasAtMostSixteenKeysAndStillRoomForSecrets() {
    for (int i = 0; i < 16; i++) {
      site.post(all, body(key().json(), ""));
    }
    assertThat(send(all, body(key().json(), "")).problem()).isEqualTo("409 conflict");
    assertThat(send(all, "{}").status()).isEqualTo(201);
  }

  @Test
  void aKeyEndsAndGoesLikeASecret() {
    Answer made = site.post(all, body(key().json(), ""));
    String path = all + "/" + made.text("id");
    String end = site.now().plusSeconds(60).toString();
    Answer changed = site.call("PATCH", path).json("{\"expires_at\":\"" + end + "\"}").send();
    assertThat(changed.text("expires_at")).isEqualTo(end);
    assertThat(Description.object(changed.body(), "jwk"))
        .isEqualTo(Description.object(made.body(), "jwk"));
    assertThat(site.call("DELETE", path).send().status()).isEqualTo(204);
    assertThat(site.get(all).items()).hasSize(1);
  }

  private static String byUrl(String url) {
    return "{\"type\":\"public_key\",\"jwks_uri\":\"" + url + "\"}";
  }

  @Test
  void keysByUrlAreShownByTheirUrlAndFetchedByNobodyYet() {
    String url = "https://Keys.example.com/a?b=c";
    Answer made = site.post(all, byUrl(url));
    JsonObject shown = made.body();
    assertThat(Description.text(shown, "type")).isEqualTo("public_key");
    assertThat(Description.text(shown, "hint")).isEqualTo("keys.example.com");
    assertThat(Description.text(shown, "jwks_uri")).isEqualTo(url);
    assertThat(shown.members())
        .containsEntry("require_assertion_typ", new JsonBoolean(false))
        .containsEntry("accept_token_endpoint_audience", new JsonBoolean(false))
        .doesNotContainKeys("jwk", "client_secret");
    assertThat(site.get(all + "/" + made.text("id")).body()).isEqualTo(shown);
    assertThat(site.get(all).items()).contains(shown);
  }

  @Test
  void anAppHasTwoUrlsAtMostAndNoneTwice() {
    site.post(all, byUrl("https://a.example.com/"));
    assertThat(send(all, byUrl("https://a.example.com/")).problem()).isEqualTo("409 conflict");
    site.post(all, byUrl("https://b.example.com/"));
    assertThat(send(all, byUrl("https://c.example.com/")).problem()).isEqualTo("409 conflict");
    site.post(all, body(key().json(), ""));
    assertThat(send(all, "{}").status()).isEqualTo(201);
  }

  @Test
  void keysByUrlEndAndGoLikeASecret() {
    Answer made = site.post(all, byUrl("https://a.example.com/"));
    String path = all + "/" + made.text("id");
    String end = site.now().plusSeconds(60).toString();
    Answer changed = site.call("PATCH", path).json("{\"expires_at\":\"" + end + "\"}").send();
    assertThat(changed.text("expires_at")).isEqualTo(end);
    assertThat(changed.text("jwks_uri")).isEqualTo("https://a.example.com/");
    assertThat(site.call("DELETE", path).send().status()).isEqualTo(204);
    assertThat(site.get(all).items()).hasSize(1);
  }
}
