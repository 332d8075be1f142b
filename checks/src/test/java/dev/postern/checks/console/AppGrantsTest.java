package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The form of what an app may do, while others change it as well. */
@Tag("console")
final class AppGrantsTest {
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

  private static Person at(Caller app) {
    return house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace").open("/apps/" + app.id());
  }

  private static Answer ask(Caller app) {
    return app.ask("audience", ConsoleHouse.STORAGE);
  }

  @Test
  void whatOnlyGivesIsDoneAtOnce() {
    Caller app = house.app("Too narrow");
    Person ada = at(app);
    ada.scope("Ledger", "ledger:write").check();
    ada.press("Save what it may do");
    ada.told("What it may do was saved.");
    ada.at("Too narrow");
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).text("scope"))
        .isEqualTo("ledger:read ledger:write");
  }

  @Test
  void whatOthersGrantMeanwhileIsNotTaken() {
    Caller app = house.app("Of two minds");
    Person ada = at(app);
    ada.scope("Storage", "storage:write").uncheck();
    ada.press("Save what it may do");
    ada.at("Take this from Of two minds?");
    String billing = house.operator().apiId("https://billing.example.com");
    house
        .operator()
        .admin(
            "PUT", "/apps/" + app.id() + "/grants/" + billing, "{\"scopes\":[\"billing:read\"]}");
    ada.press("Take it away");
    ada.told("What it may do was saved.");
    assertThat(ask(app).text("scope")).isEqualTo("storage:read");
    assertThat(app.ask("audience", "https://billing.example.com").text("scope"))
        .isEqualTo("billing:read");
  }

  @Test
  void whatOthersTakeMeanwhileIsNotGivenAgain() {
    Caller app = house.app("Drawn before");
    Person ada = at(app);
    String grant = "/apps/" + app.id() + "/grants/" + house.operator().apiId(ConsoleHouse.STORAGE);
    house.operator().admin("PUT", grant, "{\"scopes\":[\"storage:read\"]}");
    ada.scope("Ledger", "ledger:write").check();
    ada.press("Save what it may do");
    ada.told("Somebody else has taken something away meanwhile");
    assertThat(ada.scope("Storage", "storage:write")).not().isChecked();
    assertThat(ask(app).text("scope")).isEqualTo("storage:read");
    assertThat(app.ask("audience", ConsoleHouse.LEDGER).text("scope"))
        .isEqualTo("ledger:read ledger:write");
  }

  @Test
  void ticksOfAFormThatWasLeftAreNotPutIntoTheNext() {
    Caller app = house.app("Left and found");
    Person ada = at(app);
    ada.scope("Ledger", "ledger:write").check();
    ada.go("Keys");
    ada.page().goBack();
    ada.at("Left and found");
    assertThat(ada.scope("Ledger", "ledger:write")).not().isChecked();
  }

  @Test
  void whereOnlyAPartIsSavedThatIsSaidAndRead() {
    String gone = house.api("https://fading.example.com", "fading:read", "fading:write");
    Caller app = house.app("Half way");
    Person ada = at(app);
    ada.scope("Ledger", "ledger:write").check();
    ada.scope("An API", "fading:write").check();
    house.operator().admin("PATCH", "/apis/" + gone, "{\"scopes\":[{\"name\":\"fading:read\"}]}");
    ada.visitor().expect("status of 400");
    ada.press("Save what it may do");
    ada.at("Only a part was saved");
    assertThat(ada.page().getByRole(AriaRole.ALERT)).isFocused();
    ada.visitor().axe();
    ada.visitor().shot("app-half");
    ada.follow("See what it may do now");
    ada.at("Half way");
    assertThat(ada.scope("Ledger", "ledger:write")).isChecked();
  }

  @Test
  void whoTakesFromHerselfIsWarned() {
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Alone");
    ada.go("People");
    ada.follow("Ada Alone");
    ada.scope("Admin API", "usage:read").uncheck();
    ada.press("Save what it may do");
    ada.at("Take this from Ada Alone?");
    ada.sees("This is you: what you take from yourself");
    ada.visitor().axe();
    ada.press("Take it away");
    ada.at("Sign in");
  }

  @Test
  void whatIsSuspendedSaysSoAndAxeHasNothingToSay() {
    Caller app = house.app("Idle");
    String grant = "/apps/" + app.id() + "/grants/" + house.operator().apiId(ConsoleHouse.STORAGE);
    house
        .operator()
        .admin("PUT", grant, "{\"scopes\":[\"storage:read\"],\"status\":\"suspended\"}");
    Person ada = at(app);
    ada.sees("Suspended: it gets no token here");
    ada.visitor().axe();
    ada.scope("Storage", "storage:write").check();
    ada.press("Save what it may do");
    ada.told("it gets no token all the same");
    ada.open("/apps/" + app.id() + "?apis=ledger");
    ada.sees("Only the APIs that are found are shown.");
    ada.visitor().axe();
    ada.visitor().shot("app-look");
    ada.follow("End the search");
    ada.sees("Suspended: it gets no token here");
  }
}
