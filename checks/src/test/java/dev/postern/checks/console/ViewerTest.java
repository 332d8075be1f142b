package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.console.Console;
import dev.postern.console.gate.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may only look sees nothing that writes, and can make the console write by no request. */
@Tag("console")
final class ViewerTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  /** They are for everybody, or write nothing. */
  private static final Set<String> FOR_ALL =
      Set.of(
          "/console/sign-in",
          "/console/sign-out",
          "/console/passkeys/options",
          "/console/passkeys",
          "/console/openid",
          "/console/explain");

  /** Whatever a form of the console sends, with values that an admin could send. */
  private static final String FIELDS =
      "name=crafted&description=crafted&role=admin&identifier=https%3A%2F%2Fcrafted.example.com"
          + "&scopes=crafted%3Aread&token_lifetime_seconds=60&proof=none&tokens_per_minute=1"
          + "&allowed_ips=192.0.2.1&FirstName=crafted&Company=crafted&IsActive=true";

  private static ConsoleHouse house;
  private static Caller app;
  private static String storage;
  private static String credential;
  private static String account;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.furnished(data);
    app = house.app("Target");
    storage = house.operator().apiId(ConsoleHouse.STORAGE);
    credential =
        ConsoleHouse.text(house.items("/apps/" + app.id() + "/credentials").getFirst(), "id");
    account = profile().text("Uid");
    house.operator().admin("POST", "/tenants", "{\"name\":\"acme\"}");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Answer profile() {
    return house.operator().identity("GET", "/account?email=zoe%40example.com", "");
  }

  private static Person viewer() {
    return house.viewer(CHROMIUM.visitor(house.origin()), "Vic Viewer");
  }

  /** Every place of the console that takes a form, but for those of the way in and out. */
  static Stream<String> forms() {
    return Console.pages(
            new Place("default", "https://login.example.com/", ""),
            (call, from) -> {
              throw new AssertionError("nothing is asked for here");
            },
            Clock.systemUTC())
        .stream()
        .filter(page -> page.method().equals("POST"))
        .map(dev.postern.console.gate.Page::template)
        .filter(template -> !FOR_ALL.contains(template));
  }

  private static String address(String template) {
    String id =
        template.startsWith("/console/apps/")
            ? credential
            : template.startsWith("/console/people/") ? app.id() : storage;
    return template
        .replace("{client_id}", app.id())
        .replace("{id}", id)
        .replace("{name}", "acme")
        .replace("{uid}", account);
  }

  @Test
  void aCraftedFormOfAViewerChangesNothing() {
    Person vic = viewer();
    vic.visitor().expect("status of 403");
    List<String> forms = forms().toList();
    assertThat(forms).hasSizeGreaterThan(15);
    String before = profile().body();
    long last = house.lastChange();
    for (String form : forms) {
      String body = FIELDS + "&scope=" + Caller.encode(storage + " storage:read");
      String answer = send(vic.page(), address(form), body);
      assertThat(answer).as(form).startsWith("403 ");
      assertThat(house.lastChange()).as(form).isEqualTo(last);
    }
    assertThat(profile().body()).isEqualTo(before);
  }

  @Test
  void aFormWithoutItsTokenChangesNothingWhoeverSendsIt() {
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace");
    ada.visitor().expect("status of 403");
    long last = house.lastChange();
    for (String form : forms().toList()) {
      String answer =
          ada.page()
              .evaluate(
                  """
                  async ([path, body]) => {
                    const answer = await fetch(path, {method: 'POST', body: new URLSearchParams(body), redirect: 'manual'});
                    return answer.status + ' ' + await answer.text();
                  }
                  """,
                  List.of(address(form), FIELDS))
              .toString();
      assertThat(answer).as(form).startsWith("403 ").contains("This did not come from the console");
      assertThat(house.lastChange()).as(form).isEqualTo(last);
    }
  }

  /** Sends a form with the token that the page has for its own; the status and the page. */
  private static String send(Page page, String path, String body) {
    return page.evaluate(
            """
            async ([path, body]) => {
              const form = new URLSearchParams(body);
              form.set('form_token', document.querySelector('input[name=form_token]').value);
              const answer = await fetch(path, {method: 'POST', body: form, redirect: 'manual'});
              return answer.status + ' ' + await answer.text();
            }
            """,
            List.of(path, body))
        .toString();
  }

  private static List<String> screens() {
    return List.of(
        "",
        "/apps",
        "/apps/" + app.id(),
        "/apis",
        "/apis/" + storage,
        "/audit",
        "/audit/1",
        "/audit/verify",
        "/keys",
        "/people",
        "/tenants",
        "/settings",
        "/explain");
  }

  @ParameterizedTest
  @MethodSource("views")
  void aViewerSeesNoButtonThatWrites(View view) {
    Person vic = house.viewer(CHROMIUM.visitor(house.origin(), view), "Vic Viewer");
    for (String screen : screens()) {
      vic.open(screen);
      Locator forms = vic.page().locator("main form[method=post], main dialog");
      assertThat(vic.page().getByRole(AriaRole.HEADING).first()).isVisible();
      assertThat(forms.count()).as(screen).isEqualTo(screen.equals("/explain") ? 1 : 0);
      assertThat(
              vic.page()
                  .locator("main")
                  .getByRole(AriaRole.CHECKBOX)
                  .and(vic.page().locator(":enabled")))
          .hasCount(0);
      for (String writes : List.of("New app", "New API", "Block", "Delete", "Rotate", "Save")) {
        assertThat(vic.button(writes)).hasCount(0);
        assertThat(vic.link(writes)).hasCount(0);
      }
    }
  }

  static Stream<View> views() {
    return Stream.of(View.WIDE, View.PHONE);
  }

  @Test
  void aViewerIsNotLetIntoAccounts() {
    Person vic = viewer();
    vic.visitor().expect("status of 403");
    assertThat(vic.link("Audit")).hasCount(1);
    assertThat(vic.link("Accounts")).hasCount(0);
    vic.open("/accounts");
    vic.at("You may not do this");
    assertThat(vic.button("Confirm with your passkey")).hasCount(0);
    assertThat(vic.page().content()).doesNotContain("zoe@example.com");
    vic.visitor().axe();
  }
}
