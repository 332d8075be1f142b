package dev.postern.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** What was chosen cannot be: with every problem, not only the first. */
public final class InvalidConfig extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidConfig(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.keys().getFirst() + ": " + problem.text())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All of them. */
  public List<Problem> problems() {
    return problems;
  }
}
