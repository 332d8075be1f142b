package dev.postern.checks.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule over clauses finds what it is there to find. */
@Tag("rules")
class ConformanceRulesTest {

  private static final String UNNAMED =
      ".works: the class is not named Rfc<number>_<section>…Test or Fapi2_<section>…Test";

  private static final Showing GOOD =
      new Showing("Rfc6749_3_2TokenEndpointTest", "works", List.of("R-1-1"), true, true);
  private static final String CHOICES =
      """
      | where | what we do | why |
      |---|---|---|
      | RFC 1 section 2 | We do so. | Because. |
      | RFC 1 section 2 | We do otherwise. | |
      """;

  private static List<String> problems(String rows, Showing... showings) {
    return new Conformance(
            Clause.read(rows.stripIndent()), List.of(showings), Conformance.choices(CHOICES))
        .problems();
  }

  @Test
  void aClauseThatIsShownOrExcusedIsInOrder() {
    String rows =
        """
        # A note
        ## RFC 1

        R-1-1 [MUST] Works (1).
        R-1-2 [MUST NOT] Works (2).
            choice: RFC 1 section 2: We do so
        R-1-3 [MAY] Works (3).
            not applicable: there is none
        R-1-4 [SHOULD] Works (4).
            planned: later
        R-1-5 [SHOULD NOT] Works (5).
            open: not yet
        """;
    assertThat(problems(rows, GOOD)).isEmpty();
  }

  @Test
  void anEmptyRowIsFound() {
    assertThat(problems("R-1-1 [MUST] Works."))
        .containsExactly("R-1-1 is neither shown by a test nor excused");
  }

  @Test
  void aRowThatStandsTwiceIsFound() {
    assertThat(problems("R-1-1 [MUST] Works.\nR-1-1 [MUST] Works.", GOOD))
        .containsExactly("R-1-1 stands twice");
  }

  @Test
  void aRowThatIsBothShownAndExcusedIsFound() {
    assertThat(problems("R-1-1 [MUST] Works.\n    open: not yet", GOOD))
        .containsExactly("R-1-1 is shown by a test and excused as well");
  }

  @Test
  void aTestOfARowThatIsNotThereIsFound() {
    assertThat(problems("", GOOD))
        .containsExactly(GOOD.name() + " shows R-1-1, which is not there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RFC 1 section 3: We do so", "RFC 1 section 2: We do", "RFC 1 section 2: Never"})
  void aChoiceThatIsNotOneRowIsFound(String choice) {
    assertThat(problems("R-1-1 [MUST] Works.\n    choice: " + choice))
        .singleElement()
        .asString()
        .startsWith("R-1-1: its choice names ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TokenEndpointTest",
        "RfcTest",
        "Rfc6749_3_2",
        "Rfc6749_test",
        "ARfc1Test",
        "Fapi2Test",
        "Fapi_5_2TlsTest"
      })
  void aClassThatIsNotNamedAfterAStandardIsFound(String name) {
    Showing showing = new Showing(name, "works", List.of("R-1-1"), true, true);
    assertThat(problems("R-1-1 [MUST] Works.", showing)).containsExactly(name + UNNAMED);
  }

  @Test
  void aClassThatIsNamedAfterFapi2IsNamedAfterAStandard() {
    Showing showing = new Showing("Fapi2_5_2_2TlsTest", "works", List.of("R-1-1"), true, true);
    assertThat(problems("R-1-1 [MUST] Works.", showing)).isEmpty();
  }

  @Test
  void whatIsNoTestOrDrivesNoServerIsFound() {
    Showing showing = new Showing("Rfc1Test", "works", List.of("R-1-1"), false, false);
    assertThat(problems("R-1-1 [MUST] Works.", showing))
        .containsExactly(
            "Rfc1Test" + UNNAMED,
            "Rfc1Test.works is no test",
            "Rfc1Test.works: the class drives no running server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "R-1-1 Works.",
        "R-1-1 [OUGHT] Works.",
        "R-1 [MUST] Works.",
        "    open: not yet",
        "R-1-1 [MUST] Works.\n    hardly: not yet",
        "R-1-1 [MUST] Works.\n  open: not yet",
        "R-1-1 [MUST] Works.\n    open: a\n    open: b",
      })
  void aLineThatCannotBeReadIsRefused(String rows) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clause.read(rows))
        .withMessageContaining("line ");
  }

  @Test
  void thePageCountsListsWhatIsOpenAndNamesTests() {
    String rows =
        """
        ## RFC 1: a|b
        R-1-1 [MUST] One * <two>.
        R-1-2 [MAY] Two.
            open: not yet
        R-1-3 [MAY] Three.
            open: not yet
        """;
    String page =
        new Conformance(Clause.read(rows), List.of(GOOD), Conformance.choices(CHOICES)).page();
    assertThat(page)
        .contains(
            "| shown by a test | 1 |\n",
            "| open | 2 |\n",
            "| all | 3 |\n",
            "| not yet | R-1-2, R-1-3 |\n",
            "## RFC 1: a\\|b\n",
            "| R-1-1 | MUST | One \\* &lt;two>. | `Rfc6749_3_2TokenEndpointTest.works` |\n",
            "| R-1-2 | MAY | Two. | open: not yet |\n");
  }
}
