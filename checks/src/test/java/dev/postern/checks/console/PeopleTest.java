package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People in the console: invited, led in again, put out. */
@Tag("console")
final class PeopleTest {
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

  private static URI invite(Person host, String name, String role) {
    host.go("People");
    host.fill("Name", name);
    host.choose("Role", role);
    host.press("Make the link");
    host.at("A link for " + name);
    return URI.create(host.page().locator("#invitation").innerText());
  }

  @Test
  void aViewerIsInvitedByALink() {
    Person ada = admin();
    URI link = invite(ada, "Vic Viewer", "Viewer: sees everything but accounts, changes nothing");
    Person vic = Person.join(CHROMIUM.visitor(house.origin()), link);
    vic.go("Apps");
    assertThat(vic.link("New app")).hasCount(0);
    ada.go("People");
    assertThat(ada.line("Vic Viewer")).isVisible();
    assertThat(ada.line("Ada Lovelace").filter(new Locator.FilterOptions().setHasText("You")))
        .hasCount(1);
  }

  @ParameterizedTest
  @MethodSource("views")
  void anAdminIsInvitedAndMayInviteInHisTurn(View view) {
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    URI link = invite(ada, "Al Admin " + view.suffix(), "Admin: may do everything");
    Person al = Person.join(CHROMIUM.visitor(house.origin(), view), link);
    invite(al, "Third " + view.suffix(), "Admin: may do everything");
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @Test
  void apisAreToBeChosenForThatRoleAlone() {
    Person ada = admin();
    ada.go("People");
    assertThat(ada.page().locator(".for-apis")).isHidden();
    ada.choose("Role", "Chosen APIs: administers these, and nothing else");
    assertThat(ada.page().locator(".for-apis")).isVisible();
    ada.choose("Role", "Admin: may do everything");
    assertThat(ada.page().locator(".for-apis")).isHidden();
  }

  @Test
  void whoBlocksOneselfIsWarned() {
    admin();
    Person ann = house.admin(CHROMIUM.visitor(house.origin()), "Ann Alone");
    ann.go("People");
    ann.follow("Ann Alone");
    ann.at("Ann Alone");
    assertThat(ann.confirm("Block", "Cancel")).contains("This is you");
    ann.go("People");
    ann.follow("Ada Lovelace");
    ann.at("Ada Lovelace");
    assertThat(ann.confirm("Block", "Cancel")).doesNotContain("This is you");
  }

  @Test
  void whoLostHisDeviceGetsANewLink() {
    Person ada = admin();
    Person lost = house.admin(CHROMIUM.visitor(house.origin()), "Lou Lost");
    ada.go("People");
    ada.press("New link Lou Lost");
    ada.at("A link for Lou Lost");
    URI link = URI.create(ada.page().locator("#invitation").innerText());
    Person again = Person.join(CHROMIUM.visitor(house.origin()), link);
    again.go("Settings");
    again.sees("Lou Lost");
    assertThat(again.passkeys().count()).isEqualTo(1);
    lost.go("Apps");
  }

  @Test
  void theListSaysWhoIsWhat() {
    Person ada = admin();
    house.viewer(CHROMIUM.visitor(house.origin()), "Rae Reader");
    house.viewer(CHROMIUM.visitor(house.origin()), "Max Mixed");
    ada.go("People");
    ada.fill("Name", "Cho Chosen");
    ada.choose("Role", "Chosen APIs: administers these, and nothing else");
    ada.page().getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Storage")).check();
    ada.press("Make the link");
    ada.at("A link for Cho Chosen");
    String id = ConsoleHouse.text(house.items("/apps?q=Max%20Mixed").getFirst(), "client_id");
    String api = house.operator().apiId(house.operator().adminAudience());
    house.operator().admin("PUT", "/apps/" + id + "/grants/" + api, "{\"scopes\":[\"apps:read\"]}");
    house.operator().admin("PATCH", "/apps/" + id, "{\"status\":\"blocked\"}");

    ada.go("People");
    assertThat(ada.line("Ada Lovelace").first()).containsText("Admin");
    assertThat(ada.line("Rae Reader")).containsText("Viewer");
    assertThat(ada.line("Cho Chosen")).containsText(Pattern.compile("Chosen APIs\\s*Storage"));
    assertThat(ada.line("Max Mixed")).containsText("Other");
    assertThat(ada.line("Max Mixed")).containsText("Blocked");
    assertThat(ada.button("New link Rae Reader")).hasCount(1);
    assertThat(ada.button("New link Max Mixed")).hasCount(0);
    ada.visitor().axe();
    ada.visitor().shot("people-roles");
  }

  @Test
  void manyPeopleStandOnSeveralPages(@TempDir Path data) throws IOException {
    try (ConsoleHouse crowded = ConsoleHouse.empty(data)) {
      Person ada = crowded.admin(CHROMIUM.visitor(crowded.origin()), "Ada Lovelace");
      for (int i = 0; i < 30; i++) {
        crowded.viewerLink("Crowd %02d".formatted(i));
      }
      ada.go("People");
      assertThat(ada.page().locator("tbody tr")).hasCount(25);
      ada.follow("Next");
      assertThat(ada.page().locator("tbody tr")).hasCount(6);
      assertThat(ada.line("Crowd 29")).containsText("Viewer");
      ada.follow("To the beginning");
      assertThat(ada.page().locator("tbody tr")).hasCount(25);
      ada.visitor().leave();
    }
  }

  @Test
  void whoIsBlockedIsOutAtHisNextClickAndDoesNotComeInAgain() {
    Person ada = admin();
    Person mal = house.admin(CHROMIUM.visitor(house.origin()), "Mal Leaver");
    mal.go("Apps");
    ada.go("People");
    ada.follow("Mal Leaver");
    ada.at("Mal Leaver");
    ada.confirm("Block", "Block it");
    ada.told("Blocked.");

    mal.follow("New app");
    mal.at("Sign in");
    mal.visitor().expect("status of 401");
    mal.press("Sign in with a passkey");
    mal.told("The server does not accept that");

    ada.confirm("Unblock", "Unblock");
    ada.told("Unblocked.");
    mal.press("Sign in with a passkey");
    mal.at("New app");
  }
}
