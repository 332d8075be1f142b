package dev.postern.app.settings;

import java.util.List;

/** The configuration cannot be used: with every problem in a line of its own. */
public final class InvalidSettings extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  InvalidSettings(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** Each names where it is and what is wanted, and repeats no value. */
  public List<String> problems() {
    return problems;
  }
}
