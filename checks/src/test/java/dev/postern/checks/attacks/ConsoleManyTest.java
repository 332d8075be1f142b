package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D13: forms of the console where there is more than one part of a list can hold. */
@Tag("attacks")
final class ConsoleManyTest {

  /** A part of a list has at most 500. */
  private static final int MANY = 505;

  private static RunningServer server;
  private static Operator operator;
  private static Browsing admin;
  private static final List<String> APIS = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    admin = Browsing.at(server.url()).as(operator.adminToken());
    for (int i = 0; i < MANY; i++) {
      APIS.add(operator.api("https://many-%03d.example.com".formatted(i), "a", "b"));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String ticked(String api) {
    return "name=\"scope\" value=\"" + api + " a\" checked";
  }

  private static RawAnswer untouched(String path, String page) throws IOException {
    Matcher had = Pattern.compile("name=\"had\" value=\"([^\"]*)\"").matcher(page);
    assertThat(had.find()).isTrue();
    StringBuilder fields = new StringBuilder("had=").append(Caller.encode(had.group(1)));
    Matcher ticks = Pattern.compile("name=\"scope\" value=\"([^\"]*)\" checked").matcher(page);
    while (ticks.find()) {
      fields.append("&scope=").append(Caller.encode(ticks.group(1)));
    }
    return admin.form(path + "/grants", fields.toString());
  }

  @Test
  void anApiBehindTheFirstPartOfTheListIsShownWhereSomethingIsGrantedThere() throws IOException {
    String last = APIS.getLast();
    Caller app = operator.app("behind", last, "a");
    String path = "/apps/" + app.id();
    String page = admin.get(path).body();
    assertThat(page).contains(ticked(last), "There are more APIs than are shown here.");
    assertThat(page).doesNotContain(APIS.get(MANY - 2));
    assertThat(untouched(path, page).header("Location")).endsWith("?done=grants");
    assertThat(admin.get(path + "?apis=many-503").body())
        .contains(APIS.get(MANY - 2), "Only the APIs that are found are shown.")
        .doesNotContain(last);
    assertThat(admin.get("/apps/new").body()).contains("is chosen on its page, when it is made");
  }

  @Test
  void everyGrantOfAnAppThatHasVeryManyIsShownAndKept() throws IOException {
    Caller app = operator.app("everywhere", APIS.getFirst(), "a");
    for (String api : APIS) {
      operator.admin("PUT", "/apps/" + app.id() + "/grants/" + api, "{\"scopes\":[\"a\"]}");
    }
    String path = "/apps/" + app.id();
    String page = admin.get(path).body();
    // A form holds 1,000 scopes, which is 500 of these APIs.
    assertThat(page.split("\" checked", -1).length - 1).isEqualTo(500);
    assertThat(page).contains("There are more APIs than are shown here.");
    String log = "/audit?order=newest&limit=500&target=grant/" + app.id() + "/";
    String before = operator.admin("GET", log, "").body();
    assertThat(before).contains("grant.create");
    assertThat(untouched(path, page).header("Location")).endsWith("?done=grants");
    assertThat(operator.admin("GET", log, "").body()).isEqualTo(before);
    String cursor = APIS.get(499);
    assertThat(
            operator
                .admin("GET", "/apps/" + app.id() + "/grants?limit=500&cursor=" + cursor, "")
                .body())
        .contains(APIS.getLast());
    assertThat(admin.get(path + "?apis=many-504").body()).contains(ticked(APIS.getLast()));
  }

  @Test
  void appsThatLoseAScopeAreCountedToTheEnd() throws IOException {
    String api = APIS.get(7);
    for (int i = 0; i < MANY; i++) {
      operator.app("one of many", api, "b");
    }
    String page = admin.get("/apis/" + api).body();
    assertThat(page).contains("At least 100 apps lose it.", "?api_id=" + api + "\">All of them");
    assertThat(admin.get("/apis/" + APIS.get(8)).body()).doesNotContain("All of them");
    Matcher version = Pattern.compile("name=\"version\" value=\"([^\"]*)\"").matcher(page);
    assertThat(version.find()).isTrue();
    String fields =
        "name=Many&scopes=a&token_lifetime_seconds=60&proof=none&version="
            + Caller.encode(version.group(1).replace("&#34;", "\""));
    assertThat(admin.form("/apis/" + api, fields).body())
        .contains("Take scopes from An API?", MANY + " apps have it.");
  }
}
