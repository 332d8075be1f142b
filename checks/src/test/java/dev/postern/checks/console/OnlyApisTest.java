package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody in the console who administers chosen APIs and nothing else. */
@Tag("console")
final class OnlyApisTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String ROLE = "Chosen APIs: administers these, and nothing else";
  private static final String MORE = "This is about more than your APIs";

  private static ConsoleHouse house;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException, InterruptedException {
    house = ConsoleHouse.furnished(data);
    house.awaitUsage();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Person admin(View view) {
    return house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
  }

  /** Somebody of the team that the storage belongs to, whom {@code host} has invited. */
  private static Person team(Person host, String name, View view) {
    host.go("People");
    host.fill("Name", name);
    host.choose("Role", ROLE);
    host.page()
        .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Storage"))
        .check();
    host.press("Make the link");
    host.at("A link for " + name);
    URI link = URI.create(host.page().locator("#invitation").innerText());
    return Person.join(CHROMIUM.visitor(house.origin(), view), link);
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @ParameterizedTest
  @MethodSource("views")
  void heSeesHisApiWhatIsGrantedThereAndNothingElse(View view) {
    Person tess = team(admin(view), "Tess " + view.suffix(), view);
    assertThat(tess.page().locator("nav .ways a"))
        .hasText(new String[] {"Overview", "Apps", "APIs", "Explain", "Settings"});
    tess.sees("Tokens by the hour");
    tess.visitor().axe();
    tess.visitor().shot("team-overview");

    tess.go("APIs");
    assertThat(tess.link("Storage")).hasCount(1);
    tess.seesNo("Ledger");
    assertThat(tess.link("New API")).hasCount(0);
    tess.follow("Storage");
    tess.at("Storage");
    assertThat(tess.button("Save")).hasCount(1);
    assertThat(tess.button("Delete API")).hasCount(0);
    tess.visitor().axe();

    tess.go("Apps");
    assertThat(tess.link("New app")).hasCount(0);
    tess.follow(ConsoleHouse.ARCHIVER);
    tess.at(ConsoleHouse.ARCHIVER);
    assertThat(tess.page().locator("main fieldset")).hasCount(1);
    for (String button : List.of("Block", "Revoke all tokens", "Delete", "Add a secret")) {
      assertThat(tess.button(button)).hasCount(0);
    }
    tess.seesNo("Ledger");
    tess.visitor().axe();
    tess.visitor().shot("team-app");

    tess.go("Settings");
    tess.sees("At these APIs alone");
    tess.sees("Storage");
  }

  @Test
  void heNarrowsAnAppAtHisApiAndLeavesWhatItMayElsewhere() {
    Caller app = house.app("Storage client");
    Person tess = team(admin(View.WIDE), "Tess Narrow", View.WIDE);
    tess.go("Apps");
    tess.follow("Storage client");
    tess.scope("Storage", "storage:write").uncheck();
    tess.press("Save what it may do");
    tess.told("What it may do was saved.");
    List<String> grants =
        house.items("/apps/" + app.id() + "/grants").stream()
            .map(each -> each.members().get("scopes") + "")
            .toList();
    assertThat(app.ask("audience", ConsoleHouse.STORAGE, "scope", "storage:write").status())
        .isEqualTo(400);
    assertThat(app.ask("audience", ConsoleHouse.STORAGE, "scope", "storage:read").status())
        .isEqualTo(200);
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).status()).isEqualTo(200);
    assertThat(grants).hasSize(2);
  }

  @Test
  void whatIsAboutMoreSaysSo() {
    Person tess = team(admin(View.WIDE), "Tess Curious", View.WIDE);
    tess.visitor().expect("status of 403");
    for (String path :
        List.of("/apps/new", "/apis/new", "/audit", "/keys", "/people", "/tenants")) {
      tess.open(path);
      tess.at(MORE);
    }
    tess.visitor().axe();
    tess.visitor().expect("status of 404");
    tess.open("/apis/" + house.operator().apiId(ConsoleHouse.LEDGER));
    tess.at("There is nothing here");
    tess.open("");
    tess.at("Overview");
  }

  @Test
  void whoInvitesHimChoosesAtLeastOneApi() {
    Person ada = admin(View.WIDE);
    ada.visitor().expect("status of 400");
    ada.go("People");
    ada.fill("Name", "Nobody Yet");
    ada.choose("Role", ROLE);
    ada.press("Make the link");
    ada.sees("Choose at least one API for this role.");
    assertThat(ada.field("Name")).hasValue("Nobody Yet");
    ada.visitor().axe();
    assertThat(house.items("/apps?q=Nobody%20Yet")).isEmpty();
  }

  @Test
  void hisPageSaysWhichAndWhatItMayElseIsNoLessLimitedWhenItIsSaved() {
    Person ada = admin(View.WIDE);
    Person tess = team(ada, "Tess Shown", View.WIDE);
    ada.go("People");
    ada.follow("Tess Shown");
    ada.sees("Administers chosen APIs");
    assertThat(ada.link("Storage")).hasCount(1);
    ada.visitor().axe();
    ada.visitor().shot("person-of-chosen-apis");
    ada.scope("Admin API", "usage:read").uncheck();
    ada.press("Save what it may do");
    ada.told("What it may do was saved.");
    ada.sees("Administers chosen APIs");
    // Less than before ends his session; the next one is limited as well.
    tess.open("/apis");
    tess.press("Sign in with a passkey");
    tess.at("APIs");
    tess.seesNo("Ledger");
  }
}
