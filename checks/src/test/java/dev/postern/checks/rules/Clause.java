package dev.postern.checks.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A clause of a standard: one row of {@code clauses.txt}.
 *
 * @param chapter the heading that it stands under
 * @param id its name, as {@code R-6749-7}
 * @param level how much it is demanded, in the words of RFC 2119
 * @param text what is demanded, in our words
 * @param excuse why no test shows it, where none has to
 */
record Clause(String chapter, String id, String level, String text, Optional<Excuse> excuse) {

  private static final Pattern ROW =
      Pattern.compile(
          "(R-[A-Za-z0-9]+-\\d+) \\[(MUST|MUST NOT|SHOULD|SHOULD NOT|MAY|RECOMMENDED)] (\\S.*)");
  private static final Pattern EXCUSE =
      Pattern.compile(" {4}(choice|not applicable|planned|open): (\\S.*)");

  /** Why no test shows a clause. */
  enum Kind {
    /** We do something else on purpose; {@code docs/rfc-choices.md} says what. */
    CHOICE("choice"),
    /** It speaks of what Postern does not do at all. */
    NOT_APPLICABLE("not applicable"),
    /** It belongs to what is built later. */
    PLANNED("planned"),
    /** It ought to be shown and is not. */
    OPEN("open");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    private static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /**
   * An excuse.
   *
   * @param reason why; for a choice the row of {@code docs/rfc-choices.md} that says so
   */
  record Excuse(Kind kind, String reason) {}

  /** The rows of a file; an {@link IllegalArgumentException} names the line that is none. */
  static List<Clause> read(String file) {
    List<Clause> clauses = new ArrayList<>();
    String chapter = "";
    int number = 0;
    for (String line : file.lines().toList()) {
      number++;
      Matcher row = ROW.matcher(line);
      Matcher excuse = EXCUSE.matcher(line);
      if (line.startsWith("## ")) {
        chapter = line.substring(3);
      } else if (row.matches()) {
        clauses.add(
            new Clause(chapter, row.group(1), row.group(2), row.group(3), Optional.empty()));
      } else if (excuse.matches() && !clauses.isEmpty() && clauses.getLast().excuse().isEmpty()) {
        Excuse given = new Excuse(Kind.of(excuse.group(1)), excuse.group(2));
        clauses.add(clauses.removeLast().excusedBy(given));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new IllegalArgumentException("line " + number + " is no row and no excuse: " + line);
      }
    }
    return clauses;
  }

  private Clause excusedBy(Excuse given) {
    return new Clause(chapter, id, level, text, Optional.of(given));
  }

  boolean is(Kind kind) {
    return excuse.filter(given -> given.kind() == kind).isPresent();
  }
}
