package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.Grain;
import dev.postern.store.Outcome;
import dev.postern.store.UsageCount;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageQuery.Part;
import dev.postern.store.UsageSum;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of usage: counts are added to the sums of their minute, their hour and their day. */
final class UsageRows {

  private static final String KEY = "tenant, grain, begins_at, client_id, api_id, outcome";

  private static final String ADD =
      """
      INSERT INTO usage_count (%s, requests) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (%s) DO UPDATE SET requests = usage_count.requests + excluded.requests\
      """
          .formatted(KEY, KEY);

  private static final String FORGET =
      """
      DELETE FROM usage_count WHERE (%s) IN
        (SELECT %s FROM usage_count WHERE tenant = ? AND grain = ? AND begins_at < ?
         ORDER BY begins_at LIMIT ?)\
      """
          .formatted(KEY, KEY);

  private UsageRows() {}

  /** A row but for its tenant and its sum. */
  private record Key(Grain grain, long at, String client, String api, String outcome) {

    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::grain)
            .thenComparingLong(Key::at)
            .thenComparing(Key::client)
            .thenComparing(Key::api)
            .thenComparing(Key::outcome);
  }

  static void add(Sql sql, String tenant, List<UsageCount> counts) {
    // In one order everywhere: where several add at once, none then waits for another in a circle.
    Map<Key, Long> sums = new TreeMap<>(Key.ORDER);
    for (UsageCount each : counts) {
      for (Grain grain : Grain.values()) {
        Key key =
            new Key(
                grain,
                grain.start(each.at()).toEpochMilli(),
                text(each.client()),
                text(each.api()),
                each.outcome().text());
        sums.merge(key, each.requests(), Long::sum);
      }
    }
    sql.batch(
        ADD,
        sums.entrySet(),
        sum -> {
          Key key = sum.getKey();
          return new Object[] {
            tenant,
            key.grain().name(),
            key.at(),
            key.client(),
            key.api(),
            key.outcome(),
            sum.getValue()
          };
        });
  }

  static int forget(Sql sql, String tenant, Grain grain, Instant before, int most) {
    return sql.update(FORGET, tenant, grain.name(), before.toEpochMilli(), most);
  }

  static List<UsageSum> sums(
      Sql sql, String tenant, UsageQuery query, Optional<UsageSum> after, int limit) {
    List<@Nullable Object> arguments = new ArrayList<>();
    arguments.add(tenant);
    arguments.add(query.grain().name());
    arguments.add(query.from().toEpochMilli());
    arguments.add(query.to().toEpochMilli());
    String conditions =
        only("client_id", text(query.only().client()), arguments)
            + onlyApis(query.only().apis(), arguments)
            + only("outcome", text(query.only().outcome()), arguments);
    String by = query.by().stream().map(UsageRows::column).collect(Collectors.joining(", "));
    if (after.isPresent()) {
      String marks = query.by().stream().map(part -> "?").collect(Collectors.joining(", "));
      conditions += " AND (" + by + ") > (" + marks + ")";
      query.by().forEach(part -> arguments.add(value(part, after.get())));
    }
    arguments.add(limit);
    boolean largest = query.order() == UsageQuery.Order.LARGEST;
    return sql.list(
        """
        SELECT %s, SUM(requests) AS requests FROM usage_count
        WHERE tenant = ? AND grain = ? AND begins_at >= ? AND begins_at < ?%s
        GROUP BY %s ORDER BY %s%s LIMIT ?\
        """
            .formatted(by, conditions, by, largest ? "SUM(requests) DESC, " : "", by),
        row -> sum(row, query),
        arguments.toArray());
  }

  private static String only(String column, String wanted, List<@Nullable Object> arguments) {
    if (wanted.isEmpty()) {
      return "";
    }
    arguments.add(wanted);
    return " AND " + column + " = ?";
  }

  private static String onlyApis(@Nullable Set<ApiId> apis, List<@Nullable Object> arguments) {
    if (apis == null) {
      return "";
    }
    List<String> ids = apis.stream().map(ApiId::text).sorted().toList();
    arguments.addAll(ids);
    return " AND api_id IN (" + ids.stream().map(id -> "?").collect(Collectors.joining(", ")) + ")";
  }

  private static String column(Part part) {
    return switch (part) {
      case TIME -> "begins_at";
      case APP -> "client_id";
      case API -> "api_id";
      case OUTCOME -> "outcome";
    };
  }

  private static Object value(Part part, UsageSum sum) {
    return switch (part) {
      case TIME -> sum.at() == null ? Long.MIN_VALUE : sum.at().toEpochMilli();
      case APP -> text(sum.client());
      case API -> text(sum.api());
      case OUTCOME -> text(sum.outcome());
    };
  }

  private static UsageSum sum(ResultSet row, UsageQuery query) throws SQLException {
    String client = query.by().contains(Part.APP) ? row.getString("client_id") : "";
    String api = query.by().contains(Part.API) ? row.getString("api_id") : "";
    return new UsageSum(
        query.by().contains(Part.TIME) ? Instant.ofEpochMilli(row.getLong("begins_at")) : null,
        client.isEmpty() ? null : new ClientId(client),
        api.isEmpty() ? null : new ApiId(api),
        query.by().contains(Part.OUTCOME) ? new Outcome(row.getString("outcome")) : null,
        row.getLong("requests"));
  }

  /** What is not known is an empty text: no part of a key is NULL. */
  private static String text(@Nullable Object id) {
    return id == null ? "" : id.toString();
  }
}
