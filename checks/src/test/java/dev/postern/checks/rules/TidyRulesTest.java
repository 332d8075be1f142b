package dev.postern.checks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of {@link TidyTest} finds what it is for, and leaves alone what is right. */
@Tag("rules")
class TidyRulesTest {
  @Test
  void aFileMayHaveFiveHundredLinesAndNoMore() {
    assertThat(JavaTidiness.problems(java("\n".repeat(499) + "class A {}"))).isEmpty();
    assertThat(JavaTidiness.problems(java("\n".repeat(500) + "class A {}"))).hasSize(1);
  }

  @Test
  void aMethodMayHaveSixtyLinesAndNoMore() {
    String method =
        "class A {%n/** Not%ncounted. */%nvoid b() {%s}%nvoid c() {}%n}".replace("%n", "\n");
    assertThat(JavaTidiness.problems(java(method.formatted("\n".repeat(59))))).isEmpty();
    assertThat(JavaTidiness.problems(java(method.formatted("\n".repeat(60))))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class KeyManager {}",
        "class A { record UtilB() {} }",
        "interface DefaultClock {}",
        "enum StoreImpl {}",
        "package dev.postern.util; class A {}",
        "package dev.postern.core.keys; class A {}",
      })
  void aNameThatSaysNothingIsFound(String source) {
    assertThat(JavaTidiness.problems(java(source))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class Database {}",
        "class Base64Url {}",
        "class Implied {}",
        "package dev.postern.score; class A {}"
      })
  void aNameThatOnlyLooksSoIsNot(String source) {
    assertThat(JavaTidiness.problems(java(source))).isEmpty();
  }

  @Test
  void aPackageWithoutItsInfoIsFound() {
    SourceFile type = new SourceFile("store/src/main/java/a/A.java", "package a; class A {}");
    SourceFile bare = new SourceFile("store/src/main/java/a/package-info.java", "package a;");
    SourceFile whole =
        new SourceFile(
            "store/src/main/java/a/package-info.java", "/** Owns a. */\n@NullMarked\npackage a;");
    SourceFile test =
        new SourceFile("store/src/test/java/a/ATest.java", "package a; class ATest {}");
    assertThat(JavaTidiness.packagesWithoutInfo(List.of(type))).hasSize(1);
    assertThat(JavaTidiness.packagesWithoutInfo(List.of(type, bare))).hasSize(1);
    assertThat(JavaTidiness.packagesWithoutInfo(List.of(type, test, whole))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Disabled void a() {}",
        "@Ignore void a() {}",
        "@EnabledOnOs(OS.LINUX) void a() {}",
        "assumeTrue(false);",
        "Assumptions.abort();"
      })
  void aTestThatSkipsItselfIsFound(String source) {
    assertThat(JavaTidiness.skips(java(source))).hasSize(1);
  }

  @Test
  void whatIsLeftToDoWithoutAnIssueIsFound() {
    assertThat(Lines.looseEnds(java("// TO" + "DO later"))).hasSize(1);
    assertThat(Lines.looseEnds(java("// FIX" + "ME: now"))).hasSize(1);
    assertThat(Lines.looseEnds(java("// TO" + "DO(#12) later"))).isEmpty();
  }

  @Test
  void aTabIsFound() {
    assertThat(Lines.tabs(java("class A {\n\tint b;\n}"))).containsExactly("a/A.java:2: a tab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cd /home/me/x", "\"/Users/me\"", "see /root/x", "C:\\Users\\me"})
  void aPathOfSomebodysMachineIsFound(String line) {
    assertThat(Lines.machinePaths(java(line))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/home/page",
        "target/home/lib",
        "$work/root/x",
        "/usr/lib/jvm"
      })
  void aPathOfEveryMachineIsNot(String line) {
    assertThat(Lines.machinePaths(java(line))).isEmpty();
  }

  @Test
  void aVersionOutsideTheRootPomsPropertiesIsFound() {
    String literal =
        "<project><dependencies>"
            + dependency("<version>1</version>")
            + "</dependencies></project>";
    String property = literal.replace(">1<", ">${a.version}<");
    assertThat(Poms.versionsElsewhere(new SourceFile("pom.xml", literal))).hasSize(1);
    assertThat(Poms.versionsElsewhere(new SourceFile("pom.xml", property))).isEmpty();
    assertThat(Poms.versionsElsewhere(new SourceFile("app/pom.xml", property))).hasSize(1);
    assertThat(
            Poms.versionsElsewhere(
                new SourceFile(
                    "app/pom.xml",
                    "<project><properties><a.version>1</a.version></properties></project>")))
        .hasSize(1);
  }

  @Test
  void aDependencyWithoutExplanationAndAnExplanationWithoutDependencyAreFound() {
    SourceFile pom =
        new SourceFile(
            "app/pom.xml",
            "<project><dependencies>" + dependency("") + "</dependencies></project>");
    SourceFile managed =
        new SourceFile(
            "pom.xml",
            "<project><dependencyManagement><dependencies>%s</dependencies></dependencyManagement></project>"
                .formatted(dependency("")));
    assertThat(Poms.unexplained(List.of(pom), markdown("| `a.b:c` | why |"))).isEmpty();
    assertThat(Poms.unexplained(List.of(pom), markdown(""))).hasSize(1);
    assertThat(Poms.unexplained(List.of(managed), markdown("| `a.b:c` | why |"))).hasSize(1);
    assertThat(Poms.unexplained(List.of(), markdown("| `a.b:c` | why |"))).hasSize(1);
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() {
    SourceFile document =
        markdown(
            "[a](b.md#c) [here](#d) [out](https://example.com/) `[code](x.md)`\n```\n[code](y.md)\n```");
    assertThat(Documents.deadLinks(document, path -> false))
        .containsExactly("docs/x.md: the link b.md leads nowhere");
    assertThat(Documents.deadLinks(document, "docs/b.md"::equals)).isEmpty();
  }

  @Test
  void aDecisionWithoutNumberOrHeadingIsFound() {
    String whole = "# T\n\n## Question\n\n## Choice\n\n## Price\n\n## When to look again\n";
    SourceFile first = new SourceFile("docs/decisions/0001-a.md", whole);
    assertThat(Documents.decisions(List.of(first))).isEmpty();
    assertThat(
            Documents.decisions(List.of(first, new SourceFile("docs/decisions/0001-b.md", whole))))
        .hasSize(1);
    assertThat(Documents.decisions(List.of(new SourceFile("docs/decisions/x.md", whole))))
        .hasSize(1);
    assertThat(
            Documents.decisions(
                List.of(new SourceFile("docs/decisions/0002-a.md", "# T\n## Question\n"))))
        .hasSize(3);
  }

  private static SourceFile java(String text) {
    return new SourceFile("a/A.java", text);
  }

  private static SourceFile markdown(String text) {
    return new SourceFile("docs/x.md", text);
  }

  private static String dependency(String version) {
    return "<dependency><groupId>a.b</groupId><artifactId>c</artifactId>"
        + version
        + "</dependency>";
  }
}
