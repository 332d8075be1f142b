package dev.postern.checks.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rules over single lines of any text file. */
final class Lines {
  private static final Pattern LOOSE_END =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b(?!\\s*\\(?#\\d+)");
  private static final Pattern TAB = Pattern.compile("\t");
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.:/$}~-])(/(home|Users|root|work)/\\w|[A-Z]:\\\\Users\\\\)");

  private Lines() {}

  /** What is left to do has an issue, and the line names it. */
  static List<String> looseEnds(SourceFile file) {
    return matching(file, LOOSE_END, "left to do, without the number of its issue");
  }

  static List<String> tabs(SourceFile file) {
    return matching(file, TAB, "a tab");
  }

  static List<String> machinePaths(SourceFile file) {
    return matching(file, MACHINE_PATH, "a path of somebody's machine");
  }

  static List<String> matching(SourceFile file, Pattern pattern, String problem) {
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : file.text().lines().toList()) {
      number++;
      if (pattern.matcher(line).find()) {
        problems.add("%s:%d: %s".formatted(file.path(), number, problem));
      }
    }
    return problems;
  }
}
