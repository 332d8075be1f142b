package dev.postern.checks.rules;

import dev.postern.checks.rules.Clause.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which clauses of the standards are shown by which test, and what is said of those that are not.
 *
 * @param clauses all of them, in order
 * @param showings what tests say to show
 * @param choices the rows of {@code docs/rfc-choices.md}, each as {@code WHERE: WHAT}
 */
record Conformance(List<Clause> clauses, List<Showing> showings, List<String> choices) {

  private static final String INTRODUCTION =
      """
      # Conformance

      Every clause of the standards that concerns a server for machines, in our words, and what shows that Postern keeps it: a test
      that drives a running server, a [choice](rfc-choices.md) to do otherwise, or a reason why it does not apply. `planned` is
      what is built later, `open` what ought to be shown and is not yet.

      This page is made from `checks/src/test/resources/dev/postern/checks/rules/clauses.txt` and from the annotations `@Shows` of
      the tests in `checks`; `./check rules` fails when they differ.

      | state | clauses |
      |---|---:|
      """;

  /** The rows of a Markdown table of choices, each as {@code WHERE: WHAT}. */
  static List<String> choices(String page) {
    return page.lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| where |"))
        .map(line -> line.split(" \\| ", 3))
        .filter(cells -> cells.length > 1)
        .map(cells -> cells[0].substring(2) + ": " + cells[1])
        .toList();
  }

  /** Everything that is wrong, a sentence for each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    for (Clause clause : clauses) {
      if (!ids.add(clause.id())) {
        problems.add(clause.id() + " stands twice");
      }
    }
    for (Showing showing : showings) {
      problems.addAll(problems(showing, ids));
    }
    Map<String, List<Showing>> shown = shown();
    for (Clause clause : clauses) {
      problem(clause, shown.containsKey(clause.id())).ifPresent(problems::add);
    }
    return problems;
  }

  private static List<String> problems(Showing showing, Set<String> ids) {
    List<String> problems = new ArrayList<>();
    if (!showing.named()) {
      problems.add(
          showing.name()
              + ": the class is not named Rfc<number>_<section>…Test or Fapi2_<section>…Test");
    }
    if (!showing.runs()) {
      problems.add(showing.name() + " is no test");
    }
    if (!showing.server()) {
      problems.add(showing.name() + ": the class drives no running server");
    }
    for (String id : showing.clauses()) {
      if (!ids.contains(id)) {
        problems.add(showing.name() + " shows " + id + ", which is not there");
      }
    }
    return problems;
  }

  private Optional<String> problem(Clause clause, boolean shown) {
    if (clause.excuse().isEmpty()) {
      return shown
          ? Optional.empty()
          : Optional.of(clause.id() + " is neither shown by a test nor excused");
    }
    if (shown) {
      return Optional.of(clause.id() + " is shown by a test and excused as well");
    }
    long rows =
        choices.stream()
            .filter(row -> row.startsWith(clause.excuse().orElseThrow().reason()))
            .count();
    return clause.is(Kind.CHOICE) && rows != 1
        ? Optional.of(clause.id() + ": its choice names " + rows + " rows of docs/rfc-choices.md")
        : Optional.empty();
  }

  private Map<String, List<Showing>> shown() {
    Map<String, List<Showing>> shown = new TreeMap<>();
    for (Showing showing : showings) {
      for (String id : showing.clauses()) {
        shown.computeIfAbsent(id, key -> new ArrayList<>()).add(showing);
      }
    }
    return shown;
  }

  /** The page {@code docs/conformance.md}. */
  String page() {
    Map<String, List<Showing>> shown = shown();
    StringBuilder page = new StringBuilder(INTRODUCTION);
    row(page, "shown by a test", count(clause -> clause.excuse().isEmpty()));
    for (Kind kind : Kind.values()) {
      row(page, kind.text(), count(clause -> clause.is(kind)));
    }
    row(page, "all", Integer.toString(clauses.size()));
    open(page);
    String chapter = "";
    for (Clause clause : clauses) {
      if (!clause.chapter().equals(chapter)) {
        chapter = clause.chapter();
        page.append("\n## ").append(cell(chapter)).append("\n\n");
        page.append("| clause | level | what is demanded | state |\n|---|---|---|---|\n");
      }
      String state =
          clause
              .excuse()
              .map(Conformance::excuse)
              .orElseGet(() -> tests(shown.getOrDefault(clause.id(), List.of())));
      row(page, clause.id(), clause.level(), cell(clause.text()), state);
    }
    return page.toString();
  }

  private String count(Predicate<Clause> which) {
    return Long.toString(clauses.stream().filter(which).count());
  }

  private void open(StringBuilder page) {
    Map<String, List<String>> open = new LinkedHashMap<>();
    for (Clause clause : clauses) {
      clause
          .excuse()
          .filter(given -> given.kind() == Kind.OPEN)
          .ifPresent(given ->
              open.computeIfAbsent(given.reason(), key -> new ArrayList<>()).add(clause.id()));
    }
    if (open.isEmpty()) {
      return;
    }
    page.append("\n## Open\n\n| why | clauses |\n|---|---|\n");
    open.forEach((reason, ids) -> row(page, reason, String.join(", ", ids)));
  }

  private static String excuse(Clause.Excuse excuse) {
    return excuse.kind().text() + ": " + excuse.reason();
  }

  private static String tests(List<Showing> showings) {
    return showings.stream()
        .map(showing -> '`' + showing.name() + '`')
        .collect(Collectors.joining("<br>"));
  }

  /** Free text: nothing in it is Markdown. */
  private static String cell(String text) {
    return text.replace("<", "&lt;").replaceAll("[|*]", "\\\\$0");
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
