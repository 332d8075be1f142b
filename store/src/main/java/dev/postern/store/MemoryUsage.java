package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.store.UsageQuery.Part;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The usage of one tenant of a {@link MemoryStore}; nobody changes it, what is added makes another.
 */
final class MemoryUsage {

  static final MemoryUsage NONE = new MemoryUsage(Map.of());

  private final Map<Row, Long> rows;

  private MemoryUsage(Map<Row, Long> rows) {
    this.rows = rows;
  }

  private record Row(Grain grain, Key key) {}

  /** With an empty text for what is not known or not told apart. */
  private record Key(long at, String client, String api, String outcome) {

    static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::at)
            .thenComparing(Key::client)
            .thenComparing(Key::api)
            .thenComparing(Key::outcome);

    static Key of(
        @Nullable Instant at,
        @Nullable ClientId client,
        @Nullable ApiId api,
        @Nullable Outcome outcome) {
      return new Key(
          at == null ? Long.MIN_VALUE : at.toEpochMilli(),
          client == null ? "" : client.text(),
          api == null ? "" : api.text(),
          outcome == null ? "" : outcome.text());
    }

    Instant instant() {
      return Instant.ofEpochMilli(at);
    }

    boolean is(UsageQuery.Only only) {
      return (only.client() == null || only.client().text().equals(client))
          && only.wants(api.isEmpty() ? null : new ApiId(api))
          && (only.outcome() == null || only.outcome().text().equals(outcome));
    }

    Key by(UsageQuery query) {
      return new Key(
          query.by().contains(Part.TIME) ? at : Long.MIN_VALUE,
          query.by().contains(Part.APP) ? client : "",
          query.by().contains(Part.API) ? api : "",
          query.by().contains(Part.OUTCOME) ? outcome : "");
    }

    UsageSum sum(long requests) {
      return new UsageSum(
          at == Long.MIN_VALUE ? null : instant(),
          client.isEmpty() ? null : new ClientId(client),
          api.isEmpty() ? null : new ApiId(api),
          outcome.isEmpty() ? null : new Outcome(outcome),
          requests);
    }
  }

  MemoryUsage plus(List<UsageCount> counts) {
    Map<Row, Long> sums = new HashMap<>(rows);
    for (UsageCount each : counts) {
      for (Grain grain : Grain.values()) {
        Key key = Key.of(grain.start(each.at()), each.client(), each.api(), each.outcome());
        sums.merge(new Row(grain, key), each.requests(), Long::sum);
      }
    }
    return new MemoryUsage(sums);
  }

  /** Without at most {@code most} steps that began before {@code before}. */
  MemoryUsage without(Grain grain, Instant before, int most) {
    Map<Row, Long> left = new HashMap<>(rows);
    rows.keySet().stream()
        .filter(row -> row.grain() == grain && row.key().instant().isBefore(before))
        .limit(most)
        .forEach(left::remove);
    return new MemoryUsage(left);
  }

  int size() {
    return rows.size();
  }

  List<UsageSum> sums(UsageQuery query, Optional<UsageSum> after, int limit) {
    Map<Key, Long> sums = new TreeMap<>(Key.ORDER);
    rows.forEach((row, requests) -> {
      Instant at = row.key().instant();
      if (row.grain() == query.grain()
          && !at.isBefore(query.from())
          && at.isBefore(query.to())
          && row.key().is(query.only())) {
        sums.merge(row.key().by(query), requests, Long::sum);
      }
    });
    Optional<Key> last =
        after.map(it -> Key.of(it.at(), it.client(), it.api(), it.outcome()).by(query));
    Comparator<Map.Entry<Key, Long>> parts = Map.Entry.comparingByKey(Key.ORDER);
    Comparator<Map.Entry<Key, Long>> largest =
        Map.Entry.<Key, Long>comparingByValue().reversed().thenComparing(parts);
    return sums.entrySet().stream()
        .sorted(query.order() == UsageQuery.Order.LARGEST ? largest : parts)
        .filter(each -> last.isEmpty() || Key.ORDER.compare(each.getKey(), last.get()) > 0)
        .limit(limit)
        .map(each -> each.getKey().sum(each.getValue()))
        .toList();
  }
}
