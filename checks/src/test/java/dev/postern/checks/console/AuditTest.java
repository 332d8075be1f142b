package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
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

/** The audit log in the console: searched, compared, verified. */
@Tag("console")
final class AuditTest {
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

  @Test
  void theLogIsFilteredAsOneTypesAndTheAddressKeepsTheFilter() {
    Caller app = house.app("Watched");
    house.patch(app, "{\"name\":\"Watched closely\"}");
    Person ada = admin();
    ada.go("Audit");
    assertThat(ada.link("app.update").first()).isVisible();
    assertThat(ada.link("api.create").first()).isVisible();
    ada.field("To what").pressSequentially("app/" + app.id());
    assertThat(ada.link("api.create")).hasCount(0);
    assertThat(ada.link("app.update")).hasCount(1);
    ada.hasAddress("target=app%2F" + app.id());
    ada.page().reload();
    assertThat(ada.field("To what")).hasValue("app/" + app.id());
    assertThat(ada.link("app.update")).hasCount(1);

    ada.follow("app.update");
    ada.at("app.update");
    assertThat(ada.line("name")).containsText("\"Watched\"");
    assertThat(ada.line("name")).containsText("\"Watched closely\"");
    assertThat(ada.line("description")).hasCount(0);
  }

  @Test
  void whoIsStillTypingWhatCannotBeLookedForYetStaysThere() {
    Person ada = admin();
    ada.visitor().expect("status of 400");
    ada.visitor().expect("Response Status Error Code 400");
    ada.go("Audit");
    ada.page()
        .waitForResponse(answer -> answer.status() == 400, () -> ada.field("What").fill("app"));
    ada.at("Audit");
    assertThat(ada.field("What")).hasValue("app");
    ada.field("What").fill("app.create");
    ada.hasAddress("action=app.create");
    assertThat(ada.link("app.create").first()).isVisible();
    assertThat(ada.link("api.create")).hasCount(0);
  }

  @Test
  void whatIsEmptyOnBothSidesIsLeftOutAndTimesAreToTheSecond() {
    Caller app = house.app("Made bare");
    Person ada = admin();
    ada.open("/audit?action=app.create&target=app/" + app.id());
    assertThat(ada.line("app.create").locator("time"))
        .hasText(Pattern.compile(".*\\d:\\d\\d:\\d\\d.*"));
    ada.follow("app.create");
    assertThat(ada.line("name")).containsText("Made bare");
    assertThat(house.items("/audit?action=app.create&target=app/" + app.id()).getFirst().text())
        .contains("\"allowed_ips\":[]");
    assertThat(ada.line("allowed_ips")).hasCount(0);
  }

  @Test
  void whatSomebodyDoesInTheConsoleStandsThereWithHisName() {
    Caller app = house.app("Acted upon");
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Grace Hopper");
    ada.open("/apps/" + app.id());
    ada.confirm("Block", "Block it");
    ada.told("Blocked.");
    ada.follow("All in the audit log");
    ada.at("Audit");
    assertThat(ada.line("Grace Hopper")).hasCount(1);
    ada.line("Grace Hopper").getByRole(AriaRole.LINK).click();
    assertThat(ada.line("status")).containsText("\"active\"");
    assertThat(ada.line("status")).containsText("\"blocked\"");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theLogIsVerifiedToItsEnd(View view) {
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    ada.go("Audit");
    ada.follow("Verify the log");
    ada.told("All " + house.lastChange() + " lines fit");
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @Test
  void aLineThatIsNotThereIsSaidToBeMissing() {
    Person ada = admin();
    ada.visitor().expect("status of 404");
    ada.open("/audit/999999");
    ada.at("There is nothing here");
  }
}
