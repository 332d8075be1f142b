package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.AdminReason.Problem;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.ApiId;
import dev.postern.store.Grain;
import dev.postern.store.Outcome;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageQuery.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads which usage is wanted from the parameters of a query; tells everything that is wrong. */
final class UsageFilter {

  /** So many steps of time are looked at at most. */
  private static final int MOST_STEPS = 3_000;

  private static final Duration USUAL = Duration.ofDays(1);

  private final Map<String, String> values;
  private final List<Problem> problems = new ArrayList<>();

  private UsageFilter(Map<String, String> values) {
    this.values = values;
  }

  /** What is wanted, where nothing is wrong with it. */
  static UsageQuery read(Map<String, String> values, Instant now) throws Refusal {
    UsageFilter filter = new UsageFilter(values);
    UsageQuery query = filter.query(now);
    if (!filter.problems.isEmpty()) {
      throw new Refusal(new AdminReason.Invalid(filter.problems));
    }
    return query;
  }

  private UsageQuery query(Instant now) {
    Grain grain = read("grain", UsageFilter::grain, "is minute, hour or day").orElse(Grain.HOUR);
    String time = "is a time as 2027-06-30T00:00:00Z (RFC 3339)";
    Instant to = read("to", Fields::instant, time).orElse(now);
    // The step in which it lies is wanted whole.
    Instant from =
        grain.start(read("from", Fields::instant, time).orElseGet(() -> to.minus(USUAL)));
    if (!from.isBefore(to)) {
      wrong("to", "is later than from");
    } else if (Duration.between(from, to).compareTo(grain.step().multipliedBy(MOST_STEPS)) > 0) {
      wrong("from", "is at most 3,000 steps of the grain before to");
    }
    String id = "is 1 to 128 characters of [A-Za-z0-9._~-]";
    @Nullable ClientId client = read("client_id", ClientId::parse, id).orElse(null);
    @Nullable ApiId api = read("api_id", Named::apiId, id).orElse(null);
    @Nullable Outcome outcome =
        read("outcome", Outcome::parse, "is issued or the word of a refusal").orElse(null);
    Set<Part> by =
        read("by", UsageFilter::parts, "is some of time,app,api,outcome, each once")
            .orElseGet(() -> EnumSet.allOf(Part.class));
    return new UsageQuery(grain, from, to, new UsageQuery.Only(client, api, outcome), by);
  }

  /** The value of a parameter; empty also where it makes no sense, which is noted. */
  private <T> Optional<T> read(
      String name, Function<String, Optional<T>> reader, String otherwise) {
    String value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = reader.apply(value);
    if (read.isEmpty()) {
      wrong(name, otherwise);
    }
    return read;
  }

  private void wrong(String name, String detail) {
    problems.add(new Problem("?" + name, detail));
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
