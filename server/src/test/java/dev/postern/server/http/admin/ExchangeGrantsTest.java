package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.store.BuiltInApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a grant says of exchanging: what may stand there, and what of it closes sessions. */
final class ExchangeGrantsTest {

  private final AdminSite site = new AdminSite();
  private final String front = site.api("urn:front", "read");
  private final String side = site.api("urn:side", "read");
  private final String back = site.api("urn:back", "r", "w");
  private final String app =
      site.post("/apps", "{\"name\":\"n\",\"acts_for\":[\"" + front + "\"]}").text("client_id");
  private final String grant = "/apps/" + app + "/grants/" + back;

  private Answer put(String exchange) {
    return site.put(
        grant,
        "{\"scopes\":[\"r\",\"w\"],\"exchange\":%s}"
            .formatted(exchange.replace("FRONT", front).replace("SIDE", side)));
  }

  private JsonValue shown() {
    return Description.member(site.get(grant).body(), "exchange");
  }

  @Test
  void whatIsSaidOfItIsShownAsItWasSaid() {
    put("{\"from\":[\"FRONT\"]}");
    assertThat(shown().text())
        .isEqualTo(
            "{\"from\":[\"%s\"],\"subjects\":null,\"scopes\":null,\"mode\":\"delegation\"}"
                .formatted(front));
    String all =
        "{\"from\":[\"FRONT\"],\"subjects\":[\"app_a\",\"app_b\"],\"scopes\":[\"r\"],"
            + "\"mode\":\"impersonation\"}";
    put(all);
    assertThat(shown().text()).isEqualTo(all.replace("FRONT", front));
    site.put(grant, "{\"scopes\":[\"r\"]}");
    assertThat(shown()).isEqualTo(JsonNull.NULL);
  }

