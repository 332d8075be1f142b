package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageQuery.Part;
import dev.postern.store.UsageSum;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many token requests there were, of which apps, for which APIs, and how they ended. */
public final class UsageReport {

  private final Changes changes;
  private final InstantSource clock;

  /** Sums over very many rows take seconds. */
  private final Turn turn = new Turn(Duration.ofSeconds(2));

  UsageReport(Changes changes, InstantSource clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /** A part of the sums that are looked for. */
  public JsonObject list(Actor by, Filters filters) throws Refusal {
    Paging paging = filters.paging();
    Optional<UsageSum> after = UsageCursor.read(filters, paging);
    UsageQuery query = UsageFilter.read(filters, by.reach(), clock.instant());
    boolean largest = query.order() == UsageQuery.Order.LARGEST;
    if (largest && after.isPresent()) {
      filters.wrong("cursor", "goes with order=parts alone");
    }
    filters.finish();
    // Behind the largest nothing goes on, so it need not be known whether there is more.
    int most = paging.limit() + (largest ? 0 : 1);
    List<UsageSum> found =
        turn.ask(() -> changes.read(by.tenant(), reader -> reader.usage(query, after, most)));
    return paging.shown(found, sum -> view(sum, query), UsageCursor::of);
  }

  private static JsonObject view(UsageSum sum, UsageQuery query) {
    JsonObject.Builder view = JsonObject.builder();
    if (query.by().contains(Part.TIME)) {
      view.put("at", text(sum.at()));
    }
    if (query.by().contains(Part.APP)) {
      view.put("client_id", text(sum.client()));
    }
    if (query.by().contains(Part.API)) {
      view.put("api_id", text(sum.api()));
    }
    if (query.by().contains(Part.OUTCOME)) {
      view.put("outcome", text(sum.outcome()));
    }
    return view.put("count", sum.requests()).build();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
