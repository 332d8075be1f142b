package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tests of the console stand on sees what it is there to see. */
@Tag("console")
final class BrowserTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static SampleSite site;

  @BeforeAll
  static void open() throws IOException {
    site = new SampleSite();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Visitor visitor() {
    return CHROMIUM.visitor(site.origin());
  }

  @Test
  void aPageThatIsRightPassesWithEverything() {
    Visitor visitor = visitor();
    Page page = visitor.open("/right");
    page.locator("#count").click();
    assertThat(page.locator("output")).hasText("1");
    visitor.keyboard().tabTo("Before");
    visitor.axe();
    visitor.shot("sample");
    visitor.leave();
  }

  @ParameterizedTest
  @CsvSource({
    "/inline, CSP violation: script-src-elem forbids inline",
    "/inline, console error: Executing inline script violates",
    "/logs, console error: it broke",
    "/warns, console warning: it bends",
    "/throws, uncaught: Error: nobody caught me",
    "/asks, net::ERR_EMPTY_RESPONSE",
    "/lost, status of 404",
    "/foreign, foreign request: http://elsewhere.example/a.png",
    "/socket, foreign request: ws://elsewhere.example/",
  })
  void whatIsWrongWithAPageFailsItsVisit(String path, String complaint) {
    Visitor visitor = visitor();
    visitor.open(path);
    assertThatThrownBy(visitor::leave)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void whatAPageGivesUpItselfIsNoFault() {
    visitor().open("/gives-up");
  }

  @Test
  void theEndOfATestIsTheEndOfEveryVisit() {
    visitor().open("/right");
    visitor().open("/logs");
    visitor().open("/warns");
    assertThatThrownBy(CHROMIUM::allLeave)
        .hasMessageContaining("it broke")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("it bends"));
  }

  @Test
  void oneFaultCanBeExpectedAndMustThenCome() {
    Visitor visitor = visitor();
    visitor.expect("it broke");
    visitor.open("/logs");
    visitor.leave();

    Visitor other = visitor();
    other.expect("it broke");
    other.open("/right");
    assertThatThrownBy(other::leave).hasMessageContaining("did not come: it broke");
  }

  @Test
  void whoExpectsOneFaultStillHearsOfAnother() {
    Visitor visitor = visitor();
    visitor.expect("it broke");
    visitor.open("/logs");
    visitor.open("/warns");
    assertThatThrownBy(visitor::leave)
        .hasMessageContaining("it bends")
        .hasMessageNotContaining("it broke");
  }

  @ParameterizedTest
  @CsvSource({"/unnamed, label", "/pale, color-contrast", "/tiny, target-size"})
  void whatKeepsPeopleOutIsFound(String path, String rule) {
    Visitor visitor = visitor();
    visitor.open(path);
    assertThatThrownBy(visitor::axe)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(path + ":\n  " + rule + " (");
  }

  @Test
  void aKeyboardGoesByNamesAndPresses() {
    Visitor visitor = visitor();
    Page page = visitor.open("/right");
    Keyboard keyboard = visitor.keyboard();
    keyboard.tabTo("Count one more");
    keyboard.enter();
    keyboard.space();
    assertThat(page.locator("output")).hasText("2");
    assertThat(keyboard.focused()).isEqualTo("Count one more");
  }

  @Test
  void whatTheKeyboardCannotReachIsSaidWithWhatItCan() {
    Visitor visitor = visitor();
    visitor.open("/right");
    assertThatThrownBy(() -> visitor.keyboard().tabTo("Nowhere"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("\"Nowhere\"")
        .hasMessageContaining("Before, Count one more");
  }

  @Test
  void aFocusThatCannotBeSeenFails() {
    Visitor visitor = visitor();
    visitor.open("/blind");
    assertThatThrownBy(() -> visitor.keyboard().tabTo("Where am I"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cannot be seen at \"Where am I\"");
  }

  @Test
  void aPasskeyIsMadeAndUsed() {
    Visitor visitor = visitor();
    Passkeys passkeys = visitor.passkeys();
    Page page = visitor.open("/passkey");
    page.locator("#make").click();
    assertThat(page.locator("output")).hasText("public-key");
    assertThat(passkeys.count()).isEqualTo(1);
    visitor.open("/passkey").locator("#use").click();
    assertThat(page.locator("output")).hasText("public-key");
  }

  @Test
  void aPasskeyWhoseOwnerDoesNotShowHimselfIsNotUsed() {
    Visitor visitor = visitor();
    Passkeys passkeys = visitor.passkeys();
    Page page = visitor.open("/passkey");
    passkeys.refuse();
    page.locator("#make").click();
    assertThat(page.locator("output")).hasText("NotAllowedError");
    assertThat(passkeys.count()).isZero();
  }

  @Test
  void nobodySeesThePasskeysOfAnother() {
    Visitor one = visitor();
    one.passkeys();
    one.open("/passkey").locator("#make").click();
    assertThat(one.page().locator("output")).hasText("public-key");

    assertThat(visitor().passkeys().count()).isZero();
  }

  @Test
  void aPictureIsNamedAfterItsViewAndHasItsWidth() throws IOException {
    Visitor visitor = CHROMIUM.visitor(site.origin(), View.PHONE.dark());
    Files.deleteIfExists(Visitor.SCREENS.resolve("sample-dark-phone.png"));
    visitor.open("/right");
    Path file = visitor.shot("sample");
    assertThat(file).hasFileName("sample-dark-phone.png").exists();
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(390);
  }

  @Test
  void aVisitorHasShadeAndZoneAsChosen() {
    View view = View.WIDE.dark().in(ZoneId.of("Asia/Kathmandu"));
    Page page = CHROMIUM.visitor(site.origin(), view).open("/right");
    assertThat(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).isEqualTo(true);
    assertThat(page.evaluate("new Date(0).getTimezoneOffset()")).isEqualTo(-330);
    assertThat(page.evaluate("innerWidth")).isEqualTo(1440);
  }
}
