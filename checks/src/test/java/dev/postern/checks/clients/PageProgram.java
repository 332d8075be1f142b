package dev.postern.checks.clients;

import dev.postern.checks.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/** One program of a page, run as the page says. */
record PageProgram(String page, String file) {

  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  /** What a program said, and how it ended. */
  record Outcome(int code, String text) {

    /** The token that it printed. */
    String token() {
      Matcher found = TOKEN.matcher(text);
      if (code != 0 || !found.find()) {
        return Assertions.fail("no token, but exit code " + code + ":\n" + text);
      }
      return found.group();
    }
  }

  /** Starts it; it goes on until it ends or is closed. */
  Program start(Map<String, String> environment) throws IOException {
    ClientPage source = ClientPage.of(page);
    if (!source.has(file)) {
      throw new AssertionError("docs/clients/" + page + ".md has no file " + file);
    }
    Path folder = source.unpack(Stage.FOLDER.resolve("run"), Map.of());
    return Program.start(folder, environment, command());
  }

  private List<String> command() {
    String ending = file.substring(file.lastIndexOf('.') + 1);
    return switch (ending) {
      case "mjs" -> List.of("node", file);
      case "sh" -> List.of("sh", file);
      // Debian's own, for which python3-authlib is.
      case "py" -> List.of("/usr/bin/python3", file);
      default -> throw new AssertionError("nothing runs " + file);
    };
  }

  /** Runs it to its end. */
  Outcome run(Map<String, String> environment) throws IOException, InterruptedException {
    try (Program program = start(environment)) {
      int code = program.awaitEnd();
      return new Outcome(code, program.text());
    }
  }

  @Override
  public String toString() {
    return page + ", " + file;
  }
}
