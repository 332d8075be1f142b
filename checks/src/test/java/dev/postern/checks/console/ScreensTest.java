package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every screen, light and dark, wide and on a phone: axe-core has nothing to say, nor has the
 * guard, and nothing is wider than the screen. A picture of each is left to be looked at.
 */
@Tag("console")
final class ScreensTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static ConsoleHouse furnished;
  private static ConsoleHouse worked;
  private static ConsoleHouse empty;
  private static Map<ConsoleHouse, JsonArray> passkeys;

  @BeforeAll
  static void open(@TempDir Path data, @TempDir Path other, @TempDir Path third) throws Exception {
    furnished = ConsoleHouse.furnished(data);
    worked = ConsoleHouse.furnished(other);
    empty = ConsoleHouse.empty(third);
    passkeys = new HashMap<>();
    furnished.awaitUsage();
  }

  /** The same person in whatever she looks with: so no picture depends on those before it. */
  private static Person ada(ConsoleHouse house, View view) {
    Visitor visitor = CHROMIUM.visitor(house.origin(), view);
    JsonArray held = passkeys.get(house);
    if (held == null) {
      Person ada = house.admin(visitor, "Ada Lovelace");
      passkeys.put(house, ada.passkeys().all());
      return ada;
    }
    Person ada = new Person(visitor);
    ada.passkeys().take(held);
    ada.open("");
    ada.press("Sign in with a passkey");
    ada.at("Overview");
    return ada;
  }

  @AfterAll
  static void close() {
    empty.close();
    worked.close();
    furnished.close();
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE, View.WIDE.dark(), View.PHONE.dark());
  }

  private static void judge(Person person, String name) {
    person.visitor().axe();
    person.visitor().shot(name);
    Object wide =
        person
            .page()
            .evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth");
    assertThat(wide).as(name + " is wider than the screen").isEqualTo(false);
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsLookedAt(View view) {
    Person ada = ada(furnished, view);
    judge(ada, "overview");
    ada.open("/apps");
    judge(ada, "apps");
    ada.follow(ConsoleHouse.ARCHIVER);
    ada.sees("in the last two minutes");
    judge(ada, "app");
    ada.follow("Add a key or certificate");
    ada.sees("Word of another issuer");
    judge(ada, "credential-new");
    ada.open("/apps?q=nothing-has-this-name");
    judge(ada, "apps-none");
    ada.open("/apis");
    judge(ada, "apis");
    ada.follow("Storage");
    ada.at("Storage");
    judge(ada, "api");
    ada.open("/apis/" + furnished.operator().apiId(furnished.operator().adminAudience()));
    judge(ada, "api-built-in");
    ada.open("/keys");
    judge(ada, "keys");
    ada.open("/audit");
    judge(ada, "audit");
    ada.open("/audit?action=app.block");
    ada.follow("app.block");
    ada.sees("What changed");
    judge(ada, "audit-event");
    ada.open("/audit/verify");
    ada.told("lines fit");
    judge(ada, "audit-verify");
    ada.open("/people");
    judge(ada, "people");
    ada.open("/tenants");
    judge(ada, "tenants");
    ada.open("/settings");
    judge(ada, "settings");
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsDone(View view) {
    Person ada = ada(worked, view);
    ada.open("/apps/new");
    judge(ada, "app-new");
    ada.fill("Name", "Fresh app");
    ada.scope("Storage", "storage:read").check();
    ada.press("Create app");
    ada.sees("This is the only time that the secret is shown.");
    judge(ada, "app-made");
    ada.follow("I have it");
    ada.at("Fresh app");
    ada.press("Block");
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).isVisible();
    ada.visitor().axe();
    ada.visitor().glimpse("app-block");
    ada.confirm("Block it");
    ada.told("Blocked.");
    judge(ada, "app-blocked");
    ada.confirm("Delete", "Delete");
    ada.told("The app was deleted.");

    ada.open("/apis/new");
    judge(ada, "api-new");
    ada.visitor().expect("status of 400");
    ada.fill("Identifier", "not a URI");
    ada.fill("Name", "Files");
    ada.press("Define API");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    judge(ada, "api-new-wrong");

    ada.open("/accounts");
    judge(ada, "accounts-door");
    ada.press("Confirm with your passkey");
    ada.sees("zoe@example.com");
    judge(ada, "accounts");
    ada.follow(ConsoleHouse.ZOE);
    ada.at(ConsoleHouse.ZOE);
    judge(ada, "account");
    ada.open("/accounts");
    ada.fill("Search", "nobody@example.com");
    ada.press("Find");
    ada.sees("No account is found");
    judge(ada, "accounts-none");

    ada.open("/people");
    ada.fill("Name", "Vic Viewer");
    ada.press("Make the link");
    ada.at("A link for Vic Viewer");
    judge(ada, "person-invited");
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsMadeOfTenantsAndOfAppsWithoutGrants(View view) {
    Person ada = ada(worked, view);
    String tenant = "acme-" + view.suffix();
    ada.open("/tenants");
    ada.fill("Name", tenant);
    ada.press("Create tenant");
    ada.at(tenant);
    judge(ada, "tenant-made");
    ada.visitor().expect("status of 409");
    ada.open("/tenants");
    ada.fill("Name", tenant);
    ada.press("Create tenant");
    assertThat(ada.page().locator("#w-name")).isVisible();
    judge(ada, "tenant-wrong");
    ada.open("/apps/new");
    ada.fill("Name", "Bare app");
    ada.press("Create app");
    ada.sees("It is granted nothing yet");
    judge(ada, "app-made-bare");
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsExplained(View view) {
    Person ada = ada(furnished, view);
    Caller app = furnished.of(ConsoleHouse.ARCHIVER);
    String question = "/explain?client_id=" + app.id() + "&audience=";
    ada.open("/explain");
    judge(ada, "explain");
    ada.open(question + ConsoleHouse.STORAGE);
    ada.told("It would work");
    judge(ada, "explain-allowed");
    ada.open(question + ConsoleHouse.LEDGER + "&scope=ledger:write");
    ada.told("It would be refused");
    judge(ada, "explain-refused");
    ada.fill("Token", app.token(ConsoleHouse.STORAGE));
    ada.page()
        .locator("form[method=post]")
        .filter(new Locator.FilterOptions().setHasText("A token"))
        .getByRole(AriaRole.BUTTON)
        .click();
    ada.told("It would work");
    judge(ada, "explain-token");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theWayInAndWhatIsEmptyOrWrong(View view) {
    Person ada = new Person(CHROMIUM.visitor(empty.origin(), view));
    ada.visitor().expect("foreign request: http://127.0.0.1:");
    String link = empty.adminLink("Ada Lovelace").toString();
    ada.page().navigate(link.replace("localhost", "127.0.0.1"));
    judge(ada, "join-elsewhere");
    ada.open("/join");
    ada.told("There is no invitation in this address");
    judge(ada, "join-missing");
    ada.page().navigate(link);
    judge(ada, "join");
    ada.passkeys().refuse();
    ada.press("Create a passkey");
    ada.told("That was cancelled");
    judge(ada, "join-cancelled");
    ada.passkeys().agree();
    ada.press("Create a passkey");
    ada.at("Overview");
    judge(ada, "overview-empty");
    ada.open("/apps/new");
    judge(ada, "app-new-empty");
    ada.open("/accounts");
    ada.press("Confirm with your passkey");
    ada.sees("No account is found");
    judge(ada, "accounts-empty");
    ada.open("/audit?action=app.delete");
    ada.sees("Nothing yet.");
    judge(ada, "audit-none");
    ada.visitor().expect("status of 404");
    ada.open("/apps/app_nobody");
    ada.at("There is nothing here");
    judge(ada, "error");
    if (ada.page().locator("summary").first().isVisible()) {
      ada.page().locator("summary").first().click();
      judge(ada, "menu");
    }
    ada.press("Sign out");
    ada.told("You are signed out.");
    judge(ada, "sign-in");
  }
}
