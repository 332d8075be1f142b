package dev.postern.jdbc;

import dev.postern.store.CertificateAuthority;
import dev.postern.store.CertificateAuthorityId;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of certificate authorities. */
final class AuthorityRows {

  static final String REMOVE = "DELETE FROM certificate_authority WHERE tenant = ? AND id = ?";

  private static final String PUT =
      Sql.upsert("certificate_authority", "tenant, id", "name, pem, created_at, version");

  private AuthorityRows() {}

  static void put(Sql sql, String tenant, CertificateAuthority authority) {
    sql.update(
        PUT,
        tenant,
        authority.id().text(),
        authority.name(),
        authority.pem(),
        authority.createdAt().toEpochMilli(),
        authority.version());
  }

  static CertificateAuthority authority(ResultSet row) throws SQLException {
    return new CertificateAuthority(
        new CertificateAuthorityId(row.getString("id")),
        row.getString("name"),
        row.getString("pem"),
        Rows.instant(row, "created_at"),
        row.getLong("version"));
  }
}
