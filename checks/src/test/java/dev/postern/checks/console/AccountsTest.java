package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** Accounts in the console, behind a sign-in of their own. */
@Tag("console")
final class AccountsTest {
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

  private static void pass(Person person) {
    person.go("Accounts");
    person.sees("Profiles are personal.");
    assertThat(person.page().content()).doesNotContain("zoe@example.com");
    person.press("Confirm with your passkey");
    person.sees("zoe@example.com");
  }

  @Test
  void accountsAreSeenBehindAnotherSignIn() {
    Person ada = admin();
    ada.go("Accounts");
    ada.passkeys().refuse();
    ada.press("Confirm with your passkey");
    ada.told("That was cancelled");
    ada.passkeys().agree();
    pass(ada);
    ada.open("/accounts");
    ada.sees("ben@example.com");
  }

  @ParameterizedTest
  @MethodSource("views")
  void anAccountIsFoundByItsAddressAndChanged(View view) {
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    pass(ada);
    ada.fill("Search", "zoe@example.com");
    ada.press("Find");
    ada.at(ConsoleHouse.ZOE);
    assertThat(ada.page().url()).matches(".*/console/accounts/[0-9a-f]{32}");
    assertThat(ada.page().locator("dl.facts"))
        .containsText(Pattern.compile("Email\\s*zoe@example\\.com \\(Primary\\)"));
    assertThat(ada.page().locator("dl.facts")).not().containsText("{");
    assertThat(ada.page().locator("dt:text-is('CreatedDate') + dd time")).hasCount(1);
    ada.fill("Company", "Example of " + view.suffix());
    ada.press("Save");
    ada.told("Saved.");
    assertThat(ada.field("Company")).hasValue("Example of " + view.suffix());
    assertThat(
            house
                .operator()
                .identity("GET", "/account?email=zoe%40example.com", "")
                .text("Company"))
        .isEqualTo("Example of " + view.suffix());
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @Test
  void whoIsNotFoundIsSaidNotToBe() {
    Person ada = admin();
    pass(ada);
    for (String text : List.of("nobody@example.com", "nobody", "+49 30 1234567", "0".repeat(32))) {
      ada.fill("Search", text);
      ada.press("Find");
      ada.sees("No account is found");
      assertThat(ada.field("Search")).hasValue(text);
      assertThat(ada.page().url()).as("what browsers keep").endsWith("/console/accounts");
    }
  }
}
