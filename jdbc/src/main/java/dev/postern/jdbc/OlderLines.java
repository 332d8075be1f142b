package dev.postern.jdbc;

import dev.postern.store.AuditFilter;
import dev.postern.store.TenantName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lines of the audit log that an older server wrote into a newer database: it does not know of the
 * column for the app that a line is about, and so nobody would find them by it. What is hashed of a
 * line, and the hash, stay as they are.
 *
 * <p>At first the last lines of a tenant are looked at, usually {@value #RECENT}, then those that
 * came since; and of these only such as say nothing in that column, which an index knows.
 */
final class OlderLines {

  /** How far back is usually looked at first, in numbers of lines. */
  static final int RECENT = 100_000;

  /** So many lines are completed in one transaction, between which others may change things. */
  private static final int PORTION = 1_000;

  private static final String INCOMPLETE =
      """
      SELECT seq, target FROM audit_event
      WHERE tenant = ? AND client_id IS NULL AND seq > ? AND seq <= ?
        AND (substr(target, 1, 4) = 'app/' OR substr(target, 1, 6) = 'grant/'
          OR substr(target, 1, 11) = 'credential/')
      ORDER BY seq LIMIT ?\
      """;

  private static final String COMPLETE =
      "UPDATE audit_event SET client_id = ? WHERE tenant = ? AND seq = ? AND client_id IS NULL";

  private final int recent;
  private final Map<TenantName, Long> looked = new ConcurrentHashMap<>();

  private record Line(long seq, String target) {}

  /** Lines that are at first looked for among the last {@code recent} ones. */
  OlderLines(int recent) {
    this.recent = recent;
  }

  /** Completes what came since it was looked at last. */
  void complete(Transactions reading, Transactions writing, TenantName tenant) {
    long last =
        reading.run(sql ->
            sql.first(
                    "SELECT number FROM tenant_counter WHERE tenant = ?",
                    row -> row.getLong("number"),
                    tenant.text())
                .orElse(0L));
    long after = looked.getOrDefault(tenant, last - recent);
    while (after < last) {
      long from = after;
      List<Line> lines = reading.run(sql -> incomplete(sql, tenant, from, last));
      if (!lines.isEmpty()) {
        int _ = writing.run(sql -> complete(sql, tenant, lines));
      }
      after = lines.size() < PORTION ? last : lines.getLast().seq();
    }
    looked.put(tenant, last);
  }

  private static List<Line> incomplete(Sql sql, TenantName tenant, long after, long last) {
    return sql.list(
        INCOMPLETE,
        row -> new Line(row.getLong("seq"), row.getString("target")),
        tenant.text(),
        after,
        last,
        PORTION);
  }

  private static int complete(Sql sql, TenantName tenant, List<Line> lines) {
    sql.batch(
        COMPLETE, lines, line -> new Object[] {app(line.target()), tenant.text(), line.seq()});
    return lines.size();
  }

  /** Every target that is looked for names one. */
  private static String app(String target) {
    return AuditFilter.app(target).orElseThrow();
  }
}
