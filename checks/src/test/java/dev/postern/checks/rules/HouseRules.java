package dev.postern.checks.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules over class files. Each may hold for nothing yet: a place that is empty breaks none. */
final class HouseRules {
  private static final Pattern PREFIXED = Pattern.compile("(get|is)[A-Z].*");

  static final ArchRule LAYOUT =
      classes()
          .should(
              each(
                  "see only what the layout lets them see",
                  (type, events) ->
                      type.getDirectDependenciesFromSelf().stream()
                          .filter(seen -> Layout.ours(seen.getTargetClass().getBaseComponentType()))
                          .filter(seen ->
                              !Layout.maySee(type, seen.getTargetClass().getBaseComponentType()))
                          .forEach(seen -> broken(events, type, seen.getDescription()))))
          .allowEmptyShould(true);

  static final ArchRule KNOWN_PLACES =
      classes()
          .should(
              each(
                  "stand in a module, and a package of the server, that the layout names",
                  (type, events) -> {
                    boolean known =
                        Layout.MODULES.containsKey(Layout.module(type))
                            && (!Layout.module(type).equals("server")
                                || Layout.area(type).isEmpty()
                                || Layout.SERVER.containsKey(Layout.area(type)));
                    if (!known) {
                      broken(events, type, type.getName() + " stands in a place without rules");
                    }
                  }))
          .allowEmptyShould(true);

  static final ArchRule NO_CIRCLES =
      slices().assignedFrom(places()).should().beFreeOfCycles().allowEmptyShould(true);

  static final ArchRule NO_CIRCLES_OF_MODULES =
      slices().matching("dev.postern.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  static final ArchRule HTTP_ENGINE =
      onlyIn(
          resideInAnyPackage("io.vertx..", "io.netty.."),
          "dev.postern.server.http.engine..",
          "dev.postern.console..",
          "dev.postern.guard..");

  static final ArchRule DATABASE =
      onlyIn(
          resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.jdbi..",
              "com.zaxxer..",
              "org.flywaydb..",
              "org.sqlite.."),
          "dev.postern.jdbc..");

  static final ArchRule CRYPTOGRAPHY =
      onlyIn(
          resideInAPackage("javax.crypto..").or(named("java.security.Signature")),
          "dev.postern.server.signing..",
          "dev.postern.server.session..",
          "dev.postern.server.clientauth..",
          "dev.postern.protocol.token..");

  /** What is pure can be run again on the same values, and gives the same. */
  static final ArchRule PURE =
      noClasses()
          .that()
          .resideInAnyPackage("dev.postern.server.policy..", "dev.postern.server.mint..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net.http..", "java.nio.file..", "java.nio.channels..")
                  .or(resideInAPackage("java.io").and(notNamed("java.io.Serializable")))
                  .or(named(Clock.class.getName()))
                  .or(named(InstantSource.class.getName())))
          .allowEmptyShould(true);

  static final ArchRule SURROUNDINGS =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.postern.app..", "dev.postern.examples..")
          .should(
              each(
                  "read the time, the environment or system properties",
                  (type, events) ->
                      type.getAccessesFromSelf().stream()
                          .filter(access -> readsSurroundings(type, access))
                          .forEach(access ->
                              events.add(
                                  SimpleConditionEvent.satisfied(type, access.getDescription())))))
          .allowEmptyShould(true);

  static final ArchRule PLAIN_NAMES =
      methods()
          .should(
              new ArchCondition<JavaMethod>("not be named get… or is…") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  if (prefixed(method) && !overrides(method)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " is a getter"));
                  }
                }
              })
          .allowEmptyShould(true);

  private HouseRules() {}

  private static ArchRule onlyIn(DescribedPredicate<JavaClass> what, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat(what)
        .allowEmptyShould(true);
  }

  private static boolean readsSurroundings(JavaClass from, JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return switch (owner) {
      // With a Clock as its parameter it is not the machine's time that is read.
      case "java.time.Instant" ->
          name.equals("now") && access.getTarget().getFullName().endsWith("now()");
      // The two libraries run in the programs of others, who may leave the clock out.
      case "java.time.Clock" ->
          name.startsWith("system") && !Set.of("verifier", "client").contains(Layout.module(from));
      case "java.time.InstantSource" -> name.equals("system");
      case "java.lang.System" ->
          Set.of("currentTimeMillis", "getenv", "getProperty", "getProperties").contains(name);
      case "java.lang.Integer" -> name.equals("getInteger");
      case "java.lang.Long" -> name.equals("getLong");
      case "java.lang.Boolean" -> name.equals("getBoolean");
      default -> false;
    };
  }

  private static boolean prefixed(JavaMethod method) {
    return PREFIXED.matcher(method.getName()).matches()
        && method.getRawParameterTypes().isEmpty()
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static boolean overrides(JavaMethod method) {
    JavaClass owner = method.getOwner();
    return Stream.concat(
            owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
        .anyMatch(above -> above.tryGetMethod(method.getName()).isPresent());
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }

  private static DescribedPredicate<JavaClass> notNamed(String name) {
    return DescribedPredicate.not(named(name));
  }

  private static SliceAssignment places() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return Layout.ours(type)
            ? SliceIdentifier.of(Layout.module(type), Layout.area(type))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  private interface Check {
    void of(JavaClass type, ConditionEvents events);
  }

  private static ArchCondition<JavaClass> each(String description, Check check) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        check.of(type, events);
      }
    };
  }

  private static void broken(ConditionEvents events, JavaClass type, String message) {
    events.add(SimpleConditionEvent.violated(type, message));
  }
}
