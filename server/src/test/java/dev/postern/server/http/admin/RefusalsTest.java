package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.server.http.admin.Description.Operation;
import dev.postern.store.BuiltInApi;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no JSON, what is not there, and what contradicts what is there. */
final class RefusalsTest {

  private final AdminSite site = new AdminSite();
  private final Targets targets = new Targets(site);

  private List<Operation> withBodies() {
    return site.description().operations().stream()
        .filter(each -> each.bodySchema().isPresent())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json, text/plain",
        "application/json;",
        "json",
        "application/json-patch+json"
      })
  void aBodyIsJsonAndSaysSo(String type) {
    for (Operation each : withBodies()) {
      String path = targets.path(each);
      Answer answer = site.call(each.method(), path).body("{}").header("Content-Type", type).send();
      assertThat(answer.problem()).as(each.toString()).isEqualTo("415 unsupported_media_type");
    }
  }

  @Test
  void aBodyWithoutAContentTypeOrWithTwoIsRefused() {
    for (Operation each : withBodies()) {
      String path = targets.path(each);
      assertThat(site.call(each.method(), path).body("{}").send().problem())
          .isEqualTo("415 unsupported_media_type");
      AdminSite.Call twice =
          site.call(each.method(), path).json("{}").header("Content-Type", "application/json");
      assertThat(twice.send().problem()).isEqualTo("415 unsupported_media_type");
    }
  }

  @Test
  void aMergePatchIsForPatchAlone() {
    for (Operation each : withBodies()) {
      Answer answer =
          site.call(each.method(), targets.path(each))
              .body("{}")
              .header("Content-Type", "application/merge-patch+json")
              .send();
      assertThat(answer.status())
          .as(each.toString())
          .isEqualTo(each.method().equals("PATCH") ? 200 : 415);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json;charset=utf-8", "Application/JSON; Charset=\"UTF-8\""})
  void utf8MayBeSaid(String type) {
    Answer answer =
        site.call("POST", "/apps").body("{\"name\":\"n\"}").header("Content-Type", type).send();
    assertThat(answer.status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"text\"",
        "1",
        "{",
        "{}{}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\\u0000\"}",
        "{\"name\":\"\\ud800\"}",
        "{'name':1}",
        "{\"name\":1,}",
        "\ufeff{}",
        "{\"limits\":{\"a\":1,\"a\":2}}",
        "{\"n\":NaN}",
        "{/**/}"
      })
  void whatIsNoJsonObjectIsRefused(String body) {
    for (Operation each : withBodies()) {
      Answer answer = site.call(each.method(), targets.path(each)).json(body).send();
      assertThat(answer.problem()).as(each.toString()).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("");
    }
  }

  @Test
  void aBodyThatIsNestedTooDeepIsRefused() {
    String deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);
    assertThat(site.post("/apps", deep).problem()).isEqualTo("400 invalid");
  }

  @Test
  void anUnknownIdAndOneThatCannotBeAreRefusedWithTheSameBytes() {
    Party acme = site.tenant("acme");
    String foreignApp = acme.clientId();
    Set<String> bodies = new HashSet<>();
    for (Operation each : site.description().operations()) {
      for (String bad :
          List.of("app_nothing", foreignApp, "a%20b", "%C3%A4", "'or'1", "x".repeat(129), "~")) {
        String path = each.path();
        if (path.contains("{")) {
          AdminSite.Call call = site.call(each.method(), path.replaceAll("\\{[a-z_]+}", bad));
          String body = each.path().startsWith("/tenants") ? "{\"status\":\"active\"}" : "{}";
          if (each.method().equals("PUT")) {
            body = "{\"scopes\":[\"read\"]}";
          }
          Answer answer = each.bodySchema().isPresent() ? call.json(body).send() : call.send();
          assertThat(answer.status()).as(each + " " + bad).isEqualTo(404);
          bodies.add(answer.body().text());
        }
      }
    }
    assertThat(bodies).hasSize(1);
  }

  @Test
  void whatIsOfAnotherAppIsNotThereEither() {
    Answer other = site.post("/apps", "{\"name\":\"n\"}");
    String mine = "/apps/" + site.app("[]").clientId();
    String path = mine + "/credentials/" + other.text("credential_id");
    assertThat(site.get(path).problem()).isEqualTo("404 not_found");
    assertThat(site.patch(path, "{}").problem()).isEqualTo("404 not_found");
    assertThat(site.delete(path).problem()).isEqualTo("404 not_found");
    String api = site.api("urn:a", "read");
    assertThat(site.get(mine + "/grants/" + api).problem()).isEqualTo("404 not_found");
    assertThat(site.delete(mine + "/grants/" + api).problem()).isEqualTo("404 not_found");
  }

  @Test
  void anIdentifierIsTakenOnce() {
    site.api("urn:a");
    for (String taken :
        List.of(
            "urn:a",
            "http://127.0.0.1:8080/admin/v1",
            "http://127.0.0.1:8080/identity/v2/manage")) {
      Answer answer = site.post("/apis", "{\"identifier\":\"" + taken + "\",\"name\":\"n\"}");
      assertThat(answer.problem()).as(taken).isEqualTo("409 conflict");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage",
        "/admin/v1",
        "https://a b",
        "https://a#b",
        "https://\u00e4.example",
        ":",
        "http:"
      })
  void anIdentifierIsAnAbsoluteUri(String identifier) {
    Answer answer = site.post("/apis", "{\"identifier\":\"" + identifier + "\",\"name\":\"n\"}");
    assertThat(answer.pointers()).containsExactly("/identifier");
  }

  @Test
  void aBuiltInApiCannotBeDeleted() {
    for (BuiltInApi api : BuiltInApi.values()) {
      assertThat(site.delete("/apis/" + site.builtIn(api)).problem()).isEqualTo("409 conflict");
    }
  }

  @Test
  void anAppHasAtMostTwentyCredentials() {
    String path = "/apps/" + site.app("[]").clientId() + "/credentials";
    for (int i = 2; i <= 20; i++) {
      assertThat(site.post(path, "{}").status()).isEqualTo(201);
    }
    assertThat(site.post(path, "{}").problem()).isEqualTo("409 conflict");
    site.delete(path + "/" + Description.text(site.get(path).items().getFirst(), "id"));
    assertThat(site.post(path, "{}").status()).isEqualTo(201);
  }

  @Test
  void anAppHasAtMostAThousandGrants() {
    Party app = site.app("[]");
    site.grants(app, 1000);
    String one = "/apps/" + app.clientId() + "/grants/";
    assertThat(site.put(one + site.api("urn:more", "r"), "{\"scopes\":[\"r\"]}").problem())
        .isEqualTo("409 conflict");
    String there = site.get("/apps/" + app.clientId() + "/grants?limit=1").next().orElseThrow();
    assertThat(site.put(one + there, "{\"scopes\":[\"r\"]}").status()).isEqualTo(200);
  }

  @Test
  void aTenantIsFoundedOnceAndDefaultNeverAgain() {
    site.tenant("acme");
    for (String name : List.of("acme", "default")) {
      assertThat(site.post("/tenants", "{\"name\":\"" + name + "\"}").problem())
          .isEqualTo("409 conflict");
    }
  }

  @Test
  void theTenantDefaultCannotBeBlocked() {
    assertThat(site.patch("/tenants/default", "{\"status\":\"blocked\"}").problem())
        .isEqualTo("409 conflict");
    assertThat(site.patch("/tenants/default", "{\"status\":\"active\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Acme", "-a", "a-", "a.b", "a_b", "\u00e4", "a b"})
  void aTenantsNameIsADnsLabel(String name) {
    assertThat(site.post("/tenants", "{\"name\":\"" + name + "\"}").pointers())
        .containsExactly("/name");
  }

  @Test
  void aRevocationNamesSomethingThatIsThere() {
    Party app = site.app("[]");
    String one = "{\"kind\":\"%s\",\"client_id\":\"%s\",\"%s\":\"%s\"}";
    refused("{\"kind\":\"app\",\"client_id\":\"nobody\"}", "/client_id");
    refused("{\"kind\":\"app\",\"client_id\":\"a b\"}", "/client_id");
    refused(one.formatted("credential", "nobody", "id", "x"), "/client_id");
    refused(one.formatted("credential", app.clientId(), "id", "x"), "/id");
    refused(one.formatted("grant", app.clientId(), "api_id", "x"), "/api_id");
    refused("{\"kind\":\"key\",\"kid\":\"x\"}", "/kid");
    refused("{\"kind\":\"token\",\"token\":\"x\"}", "/token");
    refused("{\"kind\":\"token\",\"jti\":\"a b\"}", "/jti");
    refused("{\"kind\":\"token\"}", "/jti");
    refused("{\"kind\":\"token\",\"jti\":\"x\",\"token\":\"y\"}", "/jti");
    refused("{\"kind\":\"tenant\",\"client_id\":\"x\"}", "/client_id");
    refused("{\"jti\":\"x\"}", "/kind");
    refused("{\"kind\":\"issuer\"}", "/kind");
  }

  private void refused(String revocation, String pointer) {
    long before = site.number();
    Answer answer = site.post("/revocations", revocation);
    assertThat(answer.problem()).as(revocation).isEqualTo("400 invalid");
    assertThat(answer.pointers()).as(revocation).containsExactly(pointer);
    assertThat(site.number()).isEqualTo(before);
  }

  @Test
  void aTokenOfAnotherTenantCannotBeRevokedHere() {
    String token = site.token(site.tenant("acme"));
    refused("{\"kind\":\"token\",\"token\":\"" + token + "\"}", "/token");
  }
}
