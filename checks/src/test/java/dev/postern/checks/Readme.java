package dev.postern.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The blocks of code in README.md: lines that are indented by four blanks. */
public final class Readme {

  private static final String INDENTED = "    ";

  private Readme() {}

  /** All blocks, in their order, without their indentation; each line with its end. */
  public static List<String> blocks() {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : lines()) {
      if (line.startsWith(INDENTED)) {
        block.append(line.substring(INDENTED.length())).append('\n');
      } else if (line.isEmpty() && !block.isEmpty()) {
        block.append('\n');
      } else if (!block.isEmpty()) {
        blocks.add(block.toString().strip() + '\n');
        block.setLength(0);
      }
    }
    return blocks;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(ServerProcess.root().resolve("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one block that begins so, up to its first empty line: what follows is what is seen. */
  public static String block(String beginning) {
    return parts(beginning)[0];
  }

  /** The code behind the first empty line of the one block that begins so. */
  public static String below(String beginning) {
    return parts(beginning)[1];
  }

  private static String[] parts(String beginning) {
    List<String> found = blocks().stream().filter(block -> block.startsWith(beginning)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " blocks of README.md begin with " + beginning);
    }
    return found.getFirst().split("(?<=\n)\n", 2);
  }
}
