package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import dev.postern.checks.Operator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The way into the console and out of it, from the first invitation on. */
@Tag("console")
final class FirstInviteTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static ConsoleHouse house;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.empty(data);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Visitor visitor() {
    return CHROMIUM.visitor(house.origin());
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @ParameterizedTest
  @MethodSource("views")
  void anInvitationMakesAPasskeyThatSignsInFromThenOn(View view) {
    Person ada = new Person(CHROMIUM.visitor(house.origin(), view));
    ada.page().navigate(house.adminLink("Ada Lovelace").toString());
    ada.at("Welcome");
    ada.fill("A name for it", "Work laptop");
    ada.press("Create a passkey");
    ada.at("Overview");
    assertThat(ada.passkeys().count()).isEqualTo(1);
    assertThat(ada.page().url()).endsWith("/console");

    signOut(ada);
    ada.told("You are signed out.");
    ada.open("/apps");
    ada.at("Sign in");
    ada.press("Sign in with a passkey");
    ada.at("Apps");
  }

  private static void signOut(Person person) {
    if (person.page().locator("summary").first().isVisible()) {
      person.page().locator("summary").first().click();
    }
    person.press("Sign out");
    person.at("Sign in");
  }

  @Test
  void aSessionThatWasEndedIsWorthNothing() {
    Person ada = house.admin(visitor(), "Ada");
    Cookie cookie =
        ada.page().context().cookies().stream()
            .filter(each -> each.name.equals("__Host-postern-default"))
            .findFirst()
            .orElseThrow();
    assertThat(cookie.httpOnly).isTrue();
    String me = house.operator().adminAudience() + "/me";
    assertThat(Operator.call("GET", me, "", cookie.value).status()).isEqualTo(200);
    signOut(ada);
    assertThat(Operator.call("GET", me, "", cookie.value).status()).isEqualTo(401);

    ada.page().context().addCookies(List.of(cookie));
    ada.open("/apps");
    ada.at("Sign in");
  }

  @Test
  void aLinkOpensOnce() {
    URI link = house.adminLink("Ada");
    Person.join(visitor(), link);

    Person other = new Person(visitor());
    other.visitor().expect("status of 401");
    other.page().navigate(link.toString());
    other.press("Create a passkey");
    other.told("This invitation opens nothing any more");
    assertThat(other.link("Sign in")).isVisible();
    assertThat(other.passkeys().count()).isZero();
    other.at("Welcome");
  }

  @Test
  void whoComesWithoutAnInvitationIsToldSoAtOnceAndLedToTheSignIn() {
    Person ada = new Person(visitor());
    ada.open("/join");
    ada.told("There is no invitation in this address");
    ada.press("Create a passkey");
    ada.told("There is no invitation in this address");
    // The whole link in the same window is a way on.
    ada.page().navigate(house.adminLink("Ada").toString());
    assertThat(ada.page().getByText("There is no invitation in this address")).isHidden();
    ada.open("/join");
    ada.page().reload();
    ada.follow("Sign in");
    ada.at("Sign in");
  }

  @Test
  void whoCancelsIsToldSoAndCanTryAgain() {
    Person ada = new Person(visitor());
    ada.page().navigate(house.adminLink("Ada").toString());
    ada.passkeys().refuse();
    ada.press("Create a passkey");
    ada.told("That was cancelled");
    ada.passkeys().agree();
    ada.press("Create a passkey");
    ada.at("Overview");

    signOut(ada);
    ada.passkeys().refuse();
    ada.press("Sign in with a passkey");
    ada.told("That was cancelled");
    ada.at("Sign in");
  }

  @Test
  void whoComesByAnAddressIsLedToTheNameWithHisInvitation() {
    URI link = house.adminLink("Ada");
    Person ada = new Person(visitor());
    ada.visitor().expect("foreign request: http://127.0.0.1:");
    ada.page().navigate(link.toString().replace("localhost", "127.0.0.1"));
    assertThat(ada.button("Create a passkey")).hasCount(0);
    ada.follow("Go on at localhost");
    assertThat(ada.page()).hasURL(link.toString());
    ada.press("Create a passkey");
    ada.at("Overview");
  }

  @Test
  void aPasskeyThatNobodyKnowsIsRefused() {
    Person ada = house.admin(visitor(), "Ada");
    signOut(ada);
    house
        .items("/apps?q=Ada")
        .forEach(app ->
            house.operator().admin("DELETE", "/apps/" + ConsoleHouse.text(app, "client_id"), ""));
    ada.visitor().expect("status of 401");
    ada.press("Sign in with a passkey");
    ada.told("it knows none like it");
    ada.at("Sign in");
  }

  @Test
  void nobodyIsLedAwayFromTheConsoleBehindTheSignIn() {
    Person ada = house.admin(visitor(), "Ada");
    signOut(ada);
    ada.open("/sign-in?next=//elsewhere.example/console/");
    ada.press("Sign in with a passkey");
    ada.at("Overview");
  }
}
