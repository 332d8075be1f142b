package dev.postern.bench.jmh;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** JMH's results as tables. */
final class VerifierTable {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);
  private static final String SEEN_FIRST = FirstSight.class.getSimpleName() + ".";

  /**
   * One result.
   *
   * @param benchmark the class's simple name and the method's
   * @param world who made signatures
   * @param parameters as JMH wrote them
   * @param nanoseconds of one call
   * @param error half of the interval that JMH gives for it, as it is written
   * @param bytes allocated by one call
   */
  private record Row(
      String benchmark,
      World world,
      JsonObject parameters,
      double nanoseconds,
      String error,
      double bytes) {

    String parameter(String name) {
      try {
        return parameters.optionalString(name).orElse("");
      } catch (JsonFault e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final List<Row> rows;

  private VerifierTable(List<Row> rows) {
    this.rows = rows;
  }

  /** Reads JMH's files. */
  static VerifierTable read(List<Path> files) throws IOException, JsonFault {
    List<Row> rows = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".json", "");
      World world =
          World.valueOf(name.substring(name.lastIndexOf('-') + 1).toUpperCase(Locale.ROOT));
      for (JsonValue value : array(file).values()) {
        rows.add(row((JsonObject) value, world));
      }
    }
    return new VerifierTable(rows);
  }

  private static JsonArray array(Path file) throws IOException, JsonFault {
    if (JSON.read(Files.readAllBytes(file)) instanceof JsonArray array) {
      return array;
    }
    throw new JsonFault("no results in " + file);
  }

  private static Row row(JsonObject result, World world) throws JsonFault {
    String[] name = result.string("benchmark").split("\\.", -1);
    JsonObject time = result.object("primaryMetric");
    return new Row(
        name[name.length - 2] + "." + name[name.length - 1],
        world,
        result.object("params"),
        number(time, "score"),
        "%.0f".formatted(number(time, "scoreError")),
        number(result.object("secondaryMetrics").object("gc.alloc.rate.norm"), "score"));
  }

  private static double number(JsonObject object, String name) {
    return object.member(name).orElseThrow() instanceof JsonNumber number
        ? Double.parseDouble(number.literal())
        : Double.NaN;
  }

  String markdown() {
    return "## The verifier, first sight of a token\n\n"
        + firstSight()
        + "\n## The verifier, the same token again\n\n"
        + sameToken();
  }

  private String firstSight() {
    StringBuilder text =
        new StringBuilder(
            """
            | algorithm | library | signatures by | µs | ± | bytes | of Spring's with the JDK |
            |---|---|---|---|---|---|---|
            """);
    rows.stream()
        .filter(row -> row.benchmark().startsWith(SEEN_FIRST))
        .sorted(
            Comparator.comparing((Row row) -> row.parameter("algorithm"))
                .thenComparingDouble(Row::nanoseconds))
        .forEach(row ->
            text.append(
                "| %s | %s | %s | %.1f | %.1f | %,.0f | %s |\n"
                    .formatted(
                        row.parameter("algorithm"),
                        row.parameter("library").toLowerCase(Locale.ROOT),
                        row.world().text(),
                        row.nanoseconds() / 1000,
                        Double.parseDouble(row.error()) / 1000,
                        row.bytes(),
                        ratio(row))));
    return text.toString();
  }

  /** How many times as fast as Spring's decoder in the world of its users. */
  private String ratio(Row row) {
    Optional<Row> spring =
        rows.stream()
            .filter(each -> each.benchmark().startsWith(SEEN_FIRST))
            .filter(each -> each.world() == World.JDK)
            .filter(each -> each.parameter("library").equals(Library.SPRING.name()))
            .filter(each -> each.parameter("algorithm").equals(row.parameter("algorithm")))
            .findFirst();
    return spring
        .map(each -> "%.1f x".formatted(each.nanoseconds() / row.nanoseconds()))
        .orElse("");
  }

  private String sameToken() {
    StringBuilder text =
        new StringBuilder(
            """
            | revocations | tokens in turn | the header is | ns | ± | bytes |
            |---|---|---|---|---|---|
            """);
    rows.stream()
        .filter(row -> !row.benchmark().startsWith(SEEN_FIRST))
        .sorted(
            Comparator.comparingInt((Row row) -> row.parameter("revoked").length())
                .thenComparingInt(row -> Integer.parseInt(row.parameter("tokens")))
                .thenComparing(Row::benchmark))
        .forEach(row ->
            text.append(
                "| %s | %s | %s | %.0f | %s | %.0f |\n"
                    .formatted(
                        row.parameter("revoked"),
                        row.parameter("tokens"),
                        header(row.benchmark()),
                        row.nanoseconds(),
                        row.error(),
                        row.bytes())));
    return text.toString();
  }

  private static String header(String benchmark) {
    return switch (benchmark.substring(benchmark.indexOf('.') + 1)) {
      case "sameString" -> "the very string";
      case "newString" -> "a new string";
      case "make" -> "a new string, not verified";
      default -> benchmark;
    };
  }
}
