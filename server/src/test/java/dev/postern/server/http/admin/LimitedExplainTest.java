package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.BuiltInApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code POST /explain} tells somebody who administers chosen APIs, and what it does not. */
final class LimitedExplainTest {

  private final AdminSite site = new AdminSite();
  private final String files = site.api("urn:files", "r");
  private final String ledger = site.api("urn:ledger", "r");
  private final Party app = at(files);
  private final String token =
      site.token(
          site.app(
              "[{\"api_id\":\"%s\",\"only_apis\":[\"%s\"],\"scopes\":[\"apps:read\"]}]"
                  .formatted(site.builtIn(BuiltInApi.ADMIN), files)));

  private Party at(String api) {
    return site.app("[{\"api_id\":\"%s\",\"scopes\":[\"r\"]}]".formatted(api));
  }

  private Answer explain(String body) {
    return site.call("POST", "/explain").token(token).json(body).send();
  }

  /** Of a request for his API, at an instant that is the same for all. */
  private static String request(Party app, Instant at, String more) {
    return "{\"client_id\":\"%s\",\"audience\":\"urn:files\",\"at\":\"%s\"%s}"
        .formatted(app.clientId(), at, more);
  }

  private String credential(Party of) {
    return Description.text(
        site.get("/apps/" + of.clientId() + "/credentials").items().getFirst(), "id");
  }

  private static String rule(Answer answer, String rule) {
    return Description.values(answer.body(), "rules").stream()
        .filter(each -> Description.text(each, "rule").equals(rule))
        .map(each -> Description.text(each, "outcome") + ": " + Description.text(each, "detail"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCredentialIsRefusedWhetherItIsThereOrNotAndWhateverElseIsWrong() {
    Party hidden = at(ledger);
    String limited = explain("{\"token\":\"" + token + "\"}").body().text();
    for (String client : List.of(app.clientId(), hidden.clientId(), "app_nothing")) {
      for (String id :
          List.of(
              "\"" + credential(app) + "\"",
              "\"" + credential(hidden) + "\"",
              "\"cred_nothing\"",
              "\"\"",
              "1",
              "[]")) {
        for (String more : List.of("", ",\"scope\":\"\"", ",\"audience\":1", ",\"what\":true")) {
          Answer answer =
              explain(
                  "{\"client_id\":\"%s\",\"resource\":\"urn:files\",\"credential_id\":%s%s}"
                      .formatted(client, id, more));
          assertThat(answer.problem()).as(client + id + more).isEqualTo("403 limited");
          assertThat(answer.body().text()).isEqualTo(limited);
        }
      }
    }
  }

  @Test
  void whenACredentialEndsIsNotTold() {
    Instant end = site.now().plus(Duration.ofHours(1));
    site.patch(
        "/apps/" + app.clientId() + "/credentials/" + credential(app),
        "{\"expires_at\":\"" + end + "\"}");
    String now = request(app, site.now(), "");
    assertThat(site.post("/explain", now).object("token").text())
        .contains("\"lifetime_by\":\"credential_expiry\"");
    Answer told = explain(now);
    assertThat(told.object("token").text())
        .contains("\"lifetime_by\":\"api\"", "\"expires_in\":86400");
    assertThat(rule(told, "credential_live")).isEqualTo("pass: it is not told here");
    Answer later = explain(request(app, end.plusSeconds(1), ""));
    for (String rule : List.of("credential_known", "credential_live", "credential_lasts")) {
      assertThat(rule(later, rule)).isEqualTo("pass: it is not told here");
    }
    assertThat(told.body().text() + later.body().text()).doesNotContain(end.toString());
  }

  @Test
  void thatNoCredentialWouldDoNowIsTold() {
    site.patch(
        "/apps/" + app.clientId() + "/credentials/" + credential(app),
        "{\"expires_at\":\"" + site.now().plus(Duration.ofHours(1)) + "\"}");
    site.pass(Duration.ofHours(2));
    Answer over = explain(request(app, site.now(), ""));
    assertThat(over.body().text()).contains("\"allowed\":false", "\"token\":null");
    assertThat(rule(over, "credential_live")).isEqualTo("fail: it is not told here");
    assertThat(rule(over, "api_granted")).startsWith("pass");
    site.delete("/apps/" + app.clientId() + "/credentials/" + credential(app));
    Answer none = explain(request(app, site.now(), ""));
    assertThat(rule(none, "credential_known")).isEqualTo("fail: it is not told here");
    site.post("/apps/" + app.clientId() + "/credentials", "{}");
    Answer good = explain(request(app, site.now(), ""));
    assertThat(good.body().text()).contains("\"allowed\":true");
  }

  @Test
  void whatKindOfCredentialAnAppHasIsNotTold() {
    Party certified = at(files);
    site.delete("/apps/" + certified.clientId() + "/credentials/" + credential(certified));
    Answer made =
        site.post(
            "/apps/" + certified.clientId() + "/credentials",
            "{\"type\":\"certificate\",\"san_dns\":\"mover.example.com\"}");
    assertThat(made.status()).as(made.body().text()).isEqualTo(201);
    for (String proof : List.of("none", "mtls", "any")) {
      site.patch("/apis/" + files, "{\"proof\":\"" + proof + "\"}");
      for (String shown : List.of("", ",\"proof\":\"mtls\"", ",\"proof\":\"dpop\"")) {
        String one = explain(request(app, site.now(), shown)).body().text();
        String other = explain(request(certified, site.now(), shown)).body().text();
        assertThat(other).as(proof + shown).isEqualTo(one).doesNotContain("cred_");
      }
    }
    String asked = request(certified, site.now(), "");
    assertThat(site.post("/explain", asked).object("token").text()).contains("\"mtls\"");
    assertThat(rule(explain(asked), "proof_shown")).startsWith("fail");
    assertThat(explain(request(certified, site.now(), ",\"proof\":\"mtls\"")).body().text())
        .contains("\"allowed\":true", "\"proof\":\"mtls\"");
  }

  @Test
  void ofATokenOfAnAppThatHeDoesNotSeeTheAppIsNotTold() {
    site.patch("/apps/" + app.clientId(), "{\"name\":\"Payroll of the other team\"}");
    String theirs = "{\"token\":\"" + site.tokenFor(app, "urn:files", null) + "\"}";
    assertThat(rule(explain(theirs), "session_app_open")).contains("Payroll");
    site.delete("/apps/" + app.clientId() + "/grants/" + files);
    assertThat(rule(site.post("/explain", theirs), "session_app_open")).contains("Payroll");
    Answer gone = explain(theirs);
    assertThat(gone.status()).isEqualTo(200);
    assertThat(rule(gone, "session_app_open")).isEqualTo("pass: it is not told here");
    assertThat(rule(gone, "session_grant_open")).startsWith("fail: the grant, which is gone");
    assertThat(gone.body().text()).doesNotContain("Payroll", credential(app));
    site.delete("/apps/" + app.clientId());
    assertThat(rule(explain(theirs), "session_app_open")).isEqualTo("fail: it is not told here");
  }
}
