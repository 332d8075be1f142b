package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.URI;
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
