package dev.postern.checks.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.postern.checks.Shows;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A method that says to show clauses.
 *
 * @param type the simple name of its class
 * @param method its name
 * @param clauses the ids that it names
 * @param runs whether it is a test
 * @param server whether its class drives a running server
 */
record Showing(String type, String method, List<String> clauses, boolean runs, boolean server) {

  private static final Pattern NAME = Pattern.compile("(Rfc\\d+|Fapi2)(_\\d+)+[A-Z]\\w*Test");
  private static final String TESTABLE = "org.junit.platform.commons.annotation.Testable";

  /** The fixtures that are a running server. */
  private static final Set<String> SERVERS =
      Set.of(
          "RunningServer",
          "ServerProcess",
          "Site",
          "IntrospectedApi",
          "AssertionServer",
          "RegisteringServer",
          "MtlsSite",
          "Fapi2Site",
          "Stage");

  /** Every one that is compiled here. */
  static List<Showing> all() {
    return new ClassFileImporter()
        .importPackages("dev.postern.checks").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Shows.class))
            .map(Showing::of)
            .sorted(Comparator.comparing(Showing::name))
            .toList();
  }

  private static Showing of(JavaMethod method) {
    JavaClass owner = method.getOwner();
    return new Showing(
        owner.getSimpleName(),
        method.getName(),
        List.of(method.getAnnotationOfType(Shows.class).value()),
        method.isMetaAnnotatedWith(TESTABLE),
        owner.getDirectDependenciesFromSelf().stream()
            .anyMatch(one -> SERVERS.contains(one.getTargetClass().getSimpleName())));
  }

  String name() {
    return type + '.' + method;
  }

  /**
   * Whether the class has the name of a standard: {@code Rfc6749_3_2TokenEndpointTest}, {@code
   * Fapi2_5_2_2TlsTest}.
   */
  boolean named() {
    return NAME.matcher(type).matches();
  }
}
