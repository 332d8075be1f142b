package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/cli.md} names every command as it is. */
final class DocumentationTest {

  @Test
  void theTableOfCommandsIsWhatTheCommandsSayOfThemselves() throws IOException {
    CommandLine line = new CommandLine(CommandSpec.create().name("postern"));
    Path here = Path.of("").toAbsolutePath();
    Commands.mount(line, new Shell(Map.of(), here, here, System.in, Clock.systemUTC()));
    List<String> rows = new ArrayList<>();
    collect(line, rows);

    List<String> written =
        Files.readAllLines(Path.of("../docs/cli.md")).stream()
            .filter(text -> text.startsWith("| `postern "))
            .toList();
    assertThat(written).containsExactlyInAnyOrderElementsOf(rows);
  }

  private static void collect(CommandLine line, List<String> rows) {
    for (CommandLine below : line.getSubcommands().values()) {
      if (below.getSubcommands().isEmpty()) {
        rows.add(row(below.getCommandSpec()));
      }
      collect(below, rows);
    }
  }

  private static String row(CommandSpec command) {
    StringBuilder row = new StringBuilder("| `").append(command.qualifiedName());
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      row.append(' ').append(parameter.paramLabel());
      row.append(parameter.arity().isVariable() ? "…" : "");
    }
    return row + "` | " + String.join(" ", command.usageMessage().description()) + " |";
  }
}
