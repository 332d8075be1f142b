package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.server.http.admin.AdminSite.Answer;
import org.junit.jupiter.api.Test;

/** {@code GET /me} and {@code GET /status}: who calls, and how the tenant stands. */
final class StatusTest {

  private final AdminSite site = new AdminSite();

  @Test
  void anyTokenOfTheApiTellsWhoseItIsAndWhatItPermits() {
    Answer answer = site.call("GET", "/me").token(site.token(site.operator, "keys:read")).send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().text())
        .isEqualTo(
            "{\"client_id\":\""
                + site.operator.clientId()
                + "\",\"name\":\"operator\",\"scopes\":[\"keys:read\"],\"identity_scopes\":["
                + "\"profile:read\",\"profile:create\",\"profile:update\",\"profile:delete\"],\"only_apis\":null,\"credential_types\":[\"client_secret\"]}");
  }

  @Test
  void whoIsNotGrantedAccountsIsNotSaidToBe() {
    String api = site.call("GET", "/apis?q=identity").send().body().text();
    String id = api.replaceFirst("(?s)^.*?\"id\":\"([^\"]+)\".*$", "$1");
    String grant = "/apps/" + site.operator.clientId() + "/grants/" + id;
    assertThat(site.call("DELETE", grant).send().status()).isEqualTo(204);
    assertThat(site.call("GET", "/me").send().body().text())
        .endsWith(
            "\"identity_scopes\":[],\"only_apis\":null,\"credential_types\":[\"client_secret\"]}");
  }

  @Test
  void nobodyWithoutATokenIsToldAnything() {
    assertThat(site.call("GET", "/me").token(null).send().problem()).isEqualTo("401 no_token");
  }

  @Test
  void theStatusCountsWhatIsThere() {
    Answer answer = site.call("GET", "/status").send();
    assertThat(number(answer, "apps")).isPositive();
    assertThat(number(answer, "apis")).isEqualTo(2);
    assertThat(number(answer, "subscribers")).isEqualTo(3);
    assertThat(number(answer, "database_age_milliseconds")).isEqualTo(42);
    long changes = number(answer, "changes");
    site.post("/apps", "{\"name\":\"one more\"}");
    Answer later = site.call("GET", "/status").send();
    assertThat(number(later, "apps")).isEqualTo(number(answer, "apps") + 1);
    assertThat(number(later, "changes")).isEqualTo(changes + 1);
  }

  private static long number(Answer answer, String member) {
    try {
      return answer.body().integer(member);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neitherTakesParameters() {
    assertThat(site.call("GET", "/me?x=1").send().problem()).isEqualTo("400 invalid");
    assertThat(site.call("GET", "/status?x=1").send().problem()).isEqualTo("400 invalid");
  }
}
