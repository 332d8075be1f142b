package dev.postern.checks.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every clause is shown by a test or has a reason why not; {@link ConformanceRulesTest} shows that
 * each rule can fail.
 */
@Tag("rules")
class ConformanceTest {
  private static Conformance conformance;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream rows = ConformanceTest.class.getResourceAsStream("clauses.txt")) {
      conformance =
          new Conformance(
              Clause.read(new String(Objects.requireNonNull(rows).readAllBytes(), UTF_8)),
              Showing.all(),
              Conformance.choices(Files.readString(Path.of("../docs/rfc-choices.md"))));
    }
  }

  @Test
  void everyClauseIsShownByATestOrHasAReasonWhyNot() {
    assertThat(conformance.clauses()).hasSizeGreaterThan(250);
    assertThat(conformance.showings()).isNotEmpty();
    assertThat(conformance.problems()).isEmpty();
  }

  @Test
  void thePageSaysWhatIsSo() throws IOException {
    Path made = Path.of("target/conformance.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, conformance.page());
    assertThat(Path.of("../docs/conformance.md"))
        .as("stale? then: cp checks/target/conformance.md docs/conformance.md")
        .hasSameTextualContentAs(made);
  }
}
