package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console without a mouse: every step is a key, and the focus is seen at each. */
@Tag("console")
final class KeyboardTest {
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

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @ParameterizedTest
  @MethodSource("views")
  void fromTheInvitationToTheVerifiedLogByKeysAlone(View view) {
    Person ada = new Person(CHROMIUM.visitor(house.origin(), view));
    Keyboard keys = ada.visitor().keyboard();
    ada.page().navigate(house.adminLink("Ada Lovelace").toString());
    keys.tabTo("Create a passkey");
    keys.enter();
    ada.at("Overview");

    part(ada, keys, view, "Apps");
    keys.tabTo("New app");
    keys.enter();
    ada.at("New app");
    String name = "By keys, " + view.suffix();
    keys.tabTo("Name");
    keys.type(name);
    while (!keys.tab().startsWith("storage:read")) {
      assertThat(keys.focused()).isNotEmpty();
    }
    keys.space();
    keys.tabTo("Create app");
    keys.enter();
    ada.sees("This is the only time that the secret is shown.");

    keys.tabTo("I have it");
    keys.enter();
    ada.at(name);
    ada.sees("Client id");
    keys.tabTo("Block");
    keys.enter();
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).isVisible();
    keys.tabTo("Block it");
    keys.enter();
    ada.told("Blocked.");

    part(ada, keys, view, "Audit");
    keys.tabTo("Verify the log");
    keys.enter();
    ada.told("All " + house.lastChange() + " lines fit");
  }

  private static void part(Person person, Keyboard keys, View view, String name) {
    if (view.equals(View.PHONE)) {
      keys.tabTo("Menu");
      keys.enter();
    }
    keys.tabTo(name);
    keys.enter();
    person.at(name);
  }

  @Test
  void theFirstTabOfAPageSkipsToItsContent() {
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
    Keyboard keys = ada.visitor().keyboard();
    ada.open("/apps");
    assertThat(keys.tab()).isEqualTo("Skip to the content");
    assertThat(ada.link("Skip to the content")).isInViewport();
    keys.enter();
    assertThat(keys.tab()).isEqualTo("New app");
  }

  @Test
  void aDialogKeepsTheFocusAndGivesItBack() {
    Caller app = house.app("Kept");
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
    Keyboard keys = ada.visitor().keyboard();
    ada.open("/apps/" + app.id());
    keys.tabTo("Block");
    keys.enter();
    // At the end of a dialog Chromium passes its own window, which has no name here.
    for (int i = 0; i < 9; i++) {
      assertThat(keys.focused()).isIn("Cancel", "Block it", "");
      keys.tab();
    }
    keys.press("Escape");
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(keys.focused()).isEqualTo("Block");

    keys.enter();
    keys.tabTo("Cancel");
    keys.enter();
    assertThat(keys.focused()).isEqualTo("Block");
  }

  @Test
  void tabsOfSnippetsGoByArrows() {
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
    Keyboard keys = ada.visitor().keyboard();
    ada.open("/apps/new");
    ada.fill("Name", "Arrows");
    ada.scope("Storage", "storage:read").check();
    ada.press("Create app");
    ada.at("Arrows");
    keys.tabTo("curl");
    keys.press("ArrowRight");
    assertThat(keys.focused()).isEqualTo("Java");
    assertThat(ada.page().locator("#code-java")).isVisible();
    keys.press("ArrowLeft");
    keys.press("ArrowLeft");
    assertThat(keys.focused()).isEqualTo("Kubernetes");
  }
}