  @Test
  void anAppCanBeBornWithIt() {
    Answer made =
        site.post(
            "/apps",
            ("{\"name\":\"n\",\"acts_for\":[\"%1$s\"],\"grants\":[{\"api_id\":\"%2$s\","
                    + "\"scopes\":[\"r\"],\"exchange\":{\"from\":[\"%1$s\"]}}]}")
                .formatted(front, back));
    assertThat(made.status()).isEqualTo(201);
    assertThat(
            site.get("/apps/" + made.text("client_id") + "/grants/" + back)
                .object("exchange")
                .has("from"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 | /exchange",
        "[] | /exchange",
        "{} | /exchange/from",
        "{'from':[]} | /exchange/from",
        "{'from':'FRONT'} | /exchange/from",
        "{'from':['FRONT','FRONT']} | /exchange/from/1",
        "{'from':['api_nothing']} | /exchange/from/0",
        "{'from':['not an id']} | /exchange/from/0",
        "{'from':['FRONT'],'subjects':[]} | /exchange/subjects",
        "{'from':['FRONT'],'subjects':['not an id']} | /exchange/subjects/0",
        "{'from':['FRONT'],'scopes':[]} | /exchange/scopes",
        "{'from':['FRONT'],'scopes':['x']} | /exchange/scopes/0",
        "{'from':['FRONT'],'mode':'both'} | /exchange/mode",
        "{'from':['FRONT'],'more':1} | /exchange/more"
      })
  void whatCannotBeMeantIsRefused(String exchangeAndPointer) {
    String[] parts = exchangeAndPointer.split(" \\| ", -1);
    assertThat(put(parts[0].replace('\'', '"')).pointers()).containsExactly(parts[1]);
    assertThat(site.get(grant).status()).isEqualTo(404);
  }

  @Test
  void whatIsGoneSinceDoesNotKeepAnybodyFromNarrowingTheGrant() {
    String terms = "\"exchange\":{\"from\":[\"" + side + "\"],\"scopes\":[\"w\"]}";
    assertThat(site.put(grant, "{\"scopes\":[\"r\",\"w\"]," + terms + "}").status()).isEqualTo(201);
    assertThat(site.delete("/apis/" + side).status()).isEqualTo(204);
    assertThat(site.patch("/apis/" + back, "{\"scopes\":[{\"name\":\"r\"}]}").status())
        .isEqualTo(200);
    assertThat(
            site.put(grant, "{\"scopes\":[\"r\"],\"status\":\"suspended\"," + terms + "}").status())
        .isEqualTo(200);
    assertThat(shown().text()).contains(side, "[\"w\"]");
    // Once they are out they do not come in again, nor into another grant.
    String without = "{\"scopes\":[\"r\"],\"exchange\":{\"from\":[\"" + front + "\"]}}";
    assertThat(site.put(grant, without).status()).isEqualTo(200);
    assertThat(site.put(grant, "{\"scopes\":[\"r\"]," + terms + "}").pointers())
        .containsExactly("/exchange/from/0", "/exchange/scopes/0");
  }

  @Test
  void builtInApisAreNeitherTargetNorSource() {
    String admin = site.builtIn(BuiltInApi.ADMIN);
    String identity = site.builtIn(BuiltInApi.IDENTITY);
    assertThat(
            site.put(
                    "/apps/" + app + "/grants/" + identity,
                    "{\"scopes\":[\"profile:read\"],\"exchange\":{\"from\":[\"" + front + "\"]}}")
                .pointers())
        .containsExactly("/exchange");
    for (String from : new String[] {admin, identity}) {
      assertThat(put("{\"from\":[\"" + from + "\"]}").pointers())
          .containsExactly("/exchange/from/0");
    }
  }

  @Test
  void whatIsNarrowedClosesTheGrantsSessionsAndWhatIsWidenedNone() {
    put("null");
    closes(0, "{\"from\":[\"FRONT\"]}");
    closes(0, "{\"from\":[\"FRONT\",\"SIDE\"]}");
    closes(1, "{\"from\":[\"SIDE\"]}");
    closes(1, "{\"from\":[\"SIDE\"],\"subjects\":[\"app_a\"]}");
    closes(0, "{\"from\":[\"SIDE\"],\"subjects\":[\"app_a\",\"app_b\"]}");
    closes(1, "{\"from\":[\"SIDE\"],\"subjects\":[\"app_b\"]}");
    closes(0, "{\"from\":[\"SIDE\"]}");
    closes(1, "{\"from\":[\"SIDE\"],\"scopes\":[\"r\"]}");
    closes(0, "{\"from\":[\"SIDE\"],\"scopes\":[\"r\",\"w\"]}");
    closes(1, "{\"from\":[\"SIDE\"],\"scopes\":[\"w\"]}");
    closes(0, "{\"from\":[\"SIDE\"]}");
    closes(1, "{\"from\":[\"SIDE\"],\"mode\":\"impersonation\"}");
    closes(1, "{\"from\":[\"SIDE\"],\"mode\":\"delegation\"}");
    closes(0, "{\"from\":[\"SIDE\"]}");
    closes(1, "null");
    closes(0, "null");
  }

  private void closes(int entries, String exchange) {
    int before = site.closed.size();
    assertThat(put(exchange).status()).isIn(200, 201);
    assertThat(site.closed).as(exchange).hasSize(before + entries);
  }

  @Test
  void whoNoLongerActsForAnApiWhoseTokensItExchangesIsClosed() {
    String acting = "{\"acts_for\":[\"%s\"]}";
    put("{\"from\":[\"FRONT\"]}");
    int before = site.closed.size();
    site.patch("/apps/" + app, "{\"acts_for\":[\"" + front + "\",\"" + side + "\"]}");
    site.patch("/apps/" + app, acting.formatted(front));
    assertThat(site.closed).hasSize(before);
    site.patch("/apps/" + app, acting.formatted(side));
    assertThat(site.closed).hasSize(before + 1);
    site.patch("/apps/" + app, "{\"acts_for\":[]}");
    assertThat(site.closed).hasSize(before + 1);
  }

  @Test
  void whoMayActIsWrittenInOneWay() {
    String good = "{\"sub\":\"app_a@client\"}";
    assertThat(
            site.put(grant, "{\"scopes\":[\"r\"],\"claims\":{\"may_act\":" + good + "}}").status())
        .isEqualTo(201);
    assertThat(site.get(grant).object("claims").text()).isEqualTo("{\"may_act\":" + good + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null | /claims/may_act",
        "\"app_a@client\" | /claims/may_act",
        "[] | /claims/may_act",
        "{} | /claims/may_act/sub",
        "{\"sub\":7} | /claims/may_act/sub",
        "{\"sub\":\"app_a\"} | /claims/may_act/sub",
        "{\"sub\":\"@client\"} | /claims/may_act/sub",
        "{\"sub\":\"a b@client\"} | /claims/may_act/sub",
        "{\"sub\":\"app_a@client\",\"iss\":\"x\"} | /claims/may_act/iss"
      })
  void whoMayActInAnotherWayIsRefused(String claimAndPointer) {
    String[] parts = claimAndPointer.split(" \\| ", -1);
    assertThat(
            site.put(grant, "{\"scopes\":[\"r\"],\"claims\":{\"may_act\":%s}}".formatted(parts[0]))
                .pointers())
        .containsExactly(parts[1]);
  }
}
