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

/** Other issuers' words as credentials: what is taken, what is shown, and what is there already. */
final class FederatedCredentialsTest {

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

  private static String body(String issuer, String subject, String keys) {
    return "{\"type\":\"federated\",\"issuer\":\"%s\",\"subject\":\"%s\",%s}"
        .formatted(issuer, subject, keys);
  }

  private static String body(String keys) {
    return body("https://idp.example.com/", "a:b", keys);
  }

  private static String jwk() {
    return "\"jwk\":" + key().json().text();
  }

  private static String url(String url) {
    return "\"jwks_uri\":\"" + url + "\"";
  }

  private Answer send(String path, String body) {
    return site.call("POST", path).json(body).send();
  }

  @Test
  void itIsShownWithWhomItBelievesAndNoSecret() {
    PublicJwk key = key();
    JsonObject shown = site.post(all, body("\"jwk\":" + key.json().text())).body();
    assertThat(Description.text(shown, "type")).isEqualTo("federated");
    assertThat(Description.text(shown, "hint")).isEqualTo("a:b");
    assertThat(Description.text(shown, "issuer")).isEqualTo("https://idp.example.com/");
    assertThat(Description.text(shown, "subject")).isEqualTo("a:b");
    assertThat(Description.object(shown, "jwk")).isEqualTo(key.json());
    assertThat(shown.members())
        .containsEntry("reusable", new JsonBoolean(false))
        .doesNotContainKeys("jwks_uri", "client_secret", "require_assertion_typ");
    String path = all + "/" + Description.text(shown, "id");
    assertThat(site.get(path).body()).isEqualTo(shown);
    assertThat(site.get(all).items()).contains(shown);
    assertThat(site.lastAudit().record().after()).isEqualTo(shown);
  }

  @Test
  void byUrlItIsShownByTheUrl() {
    String keys = url("https://idp.example.com/jwks") + ",\"reusable\":true";
    JsonObject shown = site.post(all, body(keys)).body();
    assertThat(Description.text(shown, "jwks_uri")).isEqualTo("https://idp.example.com/jwks");
    assertThat(shown.members())
        .containsEntry("reusable", new JsonBoolean(true))
        .doesNotContainKeys("jwk", "client_secret");
  }

  @Test
  void anAppMayBeBornWithItAlone() {
    Answer made = site.post("/apps", "{\"name\":\"n\",\"credential\":" + body(jwk()) + "}");
    assertThat(made.body().has("client_secret")).isFalse();
    String list = "/apps/" + made.text("client_id") + "/credentials";
    assertThat(site.get(list).items()).hasSize(1);
    assertThat(Description.text(site.get(list).items().getFirst(), "type")).isEqualTo("federated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'federated'} | /issuer",
        "{'type':'federated'} | /subject",
        "{'type':'federated','issuer':'i','subject':'s'} | /jwk",
        "{'type':'federated','issuer':'','subject':'s','jwks_uri':'https://a.example/'} | /issuer",
        "{'type':'federated','issuer':1,'subject':'s','jwks_uri':'https://a.example/'} | /issuer",
        "{'type':'federated','issuer':'i','subject':'','jwks_uri':'https://a.example/'} | /subject",
        "{'type':'federated','issuer':'i','subject':'a\\nb','jwk':{}} | /subject",
        "{'type':'federated','issuer':'i','subject':'s','jwk':{}} | /jwk",
        "{'type':'federated','issuer':'i','subject':'s','jwk':{'kty':'oct','k':'AA'}} | /jwk",
        "{'type':'federated','issuer':'i','subject':'s','jwks_uri':'http://a.example/'} | /jwks_uri",
        "{'type':'federated','issuer':'i','subject':'s','jwks_uri':'https://10.0.0.1/'} | /jwks_uri",
        "{'type':'federated','issuer':'i','subject':'s','jwk':{},'jwks_uri':'a'} | /jwks_uri",
        "{'type':'federated','issuer':'i','subject':'s','reusable':'true'} | /reusable",
        "{'type':'federated','issuer':'i','subject':'s','secret_hash':'a'} | /secret_hash",
        "{'type':'federated','require_assertion_typ':true} | /require_assertion_typ",
        "{'type':'public_key','issuer':'i'} | /issuer",
        "{'type':'public_key','reusable':true} | /reusable",
        "{'type':'client_secret','subject':'s'} | /subject",
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
  void anAppHasAtMostTwoForOneNameAndNoneTwice() {
    String first = body(jwk());
    site.post(all, first);
    assertThat(send(all, first).problem()).isEqualTo("409 conflict");
    site.post(all, body(url("https://a.example.com/")));
    assertThat(send(all, body(jwk())).problem()).isEqualTo("409 conflict");
    site.post(all, body("https://idp.example.com/", "a:c", jwk()));
    site.post(all, body("https://idp.example.com", "a:b", jwk()));
    String other = "/apps/" + site.app("[]").clientId() + "/credentials";
    assertThat(send(other, first).status()).as("another app").isEqualTo(201);
  }

  @Test
  void itEndsAndGoesLikeASecret() {
    Answer made = site.post(all, body(jwk()));
    String path = all + "/" + made.text("id");
    String end = site.now().plusSeconds(60).toString();
    Answer changed = site.call("PATCH", path).json("{\"expires_at\":\"" + end + "\"}").send();
    assertThat(changed.text("expires_at")).isEqualTo(end);
    assertThat(changed.text("subject")).isEqualTo("a:b");
    assertThat(site.call("DELETE", path).send().status()).isEqualTo(204);
    assertThat(site.get(all).items()).hasSize(1);
  }
}
