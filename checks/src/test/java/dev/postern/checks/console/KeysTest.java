package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.checks.Caller;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signing keys in the console. */
@Tag("console")
final class KeysTest {
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
  void aRotationPublishesSuccessorsAndWhatWasSignedStaysGood() {
    Caller app = house.app("Signed before");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = admin();
    ada.go("Keys");
    assertThat(ada.line("Published")).hasCount(0);
    int signing = ada.line("Signs").count();
    assertThat(signing).isPositive();
    ada.press("Rotate");
    String says = ada.confirm("Rotate");
    assertThat(says).contains("what was signed before stays good");
    ada.told("Successors are published.");
    assertThat(ada.line("Published").first()).isVisible();
    assertThat(ada.line("Published").first()).containsText("in use from");
    assertThat(ada.line("Published").first().locator("td").last()).hasText("is open");
    assertThat(ada.line("Signs")).hasCount(signing);
    try (Verifier verifier = Verifier.of(house.issuer(), ConsoleHouse.STORAGE)) {
      assertThatCode(() -> verifier.verify("Bearer " + token)).doesNotThrowAnyException();
    }
  }

  @Test
  void whoDoesNotConfirmRotatesNothing() {
    Person ada = admin();
    ada.go("Keys");
    long before = house.lastChange();
    ada.confirm("Rotate", "Cancel");
    ada.page().reload();
    assertThat(house.lastChange()).isEqualTo(before);
  }
}
