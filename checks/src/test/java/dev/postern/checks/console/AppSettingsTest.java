package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is set of an app in the console, and what its page says of it. */
@Tag("console")
final class AppSettingsTest {
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

  private static Person at(Caller app) {
    return house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace").open("/apps/" + app.id());
  }

  @Test
  void settingsAreSavedAndObeyed() {
    Caller app = house.app("Set");
    Person ada = at(app);
    ada.fill("Name", "Reset to another name");
    ada.fill("May ask from", "192.0.2.0/24");
    ada.press("Save");
    ada.told("Saved.");
    ada.at("Reset to another name");
    assertThat(ada.field("May ask from")).hasValue("192.0.2.0/24");
    assertThat(app.ask("audience", ConsoleHouse.STORAGE).status()).isGreaterThanOrEqualTo(400);
  }

  @Test
  void whatIsWrongWithSettingsIsSaidAtTheFieldAndNothingIsLost() {
    Caller app = house.app("Steady");
    Person ada = at(app);
    ada.visitor().expect("status of 400");
    ada.fill("What it is for", "To stay");
    ada.fill("May ask from", "192.0.2.0/24 nowhere");
    ada.press("Save");
    assertThat(ada.page().locator("#w-allowed_ips")).containsText("is an address or network");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(ada.field("May ask from")).hasValue("192.0.2.0/24 nowhere");
    ada.visitor().axe();
    ada.visitor().shot("app-settings-wrong");

    ada.fill("May ask from", "");
    ada.fill("Tokens a minute", "-5");
    ada.press("Save");
    assertThat(ada.page().locator("#w-tokens_per_minute")).containsText("whole number");
    assertThat(ada.field("Tokens a minute")).hasValue("-5");
    ada.fill("Tokens a minute", "7");
    ada.press("Save");
    ada.told("Saved.");
    ada.at("Steady");
    assertThat(ada.field("Tokens a minute")).hasValue("7");
    assertThat(ada.field("What it is for")).hasValue("To stay");
  }

  @Test
  void theClientIdIsCopied() {
    Caller app = house.app("Copied");
    Person ada = at(app);
    ada.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    ada.press("Copy");
    assertThat(ada.button("Copied")).isVisible();
    assertThat(ada.page().evaluate("navigator.clipboard.readText()")).isEqualTo(app.id());
  }
}
