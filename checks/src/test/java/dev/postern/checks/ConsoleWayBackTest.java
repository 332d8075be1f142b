package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the console leads whose session has ended while a page of it asked by itself. */
final class ConsoleWayBackTest {

  private static final String OURS = "http://localhost:8080";
  private static final String SIGN_IN = "/console/sign-in";

  private static RunningServer server;
  private static AskedConsole console;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    console = new AskedConsole(new Operator(server.operator()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String led(Map<String, String> headers) {
    Answer answer = console.get("/apps/app_1/now", "none", headers);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    return AskedConsole.header(answer, "HX-Redirect").orElseThrow();
  }

  private static String ledFrom(String page) {
    return led(Map.of("hx-request", "true", "hx-current-url", page));
  }

  @Test
  void thePageIsComeBackToAndNotTheFragment() {
    assertThat(ledFrom(OURS + "/console/apps?q=a#now"))
        .isEqualTo(SIGN_IN + "?next=%2Fconsole%2Fapps%3Fq%3Da");
  }

  @Test
  void whatWasDoneBeforeIsNotSaidOnceMore() {
    assertThat(ledFrom(OURS + "/console/apps/app_1?done=saved#now"))
        .isEqualTo(SIGN_IN + "?next=%2Fconsole%2Fapps%2Fapp_1");
  }

  @Test
  void whoSentAFormComesBackToThePageThatItWasOn() {
    Answer answer = console.post("/apps/app_1/settings", "none", "name=x");

    assertThat(AskedConsole.header(answer, "Location"))
        .contains(SIGN_IN + "?next=%2Fconsole%2Fapps%2Fapp_1");
  }

  @Test
  void whatIsNoPageOfThisConsoleIsLedToByNobody() {
    for (String page :
        List.of(
            OURS + "/console",
            OURS + "/elsewhere",
            OURS + "/console.evil.example/",
            OURS + "/consoles",
            OURS + "//evil.example/console/",
            OURS + "/console//evil.example",
            OURS + "/console/\\evil.example",
            OURS,
            "http://localhost:8080.evil.example/console/apps",
            "http://localhost:80801/console/apps",
            "http://localhost:8080@evil.example/console/apps",
            "https://localhost:8080/console/apps",
            "https://evil.example/console/apps",
            "//evil.example/console/apps",
            "/console/apps",
            "javascript:alert(1)",
            "")) {
      assertThat(ledFrom(page)).as(page).isEqualTo(SIGN_IN);
    }
    assertThat(led(Map.of("hx-request", "true"))).isEqualTo(SIGN_IN);
  }

  @Test
  void aPageThatSomebodyAskedForIsComeBackTo() {
    Answer answer = console.get("/apps?q=a", "none", Map.of("hx-current-url", OURS + "/console/x"));

    assertThat(AskedConsole.header(answer, "Location"))
        .contains(SIGN_IN + "?next=%2Fconsole%2Fapps%3Fq%3Da");
  }
}
