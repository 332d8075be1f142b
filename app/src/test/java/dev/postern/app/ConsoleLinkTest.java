package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.clientauth.ClientSecret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first start tells a newcomer of the console, and the later ones. */
final class ConsoleLinkTest {

  @TempDir private Path temporary;

  @Test
  void theFirstStartInvitesTheOwnerAndLaterOnesOnlySayWhereTheConsoleIs() throws Exception {
    Operated operated = new Operated(temporary.resolve("data"));
    String link;
    try (Running running = operated.start()) {
      link = running.consoleUrl();
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
          .isEqualTo("http://localhost:" + running.publicUrl().getPort() + "/console");
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
      assertThat(running.consoleUrl()).endsWith("/console");
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
