package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tenant is set to, who one is, and how the console looks. */
@Tag("console")
final class SettingsTest {
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
  void whatOthersHaveToKnowIsThere() {
    Person ada = admin();
    ada.go("Settings");
    ada.sees(house.issuer() + "service/oauth/token");
    ada.sees(house.issuer() + "service/oauth/jwks");
    ada.sees("Ada Lovelace");
    ada.sees("tenants:write");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theColoursThatWereChosenHoldOnTheNextPage(View view) {
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    String light = paper(ada);
    menu(ada);
    ada.press("Dark");
    assertThat(ada.button("Dark")).hasAttribute("aria-pressed", "true");
    String dark = paper(ada);
    assertThat(dark).isNotEqualTo(light);
    ada.open("/settings");
    assertThat(paper(ada)).isEqualTo(dark);
    menu(ada);
    ada.press("Light");
    ada.open("/apps");
    assertThat(paper(ada)).isEqualTo(light);
  }

  @Test
  void theServerDrawsInTheColoursThatWereChosenAndOnceMoreTakesTheChoiceBack() {
    Person ada = admin();
    ada.press("Dark");
    assertThat(drawn(ada)).contains(" data-theme=\"dark\"");
    assertThat(drawn(ada)).containsOnlyOnce("data-theme-choice=\"dark\" aria-pressed=\"true\"");
    ada.press("Dark");
    assertThat(ada.button("Dark")).hasAttribute("aria-pressed", "false");
    assertThat(drawn(ada)).doesNotContain(" data-theme=").doesNotContain("aria-pressed=\"true\"");
  }

  /** The page as the server sends it, before any script. */
  private static String drawn(Person person) {
    return person.page().context().request().get(person.page().url()).text();
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  private static void menu(Person person) {
    Locator menu = person.page().locator("summary").first();
    if (menu.isVisible()) {
      menu.click();
    }
  }

  private static String paper(Person person) {
    return person.page().evaluate("getComputedStyle(document.body).backgroundColor").toString();
  }

  @Test
  void timesAreShownInTheZoneOfWhoLooks() {
    Person ada =
        house.admin(
            CHROMIUM.visitor(house.origin(), View.WIDE.in(ZoneId.of("Asia/Kolkata"))),
            "Ada Lovelace");
    ada.go("Settings");
    Locator since = ada.page().locator("time").first();
    Instant instant = Instant.parse(since.getAttribute("datetime"));
    assertThat(since.getAttribute("title")).isEqualTo(instant.toString());
    assertThat(since.innerText().replaceAll("\\s", " "))
        .contains(
            DateTimeFormatter.ofPattern("h:mm a", Locale.US)
                .format(instant.atZone(ZoneId.of("Asia/Kolkata"))));
  }
}
