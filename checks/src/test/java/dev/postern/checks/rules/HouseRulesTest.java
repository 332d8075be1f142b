package dev.postern.checks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("rules")
class HouseRulesTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("-tests.jar!"))
          .importPackages("dev.postern");

  private static final Pattern SAMPLE = Pattern.compile("(dev\\.postern\\.[a-z.]+)\\.(Sample\\w*)");

  @TempDir Path folder;

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("the layout", HouseRules.LAYOUT),
        Arguments.of("every place has rules", HouseRules.KNOWN_PLACES),
        Arguments.of("no circles of packages", HouseRules.NO_CIRCLES),
        Arguments.of("no circles of modules", HouseRules.NO_CIRCLES_OF_MODULES),
        Arguments.of("the HTTP engine has its place", HouseRules.HTTP_ENGINE),
        Arguments.of("the database has its place", HouseRules.DATABASE),
        Arguments.of("cryptography has its place", HouseRules.CRYPTOGRAPHY),
        Arguments.of("what decides is pure", HouseRules.PURE),
        Arguments.of("time and environment come from outside", HouseRules.SURROUNDINGS),
        Arguments.of("no getters", HouseRules.PLAIN_NAMES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theHouseKeeps(String name, ArchRule rule) {
    rule.check(HOUSE);
  }

  @Test
  void theRulesSeeEveryModuleThatTheyAreFor() {
    assertThat(HOUSE.stream().map(Layout::module).distinct())
        .contains(
            "protocol", "verifier", "client", "store", "jdbc", "server", "cli", "app", "examples");
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        sample(HouseRules.LAYOUT, "server.http", "dev.postern.store.Sample seen;"),
        sample(HouseRules.LAYOUT, "server.http", "dev.postern.server.grant.Sample seen;"),
        sample(HouseRules.LAYOUT, "server.http.engine", "dev.postern.store.Sample[] seen;"),
        sample(HouseRules.LAYOUT, "server.refusal", "dev.postern.store.Sample seen;"),
        sample(HouseRules.LAYOUT, "server.mint", "dev.postern.server.policy.Sample seen;"),
        sample(HouseRules.LAYOUT, "server.refusal", "dev.postern.server.config.Sample seen;"),
        sample(HouseRules.LAYOUT, "cli", "dev.postern.store.Sample seen;"),
        sample(HouseRules.LAYOUT, "verifier", "dev.postern.client.Sample seen;"),
        sample(HouseRules.LAYOUT, "protocol", "dev.postern.client.Sample seen;"),
        sample(HouseRules.KNOWN_PLACES, "server.elsewhere", ""),
        sample(HouseRules.KNOWN_PLACES, "elsewhere", ""),
        sample(HouseRules.NO_CIRCLES, "server.grant", "dev.postern.server.policy.SampleBack seen;"),
        sample(HouseRules.NO_CIRCLES_OF_MODULES, "client", "dev.postern.cli.SampleBack seen;"),
        sample(HouseRules.HTTP_ENGINE, "server.http", "io.vertx.core.Vertx seen;"),
        sample(HouseRules.DATABASE, "server.replica", "java.sql.Connection seen;"),
        sample(HouseRules.CRYPTOGRAPHY, "server.admin", "javax.crypto.Mac seen;"),
        sample(HouseRules.CRYPTOGRAPHY, "server.admin", "java.security.Signature seen;"),
        sample(HouseRules.PURE, "server.policy", "java.time.Clock seen;"),
        sample(HouseRules.PURE, "server.mint", "java.nio.file.Path seen;"),
        sample(HouseRules.SURROUNDINGS, "server.policy", "Object o = java.time.Instant.now();"),
        sample(HouseRules.SURROUNDINGS, "server", "Object o = java.time.Clock.systemUTC();"),
        sample(HouseRules.SURROUNDINGS, "cli", "Object o = System.getenv(\"HOME\");"),
        sample(HouseRules.SURROUNDINGS, "client", "Object o = System.getProperty(\"x\");"),
        sample(HouseRules.SURROUNDINGS, "store", "long now = System.currentTimeMillis();"),
        sample(HouseRules.PLAIN_NAMES, "store", "int getSize() { return 0; }"),
        sample(HouseRules.PLAIN_NAMES, "store", "boolean isEmpty() { return true; }"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("violations")
  void aViolationIsFound(ArchRule rule, String place, String body) throws IOException {
    assertThat(rule.evaluate(compiled(place, body)).hasViolation()).isTrue();
  }

  static Stream<Arguments> permitted() {
    return Stream.of(
        sample(HouseRules.LAYOUT, "server.http", "dev.postern.server.clientauth.SampleProof seen;"),
        sample(
            HouseRules.LAYOUT,
            "server.http",
            "dev.postern.server.clientauth.SampleProof.Inner seen;"),
        sample(HouseRules.LAYOUT, "server.http", "dev.postern.server.http.engine.Sample seen;"),
        sample(HouseRules.LAYOUT, "server", "dev.postern.server.policy.Sample seen;"),
        sample(HouseRules.LAYOUT, "app", "dev.postern.server.Sample seen;"),
        sample(HouseRules.SURROUNDINGS, "client", "Object o = java.time.Clock.systemUTC();"),
        sample(HouseRules.SURROUNDINGS, "app", "Object o = System.getenv(\"HOME\");"),
        sample(
            HouseRules.SURROUNDINGS,
            "store",
            "Object at(java.time.Clock clock) { return java.time.Instant.now(clock); }"),
        sample(
            HouseRules.PLAIN_NAMES,
            "store",
            "Object o = new Exception() {"
                + " @Override public String getMessage() { return \"\"; } };"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("permitted")
  void whatIsAllowedIsNotFound(ArchRule rule, String place, String body) throws IOException {
    assertThat(rule.evaluate(compiled(place, body)).hasViolation()).isFalse();
  }

  private static Arguments sample(ArchRule rule, String place, String body) {
    return Arguments.of(rule, place, body);
  }

  /**
   * The classes of a class {@code Subject} with this body in this place, and of every {@code
   * Sample…} that it names.
   */
  private JavaClasses compiled(String place, String body) throws IOException {
    List<String> files = new ArrayList<>();
    files.add(write("dev.postern." + place, "Subject", body));
    Matcher sample = SAMPLE.matcher(body);
    while (sample.find()) {
      // For a circle it must look back.
      String back =
          sample.group(2).endsWith("Back") ? "dev.postern." + place + ".Subject seen;" : "";
      files.add(write(sample.group(1), sample.group(2), back + "public static class Inner {}"));
    }
    int outcome =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, files.toArray(String[]::new));
    assertThat(outcome).isZero();
    return new ClassFileImporter().importPath(folder);
  }

  private String write(String inPackage, String name, String body) throws IOException {
    Path file = folder.resolve(inPackage.replace('.', '/')).resolve(name + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "package %s; public class %s { %s }".formatted(inPackage, name, body));
    return file.toString();
  }
}
