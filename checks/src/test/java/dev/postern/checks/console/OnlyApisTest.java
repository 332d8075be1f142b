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
  private static final String HERE = "What it may do";
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
    tess.at("Take this from Storage client?");
    tess.sees("refused everywhere within a second.");
    tess.seesNo("verifier");
    tess.visitor().axe();
    tess.visitor().shot("team-narrow");
    tess.press("Take it away");
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
  void anAppThatHasNothingMoreAtHisApiIsNoLongerAmongHisApps() {
    Caller app = house.app("Storage leaver");
    Person tess = team(admin(View.WIDE), "Tess Strict", View.WIDE);
    tess.open("/apps/" + app.id());
    tess.scope("Storage", "storage:read").uncheck();
    tess.scope("Storage", "storage:write").uncheck();
    tess.press("Save what it may do");
    tess.press("Take it away");
    tess.at("Apps");
    tess.told("it is no longer among your apps");
    assertThat(tess.link("Storage leaver")).hasCount(0);
    assertThat(app.ask("audience", ConsoleHouse.STORAGE).status()).isEqualTo(400);
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("views")
  void heGivesAnAppThatHeDoesNotSeeAccessToHisApi(View view) {
    String ledger = house.operator().apiId(ConsoleHouse.LEDGER);
    Caller app = house.operator().app("Newcomer " + view.suffix(), ledger, "ledger:read");
    Person tess = team(admin(view), "Tess Generous " + view.suffix(), view);
    tess.visitor().expect("status of 400");
    tess.go("APIs");
    tess.follow("Storage");
    tess.fill("Client id", "app_nobody");
    tess.press("Give access");
    assertThat(tess.page().locator("fieldset .wrong")).hasText("Choose at least one.");
    assertThat(tess.scope(HERE, "storage:read")).isFocused();
    assertThat(tess.field("Client id")).hasValue("app_nobody");
    tess.scope(HERE, "storage:read").check();
    tess.press("Give access");
    assertThat(tess.page().locator("#w-client_id")).hasText("There is no app with this client id.");
    assertThat(tess.field("Client id")).isFocused();
    assertThat(tess.scope(HERE, "storage:read")).isChecked();
    tess.visitor().axe();
    tess.visitor().shot("team-give");

    tess.fill("Client id", app.id());
    tess.press("Give access");
    tess.told("The app has access.");
    tess.at("Storage");
    assertThat(app.ask("audience", ConsoleHouse.STORAGE).text("scope")).isEqualTo("storage:read");
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).status()).isEqualTo(200);
    tess.follow("Newcomer " + view.suffix());
    tess.at("Newcomer " + view.suffix());
  }

  @Test
  void accessThatIsGivenIsAddedToWhatIsThereAndNarrowsNothing() {
    Caller app = house.app("Well-off");
    String storage = house.operator().apiId(ConsoleHouse.STORAGE);
    String grant = "/apps/" + app.id() + "/grants/" + storage;
    house
        .operator()
        .admin(
            "PUT",
            grant,
            "{\"scopes\":[\"storage:read\"],\"claims\":{\"team\":\"red\"},\"token_lifetime_seconds\":60}");
    String token = app.token(ConsoleHouse.STORAGE);
    Caller guard = house.operator().guard("Storage guard", storage);
    Person tess = team(admin(View.WIDE), "Tess Adding", View.WIDE);
    tess.open("/apis/" + storage);
    tess.fill("Client id", app.id());
    tess.scope(HERE, "storage:write").check();
    tess.press("Give access");
    tess.told("The app has access.");
    String after = house.operator().admin("GET", grant, "").body();
    assertThat(after)
        .contains("\"storage:read\",\"storage:write\"", "\"team\":\"red\"")
        .contains("\"token_lifetime_seconds\":60");
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
  }

  @Test
  void whatHeHimselfMayDoAtHisApiIsNotForHimToSay() {
    Person tess = team(admin(View.WIDE), "Tess Herself", View.WIDE);
    tess.visitor().expect("status of 403");
    String own = ConsoleHouse.text(house.items("/apps?q=Tess%20Herself").getFirst(), "client_id");
    tess.open("/apis/" + house.operator().apiId(ConsoleHouse.STORAGE));
    tess.fill("Client id", own);
    tess.scope(HERE, "storage:read").check();
    tess.press("Give access");
    assertThat(tess.page().locator("#w-client_id")).containsText("for somebody else to say");
    assertThat(house.items("/apps/" + own + "/grants")).hasSize(1);
  }

  @Test
  void whatIsAboutMoreSaysSo() {
    Person tess = team(admin(View.WIDE), "Tess Curious", View.WIDE);
    tess.visitor().expect("status of 403");
    for (String path :
        List.of(
            "/apps/new",
            "/apps/" + house.of(ConsoleHouse.ARCHIVER).id() + "/credentials/new",
            "/apis/new",
            "/audit",
            "/keys",
            "/people",
            "/tenants")) {
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
    ada.press("Take it away");
    ada.told("What it may do was saved.");
    ada.sees("Administers chosen APIs");
    // Less than before ends his session; the next one is limited as well.
    tess.open("/apis");
    tess.press("Sign in with a passkey");
    tess.at("APIs");
    tess.seesNo("Ledger");
  }
}
