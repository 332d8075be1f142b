package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Why a request got a token or none, and what a token is worth. */
@Tag("console")
final class ExplainTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static ConsoleHouse house;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.furnished(data);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Person admin() {
    return house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
  }

  private static void ask(Person person, Caller app, String audience, String scope) {
    person.go("Explain");
    person.fill("Client id", app.id());
    person.fill("API (identifier)", audience);
    person.fill("Scopes", scope);
    explain(person, "A request");
  }

  private static void explain(Person person, String form) {
    person
        .page()
        .locator("form")
        .filter(new Locator.FilterOptions().setHasText(form))
        .getByRole(AriaRole.BUTTON)
        .click();
  }

  @Test
  void aRequestThatWouldBeGrantedSaysSoWithTheTokensClaims() {
    Caller app = house.app("Asking");
    Person ada = admin();
    ask(ada, app, ConsoleHouse.STORAGE, "storage:read");
    ada.told("It would work");
    ada.sees("The token would say");
    assertThat(ada.page().locator("#token-would")).containsText("\"scope\": \"storage:read\"");
    assertThat(ada.page().locator(".rules .broken")).hasCount(0);
    ada.hasAddress("client_id=" + app.id());
  }

  @Test
  void aRequestThatWouldBeRefusedNamesTheRuleThatBreaks() {
    Caller app = house.app("Asking too much");
    Person ada = admin();
    ask(ada, app, ConsoleHouse.LEDGER, "ledger:write");
    ada.told("It would be refused");
    assertThat(ada.page().locator(".verdict")).containsText("scope_granted");
    assertThat(ada.page().locator(".rules li").first()).containsText("Broken:");
    assertThat(ada.page().locator("#token-would")).hasCount(0);
    assertThat(ada.field("Scopes")).hasValue("ledger:write");
  }

  @Test
  void rulesThatWereNotAskedAreFoldedAway() {
    Person ada = admin();
    ada.go("Explain");
    ada.fill("Client id", "app_nobody");
    ada.fill("API (identifier)", ConsoleHouse.STORAGE);
    explain(ada, "A request");
    ada.told("It would be refused");
    assertThat(ada.page().locator(".verdict")).containsText("is broken");
    assertThat(ada.page().locator(".rules .skipped").first()).isHidden();
    ada.page().locator("details.unasked summary").click();
    assertThat(ada.page().locator(".rules .skipped").first()).isVisible();
  }

  @Test
  void aTokenIsDecodedVerifiedAndNotSaidAgain() {
    Caller app = house.app("Holding");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = admin();
    ada.go("Explain");
    ada.fill("Token", "Bearer " + token);
    explain(ada, "A token");
    ada.told("It would work");
    assertThat(ada.page().locator("#claims")).containsText(app.id());
    assertThat(ada.page().locator("#header")).containsText("at+jwt");
    assertThat(ada.page().content()).doesNotContain(token);
    assertThat(ada.page().url()).doesNotContain(token);

    house.patch(app, "{\"status\":\"blocked\"}");
    ada.fill("Token", token);
    explain(ada, "A token");
    ada.told("It would be refused");
  }

  @Test
  void whatIsNoTokenIsSaidToBeNone() {
    Person ada = admin();
    ada.go("Explain");
    ada.fill("Token", "certainly no token");
    explain(ada, "A token");
    ada.told("It would be refused");
  }
}
