package dev.postern.console.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The templates and the Java of this module as text: what no compiler sees in them, tests look for.
 */
final class Sources {

  private static final Path MAIN = Path.of("src/main");
  private static final Pattern REMARK =
      Pattern.compile("(?s)<%--.*?--%>|/\\*.*?\\*/|(?m)^\\s*//[^\\n]*");

  private Sources() {}

  /** Every template by its path below the folder of templates, without its remarks. */
  static Map<String, String> templates() throws IOException {
    return read(MAIN.resolve("jte"), ".jte");
  }

  /** Every file of Java by its path below the module's package, without its remarks. */
  static Map<String, String> java() throws IOException {
    return read(MAIN.resolve("java/dev/postern/console"), ".java");
  }

  /** A resource of this module. */
  static String resource(String name) throws IOException {
    return Files.readString(MAIN.resolve("resources/dev/postern/console").resolve(name));
  }

  private static Map<String, String> read(Path folder, String ending) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(ending)).toList()) {
        texts.put(
            folder.relativize(file).toString().replace('\\', '/'),
            REMARK.matcher(Files.readString(file, StandardCharsets.UTF_8)).replaceAll(""));
      }
    }
    return texts;
  }

  /** The group 1 of each place where {@code pattern} is found. */
  static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  /**
   * The arguments of each call that begins as {@code start} says, which ends with a parenthesis.
   */
  static List<List<String>> calls(String start, String text) {
    return Pattern.compile(start)
        .matcher(text)
        .results()
        .map(MatchResult::end)
        .map(end -> arguments(text, end))
        .toList();
  }

  private static List<String> arguments(String text, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int begin = from;
    for (int at = from; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"' && text.charAt(at - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && (next == '(' || next == '{')) {
        depth++;
      } else if (!quoted && depth == 0 && (next == ',' || next == ')')) {
        String argument = text.substring(begin, at).strip();
        if (!argument.isEmpty()) {
          arguments.add(argument);
        }
        if (next == ')') {
          return arguments;
        }
        begin = at + 1;
      } else if (!quoted && (next == ')' || next == '}')) {
        depth--;
      }
    }
    throw new IllegalArgumentException("a call is not closed: " + text.substring(from));
  }
}
