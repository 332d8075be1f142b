package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a page that come by themselves, and do not come. */
@Tag("console")
final class AwayTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String SUMS = "**/console/overview/usage";
  private static final String NOW = "**/console/apps/*/now";
  private static final String AWAY = "This could not be loaded: the server did not answer.";
  private static final String REFUSED = "This could not be loaded: the server refused it.";
  private static final String UNANSWERED = "The server did not answer.";
  private static final String AGAIN = "Try again";

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

  private static Consumer<Route> answered(int status, AtomicInteger asked) {
    return route -> {
      asked.incrementAndGet();
      route.fulfill(new Route.FulfillOptions().setStatus(status).setBody("no"));
    };
  }

  private static void expect(Person person, int status) {
    person.visitor().expect("status of " + status);
    person.visitor().expect("Response Status Error Code " + status);
  }

  /** Waits for the button: it comes when a few tries are over. */
  private static void offered(Person person) {
    person
        .page()
        .waitForCondition(
            () -> person.button(AGAIN).isVisible(),
            new Page.WaitForConditionOptions().setTimeout(30_000));
  }

  @Test
  void whatIsNotAnsweredIsAskedForAFewTimesAndThenOffersAButton() {
    Person ada = admin();
    expect(ada, 503);
    AtomicInteger asked = new AtomicInteger();
    ada.page().route(SUMS, answered(503, asked));
    ada.open("");
    ada.sees("Adding up the last day");
    offered(ada);
    ada.told(AWAY);
    assertThat(asked).hasValue(4);
    assertThat(ada.page().getByText("Adding up the last day")).isHidden();
    assertThat(ada.page().locator("#issued .value")).hasText("–");
    ada.visitor().axe();
    ada.visitor().shot("overview-away");

    ada.page().unroute(SUMS);
    ada.press(AGAIN);
    ada.sees("Apps with the most tokens");
    assertThat(ada.button(AGAIN)).hasCount(0);
    assertThat(ada.page().locator("#issued .value")).not().hasText("–");
  }

  @Test
  void whatIsRefusedIsNotAskedForAgainByItself() {
    Person ada = admin();
    expect(ada, 403);
    AtomicInteger asked = new AtomicInteger();
    ada.page().route(SUMS, answered(403, asked));
    ada.open("");
    ada.told(REFUSED);
    ada.page().waitForTimeout(2_000);
    assertThat(asked).hasValue(1);
    assertThat(ada.button(AGAIN)).isVisible();
    ada.visitor().axe();
  }

  @Test
  void whatNothingAnswersIsSaidSo() {
    Person ada = admin();
    ada.visitor().expect("htmx:sendError");
    ada.visitor().expect("htmx:afterRequest");
    ada.visitor().expect("net::ERR_FAILED");
    ada.page().route(SUMS, Route::abort);
    ada.open("");
    offered(ada);
    ada.told(AWAY);
    ada.page().unroute(SUMS);
    ada.press(AGAIN);
    ada.sees("Apps with the most tokens");
  }

  @Test
  void aServerThatIsAwayForAMomentIsNotNoticed() {
    Person ada = admin();
    expect(ada, 500);
    AtomicInteger asked = new AtomicInteger();
    ada.page()
        .route(
            SUMS,
            route -> {
              if (asked.getAndIncrement() == 0) {
                route.fulfill(new Route.FulfillOptions().setStatus(500).setBody("no"));
              } else {
                route.resume();
              }
            });
    ada.open("");
    ada.sees("Apps with the most tokens");
    assertThat(asked).hasValue(2);
    assertThat(ada.button(AGAIN)).hasCount(0);
  }

  @Test
  void whatHappensNowIsSaidNotToComeAndTheRestOfThePageWorks() {
    Person ada = admin();
    expect(ada, 503);
    ada.open("/apps/" + house.of(ConsoleHouse.ARCHIVER).id());
    ada.sees("in the last two minutes");
    AtomicInteger asked = new AtomicInteger();
    ada.page().route(NOW, answered(503, asked));
    offered(ada);
    ada.sees(AWAY);
    assertThat(ada.page().getByText("in the last two minutes")).isHidden();
    assertThat(asked).hasValue(4);
    ada.visitor().axe();
    assertThat(ada.confirm("Block", "Cancel")).contains("2 sessions");

    ada.page().unroute(NOW);
    ada.press(AGAIN);
    ada.sees("in the last two minutes");
    assertThat(ada.button(AGAIN)).hasCount(0);
  }

  @Test
  void aSearchThatNothingAnswersIsSaidSoUntilItIsAnswered() {
    Person ada = admin();
    ada.visitor().expect("htmx:sendError");
    ada.visitor().expect("htmx:afterRequest");
    ada.visitor().expect("net::ERR_FAILED");
    for (String list : List.of("Apps", "APIs", "Audit")) {
      ada.go(list);
      String found = list.equals("Audit") ? "app.create" : "e";
      ada.page().route("**/console/*?*", Route::abort);
      ada.page().locator(".filters input").first().pressSequentially(found);
      ada.sees(UNANSWERED);
      ada.visitor().axe();
      ada.page().unroute("**/console/*?*");
      ada.press("Find");
      ada.hasAddress("\\?.*=" + found);
      assertThat(ada.page().getByText(UNANSWERED)).isHidden();
    }
  }

  @Test
  void aSearchThatIsRefusedShowsWhatTheServerSays() {
    Person ada = admin();
    expect(ada, 503);
    ada.go("Apps");
    ada.page()
        .route(
            "**/console/apps?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("text/html")
                        .setBody(
                            "<!doctype html><html lang=en><title>The server says so</title>")));
    ada.field("Search").pressSequentially("mover");
    assertThat(ada.page()).hasTitle("The server says so");
    ada.hasAddress("[?&]q=mover");
  }
}
