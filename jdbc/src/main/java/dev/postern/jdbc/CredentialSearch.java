package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.store.CredentialFilter;
import dev.postern.store.Found;
import dev.postern.store.ListedCredential;
import dev.postern.store.Page;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search of the credentials of all apps, which looks at {@value dev.postern.store.Found#SCAN} of
 * them at most. The columns are those of {@link AppRows}, and two more.
 *
 * @param wanted which of them are wanted
 */
record CredentialSearch(Conditions wanted) {

  private static final String COLUMNS =
      """
      SELECT own.client_id, own.id, own.secret_hash, own.hint, own.created_at, own.expires_at,
        own.epoch, own.version, own.kind, own.detail, own.last_used_at, app.name
      FROM credential AS own CROSS JOIN app
      WHERE app.tenant = own.tenant AND app.client_id = own.client_id AND \
      """;

  /** The search for what {@code filter} says. */
  static CredentialSearch of(CredentialFilter filter) {
    Conditions wanted = new Conditions();
    CredentialFilter.@Nullable Type type = filter.type();
    if (type != null) {
      wanted.and(CredentialDetail.condition(type));
    }
    // NULL, which is no end, is neither less nor more than anything.
    if (filter.expiresAfter() != null) {
      wanted.and("expires_at >= ?", filter.expiresAfter().toEpochMilli());
    }
    if (filter.expiresBefore() != null) {
      wanted.and("expires_at < ?", filter.expiresBefore().toEpochMilli());
    }
    if (filter.unusedSince() != null) {
      long since = filter.unusedSince().toEpochMilli();
      wanted.and("own.created_at < ?", since);
      wanted.and("(last_used_at IS NULL OR last_used_at < ?)", since);
    }
    return new CredentialSearch(wanted);
  }

  Found<ListedCredential> in(Sql sql, String tenant, Page page) {
    Optional<String> last =
        sql.first(
            "SELECT id FROM credential WHERE tenant = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ?",
            row -> row.getString("id"),
            tenant,
            page.after(),
            Found.SCAN - 1);
    Conditions all = new Conditions("own.tenant = ?", tenant).and("own.id > ?", page.after());
    last.ifPresent(id -> all.and("own.id <= ?", id));
    all.and(wanted);
    String statement = COLUMNS + all.text() + " ORDER BY own.id LIMIT ?";
    List<ListedCredential> found = new ArrayList<>();
    sql.plain(connection -> read(connection, statement, all.arguments(page.limit()), found));
    return new Found<>(found, found.size() == page.limit() ? null : last.orElse(null));
  }

  private static void read(
      Connection connection, String statement, Object[] arguments, List<ListedCredential> found)
      throws SQLException {
    AppRows rows = new AppRows();
    try (Cursor row = new Cursor(connection, statement, arguments)) {
      while (row.next()) {
        ClientId owner = new ClientId(new String(row.owner(), StandardCharsets.US_ASCII));
        @Nullable Long used = row.optionalNumber(11);
        found.add(
            new ListedCredential(
                rows.credential(row, owner),
                row.text(12),
                used == null ? null : Instant.ofEpochMilli(used)));
      }
    }
  }
}
