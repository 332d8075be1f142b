package dev.postern.jdbc;

import dev.postern.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database to the schema of this version. */
final class Migrations {

  /** The last of the migrations; a test holds it to the files. */
  static final String LATEST = "13";

  private Migrations() {}

  /**
   * Migrates what is not current.
   *
   * @param database connections that do not enforce foreign keys: SQLite cannot switch that within
   *     a migration. What it let pass is looked for afterwards
   */
  static void apply(DataSource database) {
    try {
      // Flyway takes half a second to wake up, so it is left to sleep where there is nothing to do.
      if (current(database)) {
        return;
      }
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(database)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      checkForeignKeys(database);
    } catch (SQLException | FlywayException e) {
      throw new StoreException("the database could not be brought to this version's schema", e);
    }
  }

  private static boolean current(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      try (ResultSet tables =
          connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
        if (!tables.next()) {
          return false;
        }
      }
      try (PreparedStatement query =
          connection.prepareStatement(
              "SELECT 1 FROM flyway_schema_history WHERE version = ? AND success = ?")) {
        query.setString(1, LATEST);
        query.setBoolean(2, true);
        try (ResultSet row = query.executeQuery()) {
          return row.next();
        }
      }
    }
  }

  private static void checkForeignKeys(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet violations = statement.executeQuery("PRAGMA foreign_key_check")) {
      if (violations.next()) {
        throw new SQLException("a row of " + violations.getString(1) + " lost what it belongs to");
      }
    }
  }
}
