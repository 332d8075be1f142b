package dev.postern.jdbc;

import dev.postern.store.Change;
import dev.postern.store.CredentialId;
import dev.postern.store.Founding;
import dev.postern.store.Grain;
import dev.postern.store.Head;
import dev.postern.store.Installation;
import dev.postern.store.IssuerPath;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.UsageCount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store in a relational database does, whichever it is. */
abstract sealed class JdbcStore implements Store permits SqliteStore {

  /** How many changes of a tenant are kept; a node that missed more reads everything anew. */
  static final int KEPT_CHANGES = 100_000;

  private static final int USES_AT_ONCE = 1_000;

  final Transactions writing;
  final Transactions reading;
  private final int keptChanges;
  private final OlderLines older = new OlderLines(OlderLines.RECENT);

  JdbcStore(Transactions writing, Transactions reading, int keptChanges) {
    this.writing = writing;
    this.reading = reading;
    this.keptChanges = keptChanges;
  }

  @Override
  public Optional<Installation> installation() {
    return reading.run(sql -> sql.first("SELECT * FROM installation", Rows::installation));
  }

  @Override
  public void found(Installation installation, Founding founding) {
    writing.run(sql -> {
      sql.update(
          """
          INSERT INTO installation
            (id, generation, master_key_check, pepper_check, founded_at)
          VALUES (1, ?, ?, ?, ?)\
          """,
          installation.generation(),
          installation.masterKeyCheck(),
          installation.pepperCheck(),
          installation.foundedAt().toEpochMilli());
      JdbcTenantWriter.found(sql, founding, millis(installation.foundedAt()));
      return true;
    });
  }

  @Override
  public List<TenantName> tenants() {
    return reading.run(sql ->
        sql.list(
            "SELECT name FROM tenant ORDER BY name", row -> new TenantName(row.getString("name"))));
  }

  @Override
  public List<IssuerPath> issuerPaths() {
    return reading.run(JdbcStore::paths);
  }

  /** Whether a tenant lies at {@code path}, above it or below it. */
  static boolean overlapped(Sql sql, IssuerPath path) {
    return paths(sql).stream().anyMatch(path::overlaps);
  }

  private static List<IssuerPath> paths(Sql sql) {
    return sql.list(
        "SELECT issuer_path FROM tenant WHERE issuer_path IS NOT NULL",
        row -> new IssuerPath(row.getString("issuer_path")));
  }

  @Override
  public <T, X extends Exception> T read(TenantName tenant, Reading<T, X> work) throws X {
    return reading.run(sql -> work.on(JdbcTenantReader.of(sql, tenant, reading)));
  }

  @Override
  public <T, X extends Exception> T change(TenantName tenant, Instant now, Changing<T, X> work)
      throws X {
    return writing.run(sql -> {
      JdbcTenantWriter writer = JdbcTenantWriter.begin(sql, tenant, millis(now));
      T result = work.on(writer);
      writer.checkAudited();
      return result;
    });
  }

  @Override
  public Map<TenantName, Head> heads() {
    Map<TenantName, Head> heads = new HashMap<>();
    reading
        .run(sql ->
            sql.list(
                "SELECT tenant, number, hash FROM tenant_counter",
                row -> Map.entry(new TenantName(row.getString("tenant")), Rows.head(row))))
        .forEach(entry -> heads.put(entry.getKey(), entry.getValue()));
    return heads;
  }

  @Override
  public List<Change> changes(TenantName tenant, long after, int limit) {
    return reading.run(sql ->
        sql.list(
            "SELECT * FROM tenant_change WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?",
            Rows::change,
            tenant.text(),
            after,
            limit));
  }

  /** In portions, so that nobody waits long behind it. */
  @Override
  public void recordUse(TenantName tenant, Map<CredentialId, Instant> lastUsed) {
    List<Map.Entry<CredentialId, Instant>> uses = List.copyOf(lastUsed.entrySet());
    for (int from = 0; from < uses.size(); from += USES_AT_ONCE) {
      var portion = uses.subList(from, Math.min(uses.size(), from + USES_AT_ONCE));
      writing.run(sql -> {
        sql.batch(
            """
            UPDATE credential SET last_used_at = ?
            WHERE tenant = ? AND id = ? AND (last_used_at IS NULL OR last_used_at < ?)\
            """,
            portion,
            use -> {
              long millis = use.getValue().toEpochMilli();
              return new Object[] {millis, tenant.text(), use.getKey().text(), millis};
            });
        return true;
      });
    }
  }

  @Override
  public void recordUsage(TenantName tenant, List<UsageCount> counts) {
    writing.run(sql -> {
      if (there(sql, tenant)) {
        UsageRows.add(sql, tenant.text(), counts);
      }
      return true;
    });
  }

  private static boolean there(Sql sql, TenantName tenant) {
    return sql.first("SELECT 1 FROM tenant WHERE name = ?", row -> true, tenant.text()).isPresent();
  }

  @Override
  public int forgetUsage(Grain grain, Instant before, int most) {
    int left = most;
    for (TenantName tenant : tenants()) {
      int atMost = left;
      left -= writing.run(sql -> UsageRows.forget(sql, tenant.text(), grain, before, atMost));
      if (left == 0) {
        break;
      }
    }
    return most - left;
  }

  @Override
  public void purge(Instant now) {
    long millis = now.toEpochMilli();
    for (TenantName tenant : tenants()) {
      String name = tenant.text();
      writing.run(sql -> {
        sql.update("DELETE FROM revocation WHERE tenant = ? AND ends_at < ?", name, millis);
        sql.update("DELETE FROM stored_reply WHERE tenant = ? AND ends_at < ?", name, millis);
        return sql.update(
            """
            DELETE FROM tenant_change WHERE tenant = ? AND number <=
              (SELECT number FROM tenant_counter WHERE tenant = ?) - ?\
            """,
            name,
            name,
            keptChanges);
      });
      older.complete(reading, writing, tenant);
    }
  }

  /** Readers first: the last connection to go tidies up, and that takes one that can write. */
  @Override
  public void close() {
    reading.close();
    writing.close();
  }

  private static Instant millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }
}
