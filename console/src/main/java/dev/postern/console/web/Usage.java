package dev.postern.console.web;

import dev.postern.console.chart.Bars;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tokens were issued and refused, asked of the Admin API in the ways that screens need.
 */
public final class Usage {

  /** The outcome of a request that got its token. */
  public static final String ISSUED = "issued";

  private static final int MOST = 500;

  private Usage() {}

  /**
   * So many of something.
   *
   * @param name what: an id or an outcome; empty where a request named nothing that is there
   * @param count how many
   */
  public record Sum(String name, long count) {}

  /** The last day by hours, of all or of what {@code filter} says. */
  public static Bars day(Visit visit, Query filter) throws ApiRefused {
    Instant to = visit.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    Instant from = to.minus(24, ChronoUnit.HOURS);
    Query query =
        filter
            .and("grain", "hour")
            .and("from", from.toString())
            .and("to", to.toString())
            .and("by", "time,outcome")
            .and("limit", Integer.toString(MOST));
    TreeMap<Instant, Bars.Count> counts = new TreeMap<>();
    Listed part = visit.api().list("/usage", query);
    while (true) {
      for (Item item : part.items()) {
        Instant at = item.instant("at").orElse(from);
        boolean well = item.text("outcome").equals(ISSUED);
        long count = item.number("count");
        counts.merge(
            at,
            new Bars.Count(at, well ? count : 0, well ? 0 : count),
            (one, other) -> new Bars.Count(at, one.well() + other.well(), one.ill() + other.ill()));
      }
      if (part.next().isEmpty()) {
        break;
      }
      part = visit.api().list("/usage", query.with("cursor", part.next().get()));
    }
    return Bars.of(Bars.steps(from, to, Duration.ofHours(1), new ArrayList<>(counts.values())));
  }

  /** The last day's sums by one part, the largest first. */
  public static List<Sum> largest(Visit visit, Query filter, String part, int most)
      throws ApiRefused {
    String member =
        switch (part) {
          case "app" -> "client_id";
          case "api" -> "api_id";
          default -> "outcome";
        };
    Map<String, Long> sums = new TreeMap<>();
    Query query = filter.and("by", part).and("limit", Integer.toString(MOST));
    for (Item item : visit.api().list("/usage", query).items()) {
      sums.merge(item.optional(member).orElse(""), item.number("count"), Long::sum);
    }
    return sums.entrySet().stream()
        .map(each -> new Sum(each.getKey(), each.getValue()))
        .sorted((one, other) -> Long.compare(other.count(), one.count()))
        .limit(most)
        .toList();
  }
}
