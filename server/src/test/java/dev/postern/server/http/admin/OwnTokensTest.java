package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.BuiltInApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever calls may give back what he calls with; for anything else he needs the scope. */
final class OwnTokensTest {

  private final AdminSite site = new AdminSite();
  private final Party reader = site.admin("apps:read");
  private final String token = site.token(reader);

  private Answer revoke(String with, JsonObject body) {
    return site.call("POST", "/revocations").json(body.text()).token(with).send();
  }

  private static JsonObject named(String token) {
    return JsonObject.builder().put("kind", "token").put("token", token).build();
  }

  private String problem(String with) {
    return site.call("GET", "/apps").token(with).send().status() == 200 ? "none" : "refused";
  }

  @Test
  void theTokenOfTheCallIsGivenBackWithoutAScope() {
    assertThat(revoke(token, named(token)).status()).isEqualTo(201);

    assertThat(problem(token)).isEqualTo("refused");
    assertThat(site.lastAudit().record().actor()).isEqualTo(reader.clientId());
    assertThat(site.lastAudit().record().action()).isEqualTo("revocation.create");
  }

  @Test
  void soIsAnotherTokenOfTheSameAppAndNoMoreThanThat() {
    String other = site.token(reader);

    assertThat(revoke(token, named(other)).status()).isEqualTo(201);

    assertThat(problem(other)).isEqualTo("refused");
    assertThat(problem(token)).isEqualTo("none");
  }

  @Test
  void aTokenOfAnotherAppNeedsTheScope() {
    String foreign = site.token(site.operator);
    long before = site.number();

    assertThat(revoke(token, named(foreign)).problem()).isEqualTo("403 insufficient_scope");

    assertThat(site.number()).isEqualTo(before);
    assertThat(problem(foreign)).isEqualTo("none");
    assertThat(revoke(site.token(site.operator, "revocations:write"), named(token)).status())
        .isEqualTo(201);
    assertThat(problem(token)).isEqualTo("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"token\",\"jti\":\"a\"}",
        "{\"kind\":\"token\",\"token\":\"\"}",
        "{\"kind\":\"token\",\"token\":\"a.b.c\"}",
        "{\"kind\":\"token\",\"token\":7}",
        "{\"kind\":\"token\"}",
        "{\"kind\":\"tenant\"}",
        "{}",
        "no JSON"
      })
  void whatCannotBeShownToBeOwnNeedsTheScope(String body) {
    Answer answer = site.call("POST", "/revocations").json(body).token(token).send();
    assertThat(answer.problem()).isEqualTo("403 insufficient_scope");
  }

  @Test
  void theOwnTokenOpensNoOtherAct() {
    for (String kind : new String[] {"app", "tenant", "key"}) {
      JsonObject body = JsonObject.builder().put("kind", kind).put("token", token).build();
      assertThat(revoke(token, body).problem()).as(kind).isEqualTo("403 insufficient_scope");
    }
    JsonObject both =
        JsonObject.builder().put("kind", "token").put("token", token).put("jti", "a").build();
    assertThat(revoke(token, both).problem()).isEqualTo("400 invalid");
    assertThat(problem(token)).isEqualTo("none");
  }

  @Test
  void aTokenForAnotherBuiltInApiIsNoneToCallWith() {
    Party accounts =
        site.app(
            "[{\"identifier\":\"%s\",\"scopes\":[\"profile:read\"]}]"
                .formatted(BuiltInApi.IDENTITY.audience(site.address.issuer(AdminSite.HOME))));
    String audience = BuiltInApi.IDENTITY.audience(site.address.issuer(AdminSite.HOME)).text();
    String foreign = site.tokenFor(accounts, audience, null);
    assertThat(revoke(foreign, named(foreign)).problem()).isEqualTo("401 invalid_token");
  }

  @Test
  void theLogSaysWhatWhoeverActedIsCalledNow() {
    revoke(token, named(token));
    assertThat(newest().text()).contains("\"actor_name\":\"An app\"");

    site.patch("/apps/" + reader.clientId(), "{\"name\":\"Ada\"}");
    JsonObject line = site.get("/audit?actor=" + reader.clientId()).items().getFirst();
    assertThat(line.text()).contains("\"actor_name\":\"Ada\"");
    assertThat(newest().text()).contains("\"actor_name\":\"operator\"");

    site.delete("/apps/" + reader.clientId());
    line = site.get("/audit?actor=" + reader.clientId()).items().getFirst();
    assertThat(line.text()).contains("\"actor_name\":null");
    assertThat(site.get("/audit?limit=1").items().getFirst().text())
        .as("the server itself")
        .contains("\"actor_name\":null");
  }

  @Test
  void theLogSaysWhatTheThingIsCalledNowThatWasChanged() {
    String app = "/apps/" + reader.clientId();
    site.patch(app, "{\"name\":\"Ada\"}");
    assertThat(newest().text()).contains("\"target_name\":\"Ada\"");
    site.post(app + "/credentials", "{}");
    assertThat(newest().text()).contains("credential.create", "\"target_name\":\"Ada\"");
    String api =
        site.post(
                "/apis",
                "{\"identifier\":\"https://pay.example.com\",\"name\":\"Pay\",\"scopes\":[{\"name\":\"pay\"}]}")
            .text("id");
    assertThat(newest().text()).contains("api.create", "\"target_name\":\"Pay\"");
    site.put(app + "/grants/" + api, "{\"scopes\":[\"pay\"]}");
    assertThat(newest().text()).contains("\"target\":\"grant/", "\"target_name\":\"Ada\"");

    site.delete("/apis/" + api);
    assertThat(newest().text()).contains("api.delete", "\"target_name\":null");
    site.delete(app);
    assertThat(newest().text()).contains("app.delete", "\"target_name\":null");
    assertThat(site.get("/audit?target=tenant/default").items().getFirst().text())
        .contains("\"target_name\":null");
  }

  private JsonObject newest() {
    return site.get("/audit?order=newest&limit=1").items().getFirst();
  }
}
