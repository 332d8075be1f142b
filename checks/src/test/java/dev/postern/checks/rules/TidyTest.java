package dev.postern.checks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every file of the repository keeps to these; {@link TidyRulesTest} shows that each rule can fail.
 */
@Tag("rules")
class TidyTest {
  private static List<SourceFile> files = List.of();

  @BeforeAll
  static void readTheRepository() throws IOException, InterruptedException {
    files = Repository.files();
    assertThat(files)
        .extracting(SourceFile::path)
        .contains("pom.xml", "postern", "CONTRIBUTING.md");
  }

  @Test
  void filesAndMethodsAreShortAndNamesSaySomething() {
    assertThat(problems(SourceFile::java, JavaTidiness::problems)).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItOwnsAndIsNullMarked() {
    assertThat(JavaTidiness.packagesWithoutInfo(files)).isEmpty();
  }

  @Test
  void noTestSkipsItself() {
    assertThat(problems(file -> file.java() && !ofTheRules(file), JavaTidiness::skips)).isEmpty();
  }

  @Test
  void whatIsLeftToDoNamesItsIssue() {
    assertThat(problems(file -> true, Lines::looseEnds)).isEmpty();
  }

  @Test
  void indentationIsBySpaces() {
    assertThat(problems(file -> true, Lines::tabs)).isEmpty();
  }

  @Test
  void noFileKnowsAMachine() {
    assertThat(problems(file -> !ofTheRules(file), Lines::machinePaths)).isEmpty();
  }

  @Test
  void everyVersionStandsInTheRootPom() {
    assertThat(problems(SourceFile::pom, Poms::versionsElsewhere)).isEmpty();
  }

  @Test
  void everyDependencyIsExplained() {
    SourceFile table =
        files.stream()
            .filter(file -> file.path().equals("docs/dependencies.md"))
            .findFirst()
            .orElseThrow();
    assertThat(Poms.unexplained(files.stream().filter(SourceFile::pom).toList(), table)).isEmpty();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    assertThat(
            problems(SourceFile::markdown, file -> Documents.deadLinks(file, Repository::exists)))
        .isEmpty();
  }

  @Test
  void everyDecisionIsNumberedAndComplete() {
    List<SourceFile> decisions =
        files.stream().filter(file -> file.folder().equals("docs/decisions")).toList();
    assertThat(decisions).isNotEmpty();
    assertThat(Documents.decisions(decisions)).isEmpty();
  }

  private static List<String> problems(
      Predicate<SourceFile> which, Function<SourceFile, List<String>> rule) {
    return files.stream().filter(which).map(rule).flatMap(List::stream).toList();
  }

  /** The samples of what is forbidden would be found too. */
  private static boolean ofTheRules(SourceFile file) {
    return file.path().startsWith("checks/src/test/java/dev/postern/checks/rules/");
  }
}
