package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.clientauth.ClientSecret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first start tells a newcomer of the console, and the later ones. */
final class ConsoleLinkTest {

  private static final String HOW = "postern console invite NAME";

  @TempDir private Path temporary;

  private static String said(Running running) {
    StringWriter said = new StringWriter();
    StartCommand.announce(running, new PrintWriter(said));
    return said.toString();
  }

  @Test
  void theFirstStartInvitesTheOwnerAndLaterOnesOnlySayWhereTheConsoleIs() throws Exception {
    Operated operated = new Operated(temporary.resolve("data"));
    String link;
    try (Running running = operated.start()) {
      link = running.consoleUrl().orElseThrow();
      assertThat(said(running)).contains("Console: " + link).doesNotContain(HOW);
      assertThat(link)
          .matches(
              "http://localhost:"
                  + running.publicUrl().getPort()
                  + "/console/join#app_[0-9a-z]{26}\\.piv_[0-9A-Za-z]{46}");
      String id = link.replaceFirst("^.*#([^.]+)\\..*$", "$1");
      Operated.Answer people =
          operated.run("console", "people", "--credential", operated.credential().toString());
      assertThat(people.err()).isEmpty();
      assertThat(people.out().lines().toList()).hasSize(2);
      assertThat(people.out().lines().toList().getLast())
          .startsWith(id)
          .contains("owner", "active", " 0 ");
    }
    try (Running running = operated.start()) {
      assertThat(running.consoleUrl())
          .contains("http://localhost:" + running.publicUrl().getPort() + "/console");
      assertThat(said(running)).as("the owner has made no passkey").contains(HOW);
    }
  }

  @Test
  void aConsoleWithAPortOfItsOwnIsToldByThatPort() throws Exception {
    Operated operated =
        new Operated(temporary.resolve("data"), Map.of("POSTERN_CONSOLE_PORT", "0"));
    try (Running running = operated.start()) {
      URI link = URI.create(running.consoleUrl().orElseThrow());
      assertThat(link.toString()).startsWith("http://localhost:").contains("/console/join#app_");
      assertThat(link.getPort())
          .isPositive()
          .isNotIn(running.publicUrl().getPort(), running.managementUrl().getPort());
    }
  }

  @Test
  void aConsoleWithAUrlOfItsOwnIsToldByThat() throws Exception {
    Operated operated =
        new Operated(
            temporary.resolve("data"),
            Map.of(
                "POSTERN_CONSOLE_PORT", "0",
                "POSTERN_CONSOLE_PUBLIC_URL", "https://Console.example.com/"));
    try (Running running = operated.start()) {
      assertThat(running.consoleUrl().orElseThrow())
          .startsWith("https://console.example.com/console/join#app_");
      String credential = operated.credential().toString();
      Operated.Answer invited =
          operated.run("console", "invite", "Grace Hopper", "--credential", credential);
      assertThat(invited.out() + invited.err())
          .contains("https://console.example.com/console/join#app_");
    }
  }

  @Test
  void withoutAConsoleNobodyIsInvitedToIt() throws Exception {
    Operated operated =
        new Operated(temporary.resolve("data"), Map.of("POSTERN_CONSOLE_ENABLED", "false"));
    try (Running running = operated.start()) {
      assertThat(running.consoleUrl()).isEmpty();
      assertThat(said(running))
          .contains("The console is off (console.enabled is false).")
          .doesNotContain(HOW);
      String credential = operated.credential().toString();
      Operated.Answer people = operated.run("console", "people", "--credential", credential);
      assertThat(people.out()).doesNotContain("owner");
      Operated.Answer invited =
          operated.run("console", "invite", "Grace Hopper", "--credential", credential);
      assertThat(invited.out()).doesNotContain("piv_");
      assertThat(invited.err()).contains("The console is turned off");
    }
  }

  @Test
  void whoeverChoosesTheOperatorGetsNoOwner() throws Exception {
    String secret = ClientSecret.random(new SecureRandom()).reveal();
    Operated operated =
        new Operated(
            temporary.resolve("data"),
            Map.of("POSTERN_OPERATOR_CLIENT_ID", "boss", "POSTERN_OPERATOR_CLIENT_SECRET", secret));
    try (Running running = operated.start()) {
      assertThat(running.consoleUrl().orElseThrow()).endsWith("/console");
      assertThat(said(running)).contains(HOW);
    }
  }

  @Test
  void theProcessSaysItOnItsThirdLine() throws Exception {
    try (OtherProcess postern = OtherProcess.start(temporary.resolve("data"), temporary)) {
      assertThat(postern.line()).startsWith("Postern ready: ");
      assertThat(postern.line()).startsWith("Management: ");
      assertThat(postern.line()).startsWith("Console: http://localhost:").contains("/join#app_");
      postern.signal("TERM");
      assertThat(postern.exitCode()).isZero();
      assertThat(postern.errors()).as("no secret in the log").doesNotContain("piv_");
    }
  }
}
