package dev.postern.checks.attacks;

import dev.postern.checks.Shows;
import dev.postern.checks.attacks.Endpoint.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** H5: JSON that is none, that can be read in two ways, or that is made to cost something. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc8259_2JsonTest {

  private static final Set<Integer> BAD = Set.of(400);
  private static final Set<Integer> BAD_OR_LARGE = Set.of(400, 413);

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void whatIsNoJsonObjectIsRefused(Endpoint endpoint, Site site) {
    String good = endpoint.body().text();
    for (String document :
        List.of(
            "",
            " ",
            "null",
            "true",
            "1",
            "\"" + Site.MARK + "\"",
            "[]",
            "[" + good + "]",
            "{",
            good.substring(0, good.length() - 1),
            good + "}",
            good + good,
            good + "\n" + good,
            good + Site.MARK,
            good + "\0",
            "\u00ef\u00bb\u00bf" + good,
            "/* " + Site.MARK + " */" + good,
            good + "// " + Site.MARK,
            "# x\n" + good,
            good.replace('"', '\''),
            good.replaceFirst("\"([A-Za-z_]+)\":", "$1:"),
            good.replaceFirst("}$", ",}"),
            good.replaceFirst(":", "="),
            good.replaceFirst(":", "::"),
            ")]}',\n" + good,
            utf16(good))) {
      site.attack(endpoint, document, endpoint.sending(document).request(), BAD);
    }
  }

  private static String utf16(String text) {
    StringBuilder units = new StringBuilder();
    text.chars().forEach(c -> units.append('\0').append((char) c));
    return units.toString();
  }

  @Shows("R-JSON-2")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void aMemberThatStandsTwiceIsRefused(Endpoint endpoint, Site site) {
    String good = endpoint.body().text();
    String first = good.substring(1, good.indexOf(':'));
    for (String extra :
        List.of(
            first + ":\"" + Site.MARK + "\"",
            first + ":null",
            first.replaceFirst("([A-Za-z])", "\\\\u00" + hex(first.charAt(1))) + ":1",
            "\"zq\":{\"a\":1,\"a\":2}",
            "\"zq\":[{\"a\":1,\"\\u0061\":2}]")) {
      site.attack(endpoint, extra, endpoint.sending(with(good, extra)).request(), BAD);
    }
  }

  private static String hex(char c) {
    return Integer.toHexString(c);
  }

  private static String with(String object, String member) {
    return object.substring(0, object.length() - 1) + "," + member + "}";
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void textThatIsNoUnicodeOrCannotBeKeptIsRefused(Endpoint endpoint, Site site) {
    String good = endpoint.body().text();
    for (String text :
        List.of(
            "\\u0000",
            "a\\u0000" + Site.MARK,
            "\\ud800",
            "\\udc00\\ud800",
            "\\ud800x",
            "\u0000",
            "\n",
            "\t",
            "\u001f",
            "\u00c0\u00af",
            "\u00ed\u00a0\u0080",
            "\u00e2\u0082",
            "\u00f4\u0090\u0080\u0080",
            "\u00ff",
            "\u0080",
            "\\x41",
            "\\u12",
            "\\'")) {
      for (String member : List.of("\"zq\":\"" + text + "\"", "\"zq" + text + "\":1")) {
        site.attack(endpoint, member, endpoint.sending(with(good, member)).request(), BAD);
      }
    }
    String first = good.substring(0, good.indexOf(':') + 1) + "\"a\\u0000\"";
    String nul = first + good.substring(good.indexOf('"', good.indexOf(':') + 2) + 1);
    site.attack(endpoint, nul, endpoint.sending(nul).request(), BAD);
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void aNumberThatCannotBeKeptOrCostsTooMuchIsRefused(Endpoint endpoint, Site site) {
    List<String> numbers =
        new ArrayList<>(
            List.of(
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                ".5",
                "5.",
                "1e",
                "0x1",
                "1_000",
                "--1",
                "1e+",
                "-"));
    numbers.add("1".repeat(65));
    numbers.add("1".repeat(30_000));
    numbers.add("1e" + "9".repeat(63));
    numbers.add("0." + "0".repeat(30_000) + "1");
    for (String number : numbers) {
      String member = "\"zq\":" + number;
      site.attack(
          endpoint,
          number.substring(0, Math.min(number.length(), 20)),
          endpoint.sending(with(endpoint.body().text(), member)).request(),
          BAD);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void aNumberWhereATextBelongsIsRefusedWhateverItsSize(Endpoint endpoint, Site site) {
    String good = endpoint.body().text();
    int colon = good.indexOf(':');
    int end =
        good.startsWith("{\"Email\":[") ? good.length() - 1 : good.indexOf('"', colon + 2) + 1;
    for (String value :
        List.of(
            "1e400",
            "-0",
            "1E+2",
            "1e999999999",
            "-1e-999999999",
            "9007199254740993",
            "9223372036854775808",
            "0.1",
            "true",
            "[1]",
            "{}",
            "[[]]",
            "{\"$ne\":null}")) {
      String document = good.substring(0, colon + 1) + value + good.substring(end);
      site.attack(endpoint, value, endpoint.sending(document).request(), BAD);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void whatIsMadeToCostSomethingIsRefusedAtItsLimit(Endpoint endpoint, Site site) {
    int limit = endpoint.body().limit();
    String colliding = members(limit / 8, i -> collision(i % 4096));
    for (String value :
        List.of(
            "[".repeat(100_000),
            "[".repeat(10_000) + "]".repeat(10_000),
            "{\"a\":".repeat(3_000) + "1" + "}".repeat(3_000),
            "[" + "1,".repeat(5_000) + "1]",
            "{" + members(2_000, i -> "m" + i) + "}",
            "{" + colliding + "}",
            "\"" + "x".repeat(limit) + "\"")) {
      String document = with(endpoint.body().text(), "\"zq\":" + value);
      site.attack(
          endpoint,
          value.substring(0, 10),
          endpoint.sending(new Body(endpoint.body().type(), document, limit)).request(),
          BAD_OR_LARGE);
    }
  }

  private static String members(int count, java.util.function.IntFunction<String> name) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add("\"" + name.apply(i) + "\":1");
    }
    return String.join(",", members);
  }

  /** Names of one hash in Java: "Aa" and "BB" have the same. */
  private static String collision(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void namesThatMeanSomethingElsewhereMeanNothingHere(Endpoint endpoint, Site site) {
    // The OAuth endpoints pass over what it do not know (RFC 6749 3.2); the others refuse it.
    Set<Integer> answers = endpoint.dialect() == Dialect.OAUTH ? endpoint.normal() : BAD;
    for (String member :
        List.of(
            "\"__proto__\":{\"admin\":true}",
            "\"constructor\":{\"prototype\":{}}",
            "\"@type\":\"java.util.ArrayList\"",
            "\"@class\":\"javax.script.ScriptEngineManager\"",
            "\"class\":{\"classLoader\":{}}",
            "\"$ref\":\"#\"",
            "\"!!javax\":1")) {
      site.attack(
          endpoint,
          member,
          endpoint.sending(with(endpoint.body().text(), member)).request(),
          answers);
    }
  }
}
