package dev.postern.checks.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Rules over Markdown: links lead somewhere, and decisions say what a decision must. */
final class Documents {
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*|#.*");
  private static final Pattern DECISION = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
  private static final List<String> HEADINGS =
      List.of("Question", "Choice", "Price", "When to look again");

  private Documents() {}

  /** Links of this document that lead nowhere; {@code exists} answers for a path from the root. */
  static List<String> deadLinks(SourceFile document, Predicate<String> exists) {
    String text = CODE.matcher(document.text()).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .filter(link -> !exists.test(document.beside(link.replaceFirst("#.*", ""))))
        .map(link ->
            "%s: the link %s leads nowhere"
                .formatted(document.path(), link.replaceFirst("#.*", "")))
        .toList();
  }

  /** What is wrong with the files of {@code docs/decisions}. */
  static List<String> decisions(List<SourceFile> files) {
    List<String> problems = new ArrayList<>();
    Map<String, String> byNumber = new HashMap<>();
    for (SourceFile file : files) {
      String number =
          DECISION
              .matcher(file.name())
              .results()
              .map((MatchResult found) -> found.group(1))
              .findFirst()
              .orElse("");
      if (number.isEmpty() || !DECISION.matcher(file.name()).matches()) {
        problems.add(file.path() + ": a decision is named NNNN-title.md");
      } else if (byNumber.putIfAbsent(number, file.path()) != null) {
        problems.add("%s: has the number of %s".formatted(file.path(), byNumber.get(number)));
      }
      for (String heading : HEADINGS) {
        if (file.text().lines().noneMatch(("## " + heading)::equals)) {
          problems.add("%s: no heading \"## %s\"".formatted(file.path(), heading));
        }
      }
    }
    return problems;
  }
}
