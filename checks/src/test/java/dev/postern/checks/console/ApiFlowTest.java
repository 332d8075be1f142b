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

/** The life of an API in the console. */
@Tag("console")
final class ApiFlowTest {
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

  private static Person admin() {
    return house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
  }

  private static Caller caller(String api) {
    return house.operator().app("caller", api, "files:read", "files:write");
  }

  @ParameterizedTest
  @MethodSource("views")
  void anApiIsDefinedAndGranted(View view) {
    String audience = "https://files-" + view.suffix() + ".example.com";
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    ada.go("APIs");
    ada.follow("New API");
    ada.fill("Identifier", audience);
    ada.fill("Name", "Files " + view.suffix());
    ada.fill("Scopes", "files:read = Read files\nfiles:write");
    ada.fill("Tokens live, in seconds", "120");
    ada.press("Define API");
    ada.told("The API is defined.");
    ada.at("Files " + view.suffix());
    ada.sees("No app may call it yet.");

    Caller app = caller(house.operator().apiId(audience));
    assertThat(app.ask("audience", audience).text("scope")).isEqualTo("files:read files:write");
    ada.page().reload();
    ada.follow("caller");
    ada.at("caller");
  }

  @Test
  void whatIsWrongIsSaidWhereItIs() {
    Person ada = admin().open("/apis/new");
    ada.visitor().expect("status of 400");
    ada.fill("Identifier", "not a URI");
    ada.fill("Name", "Files");
    ada.fill("Scopes", "files:read = Read");
    ada.press("Define API");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(ada.page().locator("#w-identifier")).isVisible();
    assertThat(ada.field("Identifier")).hasAttribute("aria-invalid", "true");
    assertThat(ada.field("Scopes")).hasValue("files:read = Read");

    ada.visitor().expect("status of 409");
    ada.fill("Identifier", ConsoleHouse.STORAGE);
    ada.press("Define API");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(house.items("/apis?q=Files&limit=10"))
        .noneMatch(api -> ConsoleHouse.text(api, "name").equals("Files"));
  }

  @Test
  void aScopeThatIsTakenAwayIsTakenFromEveryApp() {
    String audience = "https://narrow.example.com";
    String api = house.api(audience, "files:read", "files:write");
    Caller app = caller(api);
    Caller guard = house.operator().guard("guard", api);
    String token = app.token(audience);
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    Person ada = admin().open("/apis/" + api);
    ada.fill("Scopes", "files:read = Read files");
    ada.press("Save");
    ada.at("Take scopes from An API?");
    ada.sees("1 app has it.");
    ada.visitor().axe();
    ada.visitor().shot("api-narrow");
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    ada.press("Take it away");
    ada.told("Saved.");
    assertThat(guard.introspect(token).body()).contains("\"active\":false");
    assertThat(app.ask("audience", audience).text("scope")).isEqualTo("files:read");
    assertThat(ada.field("Scopes")).hasValue("files:read = Read files");
  }

  @Test
  void whoThinksBetterOfItTakesNoScopeAway() {
    String api = house.api("https://spared.example.com", "files:read", "files:write");
    Person ada = admin().open("/apis/" + api);
    ada.fill("Scopes", "files:read = Read files");
    ada.press("Save");
    ada.sees("No app has it.");
    ada.follow("Cancel");
    assertThat(ada.field("Scopes")).hasValue("files:read\nfiles:write");
  }

  @Test
  void whatIsNotTakenFromAnApiIsSavedAtOnce() {
    String api = house.api("https://wider.example.com", "files:read");
    Person ada = admin().open("/apis/" + api);
    ada.fill("Scopes", "files:read = Read files\nfiles:write");
    ada.fill("Name", "Wider");
    ada.press("Save");
    ada.told("Saved.");
    ada.at("Wider");
  }

  /** An API whose name is told from others'; its id. */
  private static String named(String name, String... scopes) {
    String api = house.api("https://" + name + ".example.com", scopes);
    house.operator().admin("PATCH", "/apis/" + api, "{\"name\":\"" + name + "\"}");
    return api;
  }

  @Test
  void whatAnAppMayNotCallAndLongListsOfScopesAreBehindADoor() {
    String[] scopes = new String[20];
    for (int i = 0; i < scopes.length; i++) {
      scopes[i] = "long:%02d".formatted(i);
    }
    String api = named("long", scopes);
    for (int i = 0; i < 4; i++) {
      named("many-" + i, "many:read");
    }
    Caller app = house.operator().app("Choosy", api, "long:19");
    Person ada = admin().open("/apps/" + app.id());
    assertThat(ada.scope("long", "long:19")).isVisible();
    assertThat(ada.scope("long", "long:18")).isHidden();
    ada.page().getByText("8 more scopes").click();
    ada.scope("long", "long:18").check();
    assertThat(ada.scope("many-3", "many:read")).isHidden();
    ada.visitor().axe();
    ada.visitor().shot("app-doors");
    ada.page().getByText("Other APIs (").click();
    ada.scope("many-3", "many:read").check();
    ada.press("Save what it may do");
    ada.told("What it may do was saved.");
    assertThat(app.ask("audience", "https://long.example.com").text("scope"))
        .isEqualTo("long:18 long:19");
    assertThat(app.ask("audience", "https://many-3.example.com").status()).isEqualTo(200);
  }

  @Test
  void aDeletedApiHasNoTokens() {
    String audience = "https://gone.example.com";
    String api = house.api(audience, "files:read", "files:write");
    Caller app = caller(api);
    app.token(audience);
    Person ada = admin().open("/apis/" + api);
    assertThat(ada.confirm("Delete API", "Delete API")).contains("1 app loses it.");
    ada.told("The API was deleted.");
    assertThat(app.ask("audience", audience).status()).isEqualTo(400);
    assertThat(house.items("/apis?limit=500"))
        .noneMatch(each -> ConsoleHouse.text(each, "id").equals(api));
  }

  @Test
  void theListIsSearchedAsOneTypes() {
    Person ada = admin();
    ada.go("APIs");
    assertThat(ada.link("Storage")).isVisible();
    ada.field("Search").pressSequentially("ledger");
    assertThat(ada.link("Storage")).hasCount(0);
    assertThat(ada.link("Ledger")).isVisible();
    ada.hasAddress("q=ledger");
  }

  @Test
  void aBuiltInApiCanBeReadAndNotChanged() {
    Person ada = admin().open("/apis/" + house.operator().apiId(house.operator().adminAudience()));
    ada.sees("apps:write");
    assertThat(ada.button("Save")).hasCount(0);
    assertThat(ada.button("Delete API")).hasCount(0);
  }
}
