package dev.postern.jdbc;

import dev.postern.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction.
 *
 * <p>Once a statement has failed, all that follow are refused and so is the commit: some failures
 * make a database end the transaction by itself, and what came after would be kept alone.
 */
final class Sql {

  private final Handle handle;
  private boolean failed;

  Sql(Handle handle) {
    this.handle = handle;
  }

  /** Inserts a row, or replaces all but the key of the one that has its key. */
  static String upsert(String table, String key, String rest) {
    List<String> columns = List.of((key + ", " + rest).split(", ", -1));
    String marks = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
    String updates =
        List.of(rest.split(", ", -1)).stream()
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s, %s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
        .formatted(table, key, rest, marks, key, updates);
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  <T> List<T> list(String sql, Row<T> reader, @Nullable Object... arguments) {
    return run(() -> {
      try (var query = handle.createQuery(sql)) {
        bind(query, arguments);
        return query.map((row, context) -> reader.read(row)).list();
      }
    });
  }

  /** The first row, or empty. */
  <T> Optional<T> first(String sql, Row<T> reader, @Nullable Object... arguments) {
    return list(sql, reader, arguments).stream().findFirst();
  }

  /** Runs a statement and says how many rows it touched. */
  int update(String sql, @Nullable Object... arguments) {
    return run(() -> {
      try (var update = handle.createUpdate(sql)) {
        bind(update, arguments);
        return update.execute();
      }
    });
  }

  /** Runs one statement for every item. */
  <T> void batch(String sql, Iterable<T> items, Function<T, @Nullable Object[]> arguments) {
    run(() -> {
      try (var batch = handle.prepareBatch(sql)) {
        items.forEach(item -> batch.add(arguments.apply(item)));
        return batch.execute();
      }
    });
  }

  /** Work with the connection itself, for what is read row by row. */
  @FunctionalInterface
  interface Plain {
    void on(Connection connection) throws SQLException;
  }

  /** Does {@code work}; a row that makes no sense is as bad as a statement that is refused. */
  void plain(Plain work) {
    checkSound();
    try {
      work.on(handle.getConnection());
    } catch (SQLException | RuntimeException e) {
      throw refused(e);
    }
  }

  void begin() {
    run(handle::begin);
  }

  void commit() {
    run(handle::commit);
  }

  /** Undoes everything; where even that fails, the connection is not to be used again. */
  void rollback() {
    try {
      handle.rollback();
    } catch (RuntimeException e) {
      failed = true;
    }
  }

  /** Whether a statement failed, the first and the last ones included. */
  boolean failed() {
    return failed;
  }

  private static void bind(SqlStatement<?> statement, @Nullable Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      statement.bind(i, arguments[i]);
    }
  }

  private <T> T run(Supplier<T> statement) {
    checkSound();
    try {
      return statement.get();
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  private void checkSound() {
    if (failed) {
      throw new StoreException("an earlier statement of this transaction failed");
    }
  }

  private StoreException refused(Exception cause) {
    failed = true;
    return new StoreException("the database refused a statement", cause);
  }
}
