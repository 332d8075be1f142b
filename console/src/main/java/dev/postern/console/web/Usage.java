package dev.postern.console.web;

import dev.postern.console.chart.Bars;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many tokens were issued and refused, asked of the Admin API in the ways that screens need.
 */
public final class Usage {

  /** The outcome of a request that got its token. */
  public static final String ISSUED = "issued";

  private static final int MOST = 500;
  private static final int BUSY = 503;

  private Usage() {}

  /** Asks for sums. */
  @FunctionalInterface
  public interface Sums<T> {

    /** Asks. */
    T ask() throws ApiRefused;
  }

  /**
   * What sums say; empty while the server adds up for somebody else, who is not to keep anybody
   * from the rest of a page.
   */
  public static <T> Optional<T> unlessBusy(Sums<T> sums) throws ApiRefused {
    try {
      return Optional.of(sums.ask());
    } catch (ApiRefused refused) {
      if (refused.status() != BUSY) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  /**
   * So many of something.
   *
   * @param name what: an id or an outcome; empty where a request named nothing that is there
   * @param count how many
   */
  public record Sum(String name, long count) {}

  /**
   * A day.
   *
   * @param bars by hours
   * @param refusals why requests were refused, the most frequent reason first
   */
  public record Day(Bars bars, List<Sum> refusals) {}

  /** The last day, of all or of what {@code filter} says. */
  public static Day day(Visit visit, Query filter) throws ApiRefused {
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
    Map<String, Long> refusals = new TreeMap<>();
    Listed part = visit.api().list("/usage", query);
    while (true) {
      for (Item item : part.items()) {
        Instant at = item.instant("at").orElse(from);
        boolean well = item.text("outcome").equals(ISSUED);
        long count = item.number("count");
        if (!well) {
          refusals.merge(item.text("outcome"), count, Long::sum);
        }
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
    return new Day(
        Bars.of(Bars.steps(from, to, Duration.ofHours(1), new ArrayList<>(counts.values()))),
        refusals.entrySet().stream()
            .map(each -> new Sum(each.getKey(), each.getValue()))
            .sorted(Comparator.comparingLong(Sum::count).reversed())
            .toList());
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
    Query query =
        filter.and("by", part).and("order", "largest").and("limit", Integer.toString(most));
    return visit.api().list("/usage", query).items().stream()
        .map(item -> new Sum(item.optional(member).orElse(""), item.number("count")))
        .toList();
  }
}
