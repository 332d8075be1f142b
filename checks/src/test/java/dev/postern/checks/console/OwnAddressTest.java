package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A console with a port or a name of its own, in a browser. */
@Tag("console")
final class OwnAddressTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir private Path data;

  @Test
  void aPasskeySignsInAtAPortOfItsOwn() throws IOException {
    try (ConsoleHouse house = ConsoleHouse.apart(data)) {
      assertThat(house.issuer()).doesNotContain(":" + house.origin().getPort());
      comeAndGo(house);
    }
  }

  @Test
  void aPasskeySignsInAtANameOfItsOwn() throws IOException {
    try (ConsoleHouse house = ConsoleHouse.named(data)) {
      assertThat(house.origin().getHost()).isEqualTo("console.localhost");
      comeAndGo(house);
    }
  }

  private static void comeAndGo(ConsoleHouse house) {
    URI link = house.adminLink("Ada Lovelace");
    assertThat(link.toString()).startsWith(house.origin() + "/console/join#");
    Person ada = Person.join(CHROMIUM.visitor(house.origin()), link);
    ada.at("Overview");
    assertThat(ada.passkeys().count()).isEqualTo(1);
    ada.press("Sign out");
    ada.told("You are signed out.");
    // Whoever knows the host alone comes to the sign-in as well.
    ada.visitor().open("/");
    ada.at("Sign in");
    assertThat(ada.page().url()).startsWith(house.origin() + "/console/sign-in");
    ada.press("Sign in with a passkey");
    ada.at("Overview");
    ada.open("/settings");
    assertThat(ada.page().locator("main")).containsText(house.issuer());
    CHROMIUM.allLeave();
  }
}
