package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.Grain;
import dev.postern.store.Outcome;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageQuery.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which usage is wanted from the parameters of a query. */
final class UsageFilter {

  /** So many steps of time are looked at at most. */
  private static final int MOST_STEPS = 3_000;

  private static final Duration USUAL = Duration.ofDays(1);

  private UsageFilter() {}

  /**
   * What is wanted, of what {@code reach} covers; whatever is wrong with it {@code filters} knows.
   */
  static UsageQuery read(Filters filters, Reach reach, Instant now) {
    Grain grain =
        filters.read("grain", UsageFilter::grain, "is minute, hour or day").orElse(Grain.HOUR);
    Instant to = orElse(filters.time("to"), now);
    // The step in which it lies is wanted whole.
    Instant from = grain.start(orElse(filters.time("from"), to.minus(USUAL)));
    if (!from.isBefore(to)) {
      filters.wrong("to", "is later than from");
    } else if (Duration.between(from, to).compareTo(grain.step().multipliedBy(MOST_STEPS)) > 0) {
      filters.wrong("from", "is at most 3,000 steps of the grain before to");
    }
    String id = "is 1 to 128 characters of [A-Za-z0-9._~-]";
    @Nullable ClientId client = filters.read("client_id", ClientId::parse, id).orElse(null);
    @Nullable ApiId api = filters.read("api_id", Named::apiId, id).orElse(null);
    @Nullable Outcome outcome =
        filters.read("outcome", Outcome::parse, "is issued or the word of a refusal").orElse(null);
    Set<Part> by =
        filters
            .read("by", UsageFilter::parts, "is some of time,app,api,outcome, each once")
            .orElseGet(() -> EnumSet.allOf(Part.class));
    return new UsageQuery(
        grain,
        from,
        to,
        new UsageQuery.Only(client, apis(api, reach), outcome),
        by,
        order(filters));
  }

  private static UsageQuery.Order order(Filters filters) {
    return filters.choice("order", List.of("parts", "largest")).orElse("parts").equals("largest")
        ? UsageQuery.Order.LARGEST
        : UsageQuery.Order.PARTS;
  }

  private static @Nullable Set<ApiId> apis(@Nullable ApiId wanted, Reach reach) {
    if (wanted == null) {
      return reach.apis();
    }
    return reach.covers(wanted) ? Set.of(wanted) : Set.of();
  }

  private static Instant orElse(@Nullable Instant said, Instant usual) {
    return said == null ? usual : said;
  }

  private static Optional<Grain> grain(String text) {
    for (Grain grain : Grain.values()) {
      if (grain.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(grain);
      }
    }
    return Optional.empty();
  }

  private static Optional<Set<Part>> parts(String text) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String each : text.split(",", Part.values().length + 1)) {
      Optional<Part> part = part(each);
      if (part.isEmpty() || !parts.add(part.get())) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }

  private static Optional<Part> part(String text) {
    return switch (text) {
      case "time" -> Optional.of(Part.TIME);
      case "app" -> Optional.of(Part.APP);
      case "api" -> Optional.of(Part.API);
      case "outcome" -> Optional.of(Part.OUTCOME);
      default -> Optional.empty();
    };
  }
}
