package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.server.TestOpenIdProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The way in by the company's OpenID provider, in a browser. */
@Tag("console")
final class OpenIdTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final TestOpenIdProvider THERE = new TestOpenIdProvider();

  private static final String CONFIRMED =
      "Confirmed: it is you. Nothing was done yet. Press the button once more.";

  private static ConsoleHouse house;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.furnished(data, THERE);
  }

  @AfterAll
  static void close() {
    house.close();
    THERE.close();
  }

  /** Somebody before the console's door, whom the provider has signed in already. */
  private static Person comes(String subject, String name, String... roles) {
    THERE.signIn(TestOpenIdProvider.Person.of(subject, name, roles));
    Person person = new Person(CHROMIUM.visitor(house.origin()));
    person.visitor().expect("foreign request: " + THERE.issuer());
    return person;
  }

  private static void signsIn(Person person) {
    person.at("Sign in");
    person.follow("Sign in with the company");
  }

  @Test
  void whoIsSignedInThereIsInWithOneClickAndComesToWhereHeWanted() {
    Person vic = comes("1", "Vic Viewer", "staff");
    vic.open("/apps?q=archiver");
    vic.at("Sign in");
    vic.visitor().axe();
    vic.visitor().shot("signin-openid");
    signsIn(vic);
    vic.at("Apps");
    vic.hasAddress("/console/apps\\?q=archiver$");
    vic.sees("Vic Viewer");
    assertThat(vic.link("New app")).hasCount(0);
    assertThat(vic.link("Accounts")).hasCount(0);
  }

  @Test
  void anAdminIsAskedAnewBeforeWhatHurtsAndGoesOnWhereHeWas() {
    Person ada = comes("2", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.go("Keys");
    int keys = house.items("/keys").size();
    ada.confirm("Rotate", "Rotate");
    assertThat(ada.page().locator("meta[name=postern-fresh-seconds]"))
        .not()
        .hasAttribute("content", "0");
    // Back from the provider: the dialog is as it was.
    assertThat(ada.page().getByRole(AriaRole.DIALOG)).isVisible();
    ada.hasAddress("/console/keys$");
    // What he reads there, and where he is.
    Locator dialog = ada.page().getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByRole(AriaRole.STATUS)).hasText(CONFIRMED);
    assertThat(
            dialog.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Rotate").setExact(true)))
        .isFocused();
    ada.visitor().axe();
    ada.visitor().glimpse("openid-confirmed");
    assertThat(house.items("/keys")).hasSize(keys);
    ada.confirm("Rotate");
    ada.page().waitForURL(Pattern.compile(".*/keys\\?done=.*"));
    assertThat(house.items("/keys")).hasSize(keys + 1);
  }

  @Test
  void whoComesBackAsAnotherDoesNotFindWhatWasEntered() {
    Person ada = comes("7", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/new");
    String field = "input[name=name]";
    ada.page().locator(field).fill("Ada's own words");
    THERE.signIn(TestOpenIdProvider.Person.of("8", "Grace Hopper", "platform"));
    ada.page().locator("form[data-fresh] button.primary").first().click();
    ada.sees("Grace Hopper");
    ada.hasAddress("/console/apps/new$");
    assertThat(ada.page().locator(field)).hasValue("");
    assertThat(ada.page().locator("[data-confirmed]")).isHidden();
    assertThat(
            (Boolean)
                ada.page().evaluate("() => sessionStorage.getItem('postern-kept-form') === null"))
        .isTrue();
  }

  @Test
  void whoConfirmedFindsHisFormAsItWasAndIsToldThatNothingWasDoneYet() {
    Person ada = comes("9", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/new");
    ada.page().locator("input[name=name]").fill("Confirmed app");
    ada.press("Create app");
    ada.told(CONFIRMED);
    assertThat(ada.page().locator("input[name=name]")).hasValue("Confirmed app");
    assertThat(ada.button("Create app")).isFocused();
    ada.page().keyboard().press("Enter");
    ada.sees("Confirmed app");
    assertThat(ada.page().locator("[data-confirmed]")).isHidden();
  }

  @Test
  void ofSeveralFormsForOnePlaceTheOneThatWasSentIsFoundAndNoKeyIsKept() {
    Person ada = comes("13", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/" + house.of(ConsoleHouse.ARCHIVER).id() + "/credentials/new");
    ada.page().locator("[id='f-certificate.by']").selectOption("san_dns");
    ada.page().locator("[id='f-certificate.jwk']").fill("mover.example.com");
    ada.press("Add the certificate");
    ada.told(CONFIRMED);
    assertThat(ada.button("Add the certificate")).isFocused();
    assertThat(ada.page().locator("[id='f-certificate.by']")).hasValue("san_dns");
    // It might have been the private half.
    assertThat(ada.page().locator("[id='f-certificate.jwk']")).hasValue("");
    assertThat(ada.page().locator("[id='f-public_key.alg']")).hasValue("PS256");
  }

  @Test
  void aNewAppThatIsToHaveAKeyGetsNoSecretBecauseItsKeyWasNotKept() {
    Person ada = comes("15", "Ada Lovelace", "platform");
    ada.visitor().expect("status of 400");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/new");
    ada.page().locator("input[name=name]").fill("Keyed by the company");
    ada.page().locator("[id='f-by']").selectOption("public_key");
    ada.page().locator("[id='f-public_key.jwk']").fill("https://keys.example.com/jwks.json");
    ada.press("Create app");
    ada.told(CONFIRMED);
    assertThat(ada.page().locator("[id='f-public_key.jwk']")).hasValue("");
    ada.press("Create app");
    ada.sees("is no JWK, no public key in PEM and no URL");
    assertThat(house.items("/apps?q=keyed")).isEmpty();
  }

  @Test
  void whoGoesBackWithoutConfirmingIsNotToldThatHeDid() {
    Person ada = comes("10", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/new");
    ada.page().locator("input[name=name]").fill("Not confirmed");
    // The provider asks him, and he does not answer.
    ada.page()
        .route(
            Pattern.compile(".*/sign-in/openid\\?.*"),
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<!doctype html><html lang=en><title>Who are you?</title>")));
    ada.press("Create app");
    assertThat(ada.page()).hasTitle("Who are you?");
    ada.open("/apps/new");
    assertThat(ada.page().locator("input[name=name]")).hasValue("Not confirmed");
    assertThat(ada.page().locator("[data-confirmed]")).isHidden();
  }

  @Test
  void whoConfirmsFromAPageThatARefusedFormDrewComesBackToWhereThatFormIs() {
    String id = house.of(ConsoleHouse.ARCHIVER).id();
    Person ada = comes("13", "Ada Lovelace", "platform");
    ada.visitor().expect("status of 400");
    ada.open("/apps/" + id);
    signsIn(ada);
    ada.at(ConsoleHouse.ARCHIVER);
    ada.fill("May ask from", "nowhere");
    ada.press("Save");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isVisible();
    ada.press("Add a secret");
    ada.told(CONFIRMED);
    ada.hasAddress("/console/apps/" + id + "$");
    assertThat(ada.button("Add a secret")).isFocused();
    ada.press("Add a secret");
    ada.at("A new secret for " + ConsoleHouse.ARCHIVER);
  }

  @Test
  void whoseClockIsMinutesWrongIsAskedOnce() {
    Person ada = comes("14", "Ada Lovelace", "platform");
    ada.page().addInitScript("{ const now = Date.now; Date.now = () => now() + 600000; }");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.open("/apps/new");
    ada.page().locator("input[name=name]").fill("By a wrong clock");
    ada.press("Create app");
    ada.told(CONFIRMED);
    ada.press("Create app");
    ada.at("By a wrong clock");
  }

  @Test
  void whereTheProviderDoesNotSayWhenItAskedThatIsSaidAndNothingIsDone() {
    Person ada = comes("11", "Ada Lovelace", "platform");
    ada.visitor().expect("status of 400");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.go("Keys");
    int keys = house.items("/keys").size();
    THERE.idToken(claims -> claims.remove("auth_time"));
    try {
      ada.confirm("Rotate", "Rotate");
      ada.at("It could not be confirmed that it is you");
      ada.sees("(auth_time)");
      ada.visitor().axe();
    } finally {
      THERE.idToken(_ -> {});
    }
    assertThat(house.items("/keys")).hasSize(keys);
  }

  @Test
  void whomTheProviderCannotServeIsNotToldToTryAgainForEver() throws InterruptedException {
    Person vic = comes("12", "Vic Viewer", "staff");
    vic.visitor().expect("status of 503");
    THERE.refuse("invalid_client");
    try {
      vic.open("");
      signsIn(vic);
      vic.at("Your company's sign-in page cannot be used now");
      vic.visitor().axe();
    } finally {
      THERE.refuse(null);
    }
    // A provider that does not know this server is left alone for two seconds.
    Thread.sleep(2_100);
    vic.open("");
    signsIn(vic);
    vic.at("Overview");
  }

  @Test
  void accountsAreSeenBehindAnotherSignIn() {
    Person ada = comes("3", "Ada Lovelace", "platform");
    ada.open("");
    signsIn(ada);
    ada.at("Overview");
    ada.go("Accounts");
    ada.sees("Profiles are personal.");
    ada.visitor().axe();
    ada.follow("Confirm that it is you");
    ada.sees("zoe@example.com");
  }

  @Test
  void peopleOfTheProvidersStandAmongThePeople() {
    Person ada = comes("4", "Grace of the company", "platform");
    ada.open("/people");
    signsIn(ada);
    ada.at("People");
    assertThat(ada.line("Grace of the company")).containsText("By the company sign-in");
    ada.visitor().axe();
    ada.follow("Grace of the company");
    ada.at("Grace of the company");
    ada.sees("Company sign-in");
    ada.visitor().axe();
  }

  @Test
  void whoHasNoRoleIsToldThatHeIsNotLetIn() {
    Person nobody = comes("5", "Nobody", "visitors");
    nobody.visitor().expect("status of 403");
    nobody.open("");
    signsIn(nobody);
    nobody.at("You are not let in");
    nobody.visitor().axe();
  }

  @Test
  void whoSignsOutIsOut() {
    Person vic = comes("6", "Vic Viewer", "staff");
    vic.open("");
    signsIn(vic);
    vic.at("Overview");
    vic.press("Sign out");
    vic.at("Sign in");
    vic.open("/apps");
    vic.at("Sign in");
  }
}
