package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.store.AppUse;
import dev.postern.store.CredentialFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each of some apps proves itself with, by one statement. */
final class AppUses {

  private AppUses() {}

  static Map<ClientId, AppUse> of(List<ClientId> apps, Sql sql, String tenant) {
    Map<ClientId, AppUse> uses = new HashMap<>();
    if (apps.isEmpty()) {
      return uses;
    }
    String marks = String.join(", ", Collections.nCopies(apps.size(), "?"));
    Conditions wanted =
        new Conditions("tenant = ?", tenant)
            .and("client_id IN (" + marks + ")", apps.stream().map(ClientId::text).toArray());
    sql.list(
            "SELECT client_id, kind, last_used_at FROM credential WHERE " + wanted.text(),
            AppUses::used,
            wanted.arguments())
        .forEach(one ->
            uses.compute(
                one.app(),
                (_, before) -> (before == null ? AppUse.NONE : before).and(one.type(), one.at())));
    return uses;
  }

  /** One credential's part in it. */
  private record Used(ClientId app, CredentialFilter.Type type, @Nullable Instant at) {}

  private static Used used(ResultSet row) throws SQLException {
    long millis = row.getLong("last_used_at");
    @Nullable Instant at = row.wasNull() ? null : Instant.ofEpochMilli(millis);
    return new Used(
        new ClientId(row.getString("client_id")), CredentialDetail.type(row.getString("kind")), at);
  }
}
