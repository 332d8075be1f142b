package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A form is sent once, whatever is pressed meanwhile, and is confirmed where it stands. */
@Tag("console")
final class SentOnceTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final double MEANWHILE = 500;

  /** Makes the sign-in of the page as old as one that has to be confirmed. */
  private static final String OLD =
      "document.querySelector('meta[name=postern-fresh-seconds]').content = '0'";

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

  /** What is sent to that path is held back. */
  private static List<Route> hold(Person person, String path) {
    List<Route> held = new ArrayList<>();
    person
        .page()
        .route(
            "**/console" + path,
            route -> {
              if (route.request().method().equals("POST")) {
                held.add(route);
              } else {
                route.resume();
              }
            });
    return held;
  }

  /** Clicks with the mouse so often, and waits for nothing. */
  private static void click(Locator button, int times) {
    button.scrollIntoViewIfNeeded();
    BoundingBox box = button.boundingBox();
    button
        .page()
        .mouse()
        .click(
            box.x + box.width / 2,
            box.y + box.height / 2,
            new Mouse.ClickOptions().setClickCount(times));
  }

  /** All that was sent goes on: once. */
  private static void goesOnOnce(Person person, List<Route> held) {
    person.page().waitForCondition(() -> !held.isEmpty());
    person.page().waitForTimeout(MEANWHILE);
    assertThat(held).hasSize(1);
    held.getFirst().resume();
  }

  @Test
  void aTenantThatIsMadeByADoubleClickShowsItsCredential() {
    Person ada = admin();
    ada.go("Tenants");
    List<Route> held = hold(ada, "/tenants");
    ada.fill("Name", "twice");
    click(ada.button("Create tenant"), 2);
    goesOnOnce(ada, held);
    ada.at("twice");
    assertThat(ada.page().locator("#operator")).containsText("client_secret");

    // Whoever goes back can make another.
    ada.page().goBack();
    ada.at("Tenants");
    held.clear();
    ada.fill("Name", "thrice");
    click(ada.button("Create tenant"), 1);
    goesOnOnce(ada, held);
    ada.at("thrice");
  }

  @Test
  void twoTimesEnterMakeOnePerson() {
    Person ada = admin();
    ada.go("People");
    List<Route> held = hold(ada, "/people");
    ada.fill("Name", "Only One");
    ada.page().keyboard().press("Enter");
    ada.page().keyboard().press("Enter");
    goesOnOnce(ada, held);
    ada.at("A link for Only One");
    assertThat(ada.page().locator("#invitation")).containsText("/console/join#");
    assertThat(house.items("/apps?q=Only%20One")).hasSize(1);
  }

  @Test
  void aPageThatTheBrowserKeptCanBeSentAgain() {
    Person ada = admin();
    ada.go("Tenants");
    List<Route> held = hold(ada, "/tenants");
    ada.fill("Name", "kept");
    Locator button = ada.button("Create tenant");
    click(button, 1);
    ada.page().waitForCondition(() -> held.size() == 1);
    // Nothing to show: the page stays, and so does what it knows.
    held.getFirst().fulfill(new Route.FulfillOptions().setStatus(204));
    click(button, 1);
    ada.page().waitForTimeout(MEANWHILE);
    assertThat(held).hasSize(1);
    ada.page().evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
    click(button, 1);
    ada.page().waitForCondition(() -> held.size() == 2);
    held.getLast().resume();
    ada.at("kept");
  }

  @Test
  void whatIsConfirmedByAPasskeyIsSentOnce() {
    Person ada = admin();
    ada.open("/apps/new");
    ada.page().evaluate(OLD);
    List<Route> held = hold(ada, "/apps/new");
    ada.fill("Name", "Confirmed once");
    click(ada.button("Create app"), 2);
    goesOnOnce(ada, held);
    ada.at("Confirmed once");
    ada.sees("This is the only time that the secret is shown.");
    assertThat(house.items("/apps?q=Confirmed%20once")).hasSize(1);
  }

  @Test
  void whatBecomesOfAPasskeyIsSaidInTheDialogThatAskedForIt() {
    Person ada = admin();
    ada.go("Keys");
    int keys = house.items("/keys").size();
    ada.page().evaluate(OLD);
    ada.passkeys().refuse();
    ada.press("Rotate");
    Locator dialog = ada.page().getByRole(AriaRole.DIALOG);
    ada.confirm("Rotate");
    assertThat(dialog.getByRole(AriaRole.STATUS)).containsText("That was cancelled");
    assertThat(dialog.getByText("That was cancelled")).isVisible();
    ada.visitor().axe();
    ada.visitor().glimpse("keys-cancelled");
    assertThat(house.items("/keys")).hasSize(keys);

    ada.passkeys().agree();
    ada.confirm("Rotate");
    ada.page().waitForURL(Pattern.compile(".*/keys\\?done=.*"));
    assertThat(house.items("/keys")).hasSize(keys + 1);
  }

  @Test
  void whatBecomesOfAPasskeyIsSaidOnThePageOfAFormThatStandsThere() {
    Person ada = admin();
    ada.go("People");
    ada.page().evaluate(OLD);
    ada.passkeys().refuse();
    ada.fill("Name", "Not yet");
    ada.press("Make the link");
    ada.told("That was cancelled");
    assertThat(
            ada.page()
                .locator("main > [role=status]")
                .filter(new Locator.FilterOptions().setHasText("That was cancelled")))
        .isVisible();
    assertThat(house.items("/apps?q=Not%20yet")).isEmpty();
  }

  @Test
  void aPageThatARefusedFormDrewCanBeLoadedAgain() {
    Person ada = admin();
    String id = house.of(ConsoleHouse.ARCHIVER).id();
    ada.open("/apps/" + id);
    ada.visitor().expect("status of 400");
    ada.fill("May ask from", "nowhere");
    ada.press("Save");
    ada.sees("May ask from");
    assertThat(ada.field("May ask from")).hasValue("nowhere");
    ada.hasAddress("/console/apps/" + id + "$");
    ada.page().reload();
    ada.at(ConsoleHouse.ARCHIVER);
    assertThat(ada.field("May ask from")).hasValue("");
  }
}
