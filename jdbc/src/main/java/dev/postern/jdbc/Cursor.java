package dev.postern.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one statement, one after another and by the numbers of their columns: for tables that
 * are read whole. Nothing of a row outlives the next.
 */
final class Cursor implements AutoCloseable {

  private final PreparedStatement statement;
  private final ResultSet row;
  private boolean there;

  /** Runs {@code sql}; no row is there before the first {@link #next}. */
  Cursor(Connection connection, String sql, Object... arguments) throws SQLException {
    statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      row = statement.executeQuery();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Goes on to the next row, and says whether there is one. */
  boolean next() throws SQLException {
    there = row.next();
    return there;
  }

  /** Whether there is a row. */
  boolean there() {
    return there;
  }

  /**
   * A text that is not NULL, in UTF-8. As bytes, because SQLite's driver asks for a string in three
   * calls, by way of a buffer, and for these in one.
   */
  byte[] bytes(int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      throw new SQLException("nothing in column " + column);
    }
    return bytes;
  }

  String text(int column) throws SQLException {
    return new String(bytes(column), StandardCharsets.UTF_8);
  }

  long number(int column) throws SQLException {
    return row.getLong(column);
  }

  /** A number, or null for NULL. */
  @Nullable Long optionalNumber(int column) throws SQLException {
    long number = row.getLong(column);
    return number == 0 && row.wasNull() ? null : number;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
