package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
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

/**
 * The life of an app in the console, and what comes of it where its tokens are used. How long that
 * takes is printed, and compared only with what nobody should ever wait, for machines differ.
 */
@Tag("console")
final class AppFlowTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final String WHAT_ENDS =
      "This server refuses them at once. 1 verifier is connected and refuses them within a second.";

  private static ConsoleHouse house;
  private static Verifier verifier;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.furnished(data);
    verifier = Verifier.of(house.issuer(), ConsoleHouse.STORAGE);
  }

  @AfterAll
  static void close() {
    verifier.close();
    house.close();
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  private static Person admin() {
    return house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
  }

  private static Person at(Caller app) {
    return admin().open("/apps/" + app.id());
  }

  private static Answer ask(Caller app) {
    return app.ask("audience", ConsoleHouse.STORAGE);
  }

  private static void accepted(String token) {
    try {
      verifier.verify("Bearer " + token).require("storage:read");
    } catch (TokenRefused e) {
      throw new AssertionError(e);
    }
  }

  private static boolean good(String token) {
    try {
      verifier.verify("Bearer " + token).require("storage:read");
      return true;
    } catch (TokenRefused e) {
      return false;
    }
  }

  /** Does something in the console after which a token is refused, and prints how soon it is. */
  private static void ends(String token, String what, Runnable doing) {
    accepted(token);
    long begin = System.nanoTime();
    CompletableFuture<Long> end = CompletableFuture.supplyAsync(() -> refusal(token));
    doing.run();
    System.out.printf(
        "%s in the console: refused %d ms after the first click%n",
        what, Duration.ofNanos(end.join() - begin).toMillis());
  }

  private static long refusal(String token) {
    long begin = System.nanoTime();
    while (good(token)) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new AssertionError("it is still accepted");
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return System.nanoTime();
  }

  @ParameterizedTest
  @MethodSource("views")
  void anAppIsMadeInOneShortFlowAndItsSecretIsShownOnce(View view) {
    String name = "Invoice printer, " + view.suffix();
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    ada.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    ada.go("Apps");
    ada.follow("New app");
    ada.fill("Name", name);
    ada.scope("Storage", "storage:read").check();
    ada.press("Create app");
    ada.at(name);
    ada.sees("This is the only time that the secret is shown.");
    String secret = ada.page().locator("#client-secret").innerText();

    Locator copy =
        ada.page()
            .locator(".secret")
            .filter(new Locator.FilterOptions().setHas(ada.page().locator("#client-secret")))
            .getByRole(AriaRole.BUTTON);
    copy.click();
    assertThat(copy).hasText("Copied");
    assertThat(ada.page().evaluate("navigator.clipboard.readText()")).isEqualTo(secret);

    String curl = ada.page().locator("#code-curl").innerText();
    Caller app = new Caller(house.issuer(), found("(app_\\w+)", curl), secret);
    assertThat(curl).contains(house.issuer() + "service/oauth/token");
    Answer token = app.ask("audience", found("audience=(\\S+?)[\"'\\s]", curl + " "));
    assertThat(token.status()).isEqualTo(200);
    assertThat(token.text("scope")).isEqualTo("storage:read");

    ada.page().reload();
    ada.sees("The secret was shown already.");
    assertThat(ada.page().content()).doesNotContain(secret);
    ada.follow("I have it");
    ada.at(name);
    assertThat(ada.page().content()).doesNotContain(secret);
    assertThat(house.items("/apps?q=" + Caller.encode(name))).hasSize(1);
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  @Test
  void anAppThatIsGrantedNothingIsLedToWhatItMayDo() {
    Person ada = admin().open("/apps/new");
    ada.fill("Name", "Bare");
    ada.press("Create app");
    ada.at("Bare");
    ada.sees("It is granted nothing yet, so it gets no token.");
    assertThat(ada.page().getByRole(AriaRole.TAB)).hasCount(0);
    ada.follow("Choose what it may do");
    ada.sees("Save what it may do");
  }

  @Test
  void everySnippetIsSeenByItsTab() {
    Person ada = admin().open("/apps/new");
    ada.fill("Name", "Snippets");
    ada.scope("Storage", "storage:read").check();
    ada.press("Create app");
    for (String name : List.of("Java", "Spring", "Node", "Kubernetes", "curl")) {
      ada.page()
          .getByRole(
              AriaRole.TAB,
              new com.microsoft.playwright.Page.GetByRoleOptions().setName(name).setExact(true))
          .click();
      assertThat(ada.page().locator("[role=tabpanel]:visible pre")).hasCount(1);
      assertThat(ada.page().locator("[role=tabpanel]:visible pre"))
          .containsText(name.equals("Kubernetes") ? "POSTERN_CLIENT_ID" : "app_");
    }
  }

  @Test
  void whatIsWrongWithANewAppIsSaidAndNothingIsLost() {
    Person ada = admin().open("/apps/new");
    ada.visitor().expect("status of 400");
    ada.fill("Name", "Bell \u0007");
    ada.fill("What it is for", "To ring");
    ada.scope("Ledger", "ledger:read").check();
    ada.press("Create app");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(ada.field("What it is for")).hasValue("To ring");
    assertThat(ada.scope("Ledger", "ledger:read")).isChecked();
    ada.fill("Name", "Bell");
    ada.press("Create app");
    ada.sees("This is the only time that the secret is shown.");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theListIsSearchedAsOneTypesAndTheAddressKeepsTheFilter(View view) {
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    ada.go("Apps");
    assertThat(ada.link("Nightly sync")).isVisible();
    ada.field("Search").pressSequentially("mover");
    assertThat(ada.link(ConsoleHouse.BLOCKED)).isVisible();
    assertThat(ada.link("Nightly sync")).hasCount(0);
    ada.hasAddress("[?&]q=mover");

    ada.choose("Status", "Active");
    ada.sees("No app is found");
    ada.hasAddress("q=mover&status=active");
    ada.page().goBack();
    assertThat(ada.link(ConsoleHouse.BLOCKED)).isVisible();
    assertThat(ada.field("Search")).hasValue("mover");
    assertThat(ada.field("Status")).hasValue("");

    ada.page().reload();
    assertThat(ada.field("Search")).hasValue("mover");
    assertThat(ada.link("Nightly sync")).hasCount(0);
    ada.follow(ConsoleHouse.BLOCKED);
    ada.at(ConsoleHouse.BLOCKED);
  }

  @ParameterizedTest
  @MethodSource("views")
  void aBlockSaysWhatItEndsAndEndsIt(View view) {
    Caller app = house.app("Doomed, " + view.suffix());
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = house.admin(CHROMIUM.visitor(house.origin(), view), "Ada Lovelace");
    ada.open("/apps/" + app.id());
    ends(
        token,
        "a block",
        () ->
            assertThat(ada.confirm("Block", "Block it"))
                .contains("Block Doomed, " + view.suffix() + "?", "2 sessions", WHAT_ENDS));
    ada.told("Blocked. It gets no token any more");
    ada.sees("1 connected verifier was told.");
    assertThat(ask(app).status()).isEqualTo(401);

    assertThat(ada.confirm("Unblock", "Unblock")).contains("stays refused");
    ada.told("Unblocked.");
    assertThat(ada.button("Block")).isVisible();
    accepted(app.token(ConsoleHouse.STORAGE));
    assertThat(good(token)).isFalse();
  }

  @Test
  void whoThinksBetterOfABlockBlocksNothing() {
    Caller app = house.app("Spared");
    Person ada = at(app);
    ada.confirm("Block", "Cancel");
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(ask(app).status()).isEqualTo(200);
  }

  @Test
  void aNarrowedGrantSaysWhatItEndsAndEndsIt() {
    Caller app = house.app("Too wide");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ada.scope("Storage", "storage:write").uncheck();
    ada.scope("Ledger", "ledger:write").check();
    ada.press("Save what it may do");
    ada.at("Take this from Too wide?");
    assertThat(ada.page().locator("main form"))
        .containsText(
            Pattern.compile(
                "It loses\\s*Storage\\s*storage:write\\s*It gets\\s*Ledger\\s*ledger:write"));
    ada.sees("1 session, ");
    ada.sees(WHAT_ENDS);
    ada.visitor().axe();
    ada.visitor().shot("app-narrow");
    ends(token, "a narrowed grant", () -> ada.press("Take it away"));
    ada.told("What it may do was saved.");
    assertThat(ask(app).text("scope")).isEqualTo("storage:read");
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).text("scope"))
        .isEqualTo("ledger:read ledger:write");
    assertThat(ada.scope("Storage", "storage:write")).not().isChecked();
    assertThat(ada.scope("Storage", "storage:read")).isChecked();
  }

  @Test
  void whoThinksBetterOfItTakesNothingAway() {
    Caller app = house.app("Kept wide");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ada.scope("Storage", "storage:write").uncheck();
    ada.scope("Storage", "storage:read").uncheck();
    ada.press("Save what it may do");
    ada.at("Take this from Kept wide?");
    ada.follow("Cancel");
    ada.at("Kept wide");
    assertThat(ada.scope("Storage", "storage:write")).isChecked();
    accepted(token);
    assertThat(ask(app).text("scope")).isEqualTo("storage:read storage:write");
  }

  @Test
  void aRotatedSecretGoesOnForAsLongAsIsChosen() {
    Caller app = house.app("Turning");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    String asked = "The old one goes on for";
    ada.press("Rotate");
    assertThat(ada.field(asked).locator("option:checked")).hasText("7 days");
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).containsText("are refused at once");
    ada.visitor().axe();
    ada.visitor().glimpse("app-rotate");
    assertThat(ada.confirm("Make the new secret")).contains("so that nothing fails");
    ada.sees("This is the only time that the secret is shown.");
    ada.sees("The old secret goes on until");
    String secret = ada.page().locator("#client-secret").innerText();
    accepted(new Caller(app.issuer(), app.id(), secret).token(ConsoleHouse.STORAGE));
    accepted(token);
    accepted(app.token(ConsoleHouse.STORAGE));
    String end = end(app);
    assertThat(Duration.between(Instant.now(), Instant.parse(end)))
        .isBetween(Duration.ofHours(167), Duration.ofHours(168));

    // It ends sooner than in a month already, and that stays.
    ada.follow("I have it");
    String hint = app.secret().substring(app.secret().length() - 4);
    ada.line(hint)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Rotate").setExact(true))
        .click();
    ada.page().getByRole(AriaRole.DIALOG).getByLabel(asked).selectOption("PT720H");
    ada.confirm("Make the new secret");
    ada.sees("The old secret goes on until");
    assertThat(end(app)).isEqualTo(end);
    assertThat(house.items("/apps/" + app.id() + "/credentials")).hasSize(3);
  }

  @Test
  void aSecretThatEndsBeforeItsTokensTakesThemAlongAndGoesOnUntilThen() {
    Caller app = house.app("Turning at once");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ada.press("Rotate");
    ada.choose("The old one goes on for", "1 hour");
    ends(token, "a rotation within an hour", () -> ada.confirm("Make the new secret"));
    ada.sees("The old secret goes on until");
    accepted(app.token(ConsoleHouse.STORAGE));
  }

  /** When the first credential of an app ends. */
  private static String end(Caller app) {
    return ConsoleHouse.text(
        house.items("/apps/" + app.id() + "/credentials").getFirst(), "expires_at");
  }

  @Test
  void aLeakedSecretIsReplacedAtOnce() {
    Caller app = house.app("Careless");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ends(
        token,
        "a leaked secret",
        () ->
            assertThat(ada.confirm("Leaked", "Replace it now"))
                .contains("Your service fails until it has the new one."));
    ada.at("A new secret in the place of the one that got out: Careless");
    ada.sees("This is the only time that the secret is shown.");
    String secret = ada.page().locator("#client-secret").innerText();
    assertThat(ask(app).status()).isEqualTo(401);
    accepted(new Caller(app.issuer(), app.id(), secret).token(ConsoleHouse.STORAGE));
  }

  @Test
  void aSecondSecretIsAddedAndTheFirstRevoked() {
    Caller app = house.app("Renewed");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ada.press("Add a secret");
    ada.at("A new secret for Renewed");
    ada.sees("Its other credentials go on working");
    String secret = ada.page().locator("#client-secret").innerText();
    Caller renewed = new Caller(app.issuer(), app.id(), secret);
    accepted(renewed.token(ConsoleHouse.STORAGE));
    assertThat(ask(app).status()).isEqualTo(200);

    ada.follow("I have it");
    String hint = app.secret().substring(app.secret().length() - 4);
    ada.line(hint)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Revoke").setExact(true))
        .click();
    ends(token, "a revoked credential", () -> ada.confirm("Revoke"));
    ada.told("The credential was revoked");
    assertThat(ask(app).status()).isEqualTo(401);
    assertThat(ask(renewed).status()).isEqualTo(200);
  }

  @Test
  void allTokensAreRevokedWithoutABlock() {
    Caller app = house.app("Reset");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ends(
        token, "a revocation of all tokens", () -> ada.confirm("Revoke all tokens", "Revoke them"));
    ada.told("All its tokens are refused from now on.");
    accepted(app.token(ConsoleHouse.STORAGE));
  }

  @Test
  void aDeletedAppIsGone() {
    Caller app = house.app("Short-lived");
    String token = app.token(ConsoleHouse.STORAGE);
    Person ada = at(app);
    ada.visitor().expect("status of 404");
    ends(
        token,
        "a deletion",
        () -> assertThat(ada.confirm("Delete", "Delete")).contains("This cannot be undone."));
    ada.told("The app was deleted.");
    assertThat(ada.link("Short-lived")).hasCount(0);
    ada.open("/apps/" + app.id());
    ada.at("There is nothing here");
  }

  @Test
  void whatHurtsAsksForThePasskeyWhereTheSignInIsOld() {
    Caller app = house.app("Old sign-in");
    Person ada = admin();
    ada.page().clock().install();
    ada.open("/apps/" + app.id());
    ada.page().clock().fastForward("06:00");
    ada.passkeys().refuse();
    ada.press("Add a secret");
    ada.told("That was cancelled");
    assertThat(house.items("/apps/" + app.id() + "/credentials")).hasSize(1);
    ada.passkeys().agree();
    ada.press("Add a secret");
    ada.sees("This is the only time that the secret is shown.");
    assertThat(house.items("/apps/" + app.id() + "/credentials")).hasSize(2);
  }
}
