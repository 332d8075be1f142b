package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as they are called; what they do is tested elsewhere. */
final class CommandsTest {

  @TempDir private Path temporary;

  @Test
  void configShowsWhatWouldCount() throws Exception {
    Path file = Files.writeString(temporary.resolve("p.yaml"), "http.port: 81");
    Operated operated = new Operated(temporary, Map.of("POSTERN_LOG_LEVEL", "warn"));
    Operated.Answer text = operated.run("config", "--config", file.toString(), "--host", "::1");
    assertThat(text.exitCode()).isZero();
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .contains("http.host: ::1\n    from --host;")
        .contains("http.port: 81\n    from " + file + ":1;")
        .contains("log.level: warn\n    from POSTERN_LOG_LEVEL;");
    assertThat(operated.run("config", "--json").out())
        .startsWith("{\"settings\":[{\"key\":\"data.folder\",\"value\":\"data\",");
  }

  @Test
  void aConfigurationThatCannotBeUsedEndsEveryCommandThatReadsItWith78() throws Exception {
    Path file = Files.writeString(temporary.resolve("p.yaml"), "http.prot: 81\nhttp.port: x");
    Operated operated = new Operated(temporary);
    for (String command : new String[] {"config", "start", "operator reset"}) {
      String[] words = (command + " --config " + file).split(" ");
      assertThat(operated.run(words))
          .as(command)
          .isEqualTo(
              new Operated.Answer(
                  78,
                  "",
                  "The configuration cannot be used:\n  "
                      + file
                      + ":1: http.prot: there is no such setting; `postern config` shows all\n  "
                      + file
                      + ":2: http.port: a whole number is wanted\n"));
    }
    assertThat(temporary.resolve("data")).doesNotExist();
  }

  @Test
  void anUnknownFlagIsACallGoneWrong() {
    assertThat(new Operated(temporary).run("start", "--prot", "80").exitCode()).isEqualTo(2);
  }
}
