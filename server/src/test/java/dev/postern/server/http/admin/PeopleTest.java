package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TestPasskey;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.PeopleSite.Person;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What credentials people have, and that no machine has theirs. */
final class PeopleTest {

  private static final String INVITATION = "{\"type\":\"invitation\"}";

  private final PeopleSite people = new PeopleSite();
  private final AdminSite site = people.site;

  private Answer add(Person person, String credential) {
    return site.post(person.path() + "/credentials", credential);
  }

  @Test
  void anInvitationIsShownThisOnceWithTheLinkForABrowser() {
    Person ada = people.invite();
    Answer again = add(ada, INVITATION);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text("invitation")).matches(ada.id() + "\\.piv_[0-9A-Za-z]{46}");
    assertThat(again.text("invitation_url"))
        .isEqualTo("http://localhost:8080/console/join#" + again.text("invitation"));
    assertThat(again.text("expires_at"))
        .isEqualTo(site.now().plus(Duration.ofHours(24)).toString());
    String secret = again.text("invitation").substring(ada.id().length() + 1);
    assertThat(site.get(ada.path() + "/credentials").body().text()).doesNotContain(secret);
    assertThat(site.get("/audit?limit=100").body().text()).doesNotContain("piv_");
  }

  @Test
  void aRepeatedRequestDoesNotShowItAgain() {
    Person ada = people.invite();
    String path = ada.path() + "/credentials";
    Answer first = site.call("POST", path).json(INVITATION).key("k").send();
    Answer second = site.call("POST", path).json(INVITATION).key("k").send();
    assertThat(second.text("id")).isEqualTo(first.text("id"));
    assertThat(second.body().text())
        .contains("secret_already_shown")
        .doesNotContain("piv_", "invitation_url");
    Answer app =
        site.call("POST", "/apps")
            .json("{\"name\":\"n\",\"credential\":" + INVITATION + "}")
            .key("l")
            .send();
    assertThat(app.body().text()).contains("piv_");
    Answer again =
        site.call("POST", "/apps")
            .json("{\"name\":\"n\",\"credential\":" + INVITATION + "}")
            .key("l")
            .send();
    assertThat(again.body().text()).contains("secret_already_shown").doesNotContain("piv_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"certificate\",\"subject_dn\":\"CN=a\"}",
        "{\"type\":\"public_key\",\"jwks_uri\":\"https://keys.example.com/a\"}"
      })
  void aPersonHasNoCredentialsOfMachines(String credential) {
    assertThat(add(people.invite(), credential).problem()).isEqualTo("409 conflict");
    assertThat(add(people.joined(TestPasskey.usual()), credential).problem())
        .isEqualTo("409 conflict");
  }

  @Test
  void somebodyElseMayVouchForAPerson() {
    String vouched =
        "{\"type\":\"federated\",\"issuer\":\"https://idp.example.com\",\"subject\":\"ada\","
            + "\"jwks_uri\":\"https://idp.example.com/jwks\"}";
    Person ada = people.invite();
    assertThat(add(ada, vouched).status()).isEqualTo(201);
    assertThat(add(ada, INVITATION).status()).isEqualTo(201);
  }

  @Test
  void aMachineIsNotInvited() {
    Answer refused = site.post("/apps/" + site.app("[]").clientId() + "/credentials", INVITATION);
    assertThat(refused.problem()).isEqualTo("409 conflict");
  }

  @Test
  void aPasskeyIsMadeByItsOwnerAlone() {
    assertThat(add(people.invite(), "{\"type\":\"passkey\"}").pointers()).containsExactly("/type");
  }

  @Test
  void anInvitationEndsWithinSevenDays() {
    Person ada = people.invite();
    Duration week = Duration.ofDays(7);
    assertThat(add(ada, ending(week)).status()).isEqualTo(201);
    assertThat(add(ada, ending(week.plusMillis(1))).pointers()).containsExactly("/expires_at");
    String path =
        ada.path()
            + "/credentials/"
            + Description.text(site.get(ada.path() + "/credentials").items().getFirst(), "id");
    site.pass(Duration.ofHours(1));
    assertThat(site.patch(path, end(week)).pointers()).containsExactly("/expires_at");
    assertThat(site.patch(path, "{\"expires_at\":null}").pointers()).containsExactly("/expires_at");
    assertThat(site.patch(path, end(Duration.ofDays(6))).status()).isEqualTo(200);
  }

  private String ending(Duration from) {
    return "{\"type\":\"invitation\"," + end(from).substring(1);
  }

  private String end(Duration from) {
    return "{\"expires_at\":\"%s\"}".formatted(site.now().plus(from));
  }

  @Test
  void aStrictTenantHasNoPeople() {
    Answer made =
        site.post(
            "/apps", "{\"name\":\"n\",\"profile\":\"fapi2\",\"credential\":" + INVITATION + "}");
    assertThat(made.problem()).isEqualTo("409 conflict");
  }

  @Test
  void peopleAreFoundByTheirCredentials() {
    Person invited = people.invite();
    Person joined = people.joined(TestPasskey.usual());
    assertThat(site.get("/credentials?type=invitation").body().text())
        .contains(invited.id())
        .doesNotContain(joined.id());
    assertThat(site.get("/credentials?type=passkey").body().text())
        .contains(joined.id())
        .doesNotContain(invited.id());
  }
}
