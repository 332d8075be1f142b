package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tenants in the console. */
@Tag("console")
final class TenantsTest {
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
  void aTenantIsFoundedBlockedAndServedAgain() {
    Person ada = admin();
    ada.go("Tenants");
    ada.fill("Name", "acme");
    ada.press("Create tenant");
    ada.at("acme");
    String issuer = ada.page().locator("#issuer").innerText();
    String credential = ada.page().locator("#operator").innerText();
    Caller operator =
        new Caller(issuer, member("client_id", credential), member("client_secret", credential));
    String admin = operator.below("admin/v1");
    assertThat(operator.ask("audience", admin).status()).isEqualTo(200);
    assertThat(credential.lines()).hasSizeGreaterThan(4);
    assertThat(ada.link("Its console")).hasAttribute("href", issuer + "console");

    ada.go("Tenants");
    assertThat(ada.page().content()).doesNotContain(operator.secret());
    ada.confirm("Block", "Block it");
    ada.told("The tenant is blocked.");
    assertThat(operator.ask("audience", admin).status()).isGreaterThanOrEqualTo(400);
    ada.confirm("Unblock", "Unblock");
    ada.told("The tenant is served again.");
    assertThat(operator.ask("audience", admin).status()).isEqualTo(200);
  }

  private static String member(String name, String json) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  @Test
  void whatIsWrongWithANameIsSaidAtItsFieldAndTheNameStaysThere() {
    Person ada = admin();
    ada.visitor().expect("status of 400");
    ada.go("Tenants");
    ada.fill("Name", "Not A Label");
    ada.press("Create tenant");
    assertThat(ada.page().locator("#w-name")).containsText("DNS label");
    assertThat(ada.field("Name")).hasValue("Not A Label");
    assertThat(ada.field("Name")).isFocused();

    ada.visitor().expect("status of 409");
    ada.fill("Name", "default");
    ada.press("Create tenant");
    assertThat(ada.page().locator("#w-name")).containsText("There is a tenant of this name.");
    assertThat(ada.field("Name")).hasValue("default");
  }

  @Test
  void theTenantThatOneIsInHasNoBlock() {
    Person ada = admin();
    ada.go("Tenants");
    assertThat(ada.line("default").getByRole(AriaRole.BUTTON)).hasCount(0);
  }
}
