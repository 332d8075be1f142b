package dev.postern.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one statement, one after another and by the numbers of their columns: for tables that
 * are read whole. The first column says whose a row is.
 */
final class Cursor implements AutoCloseable {

  private final PreparedStatement statement;
  private final ResultSet row;
  private byte @Nullable [] owner;

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
    owner = row.next() ? bytes(1) : null;
    return owner != null;
  }

  /** Whether there is a row, and it is {@code other}'s. */
  boolean of(byte[] other) {
    return owner != null && Arrays.equals(owner, other);
  }

  /** The first column of the row that is there. */
  byte[] owner() throws SQLException {
    if (owner == null) {
      throw new SQLException("there is no row");
    }
    return owner;
  }

  /**
   * A text that is not NULL, in UTF-8. As bytes, because SQLite's driver asks for a string in three
   * calls, by way of a buffer, and for these in one.
   */
  private byte[] bytes(int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      throw new SQLException("nothing in column " + column);
    }
    return bytes;
  }

  String text(int column) throws SQLException {
    return new String(bytes(column), StandardCharsets.UTF_8);
  }

  /** A text, or null for NULL. */
  @Nullable String optionalText(int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
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
