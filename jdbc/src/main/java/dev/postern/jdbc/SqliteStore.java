package dev.postern.jdbc;

import dev.postern.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * The store in one SQLite file, {@code postern.db} in the data folder.
 *
 * <p>SQLite has one writer at a time, so there is one connection that writes, and whoever waits for
 * it waits in our own queue. Readers see the last commit (WAL) and hinder nobody. A commit is on
 * the disk when it returns ({@code synchronous=FULL}).
 */
public final class SqliteStore extends JdbcStore {

  private static final int READERS = 4;

  private SqliteStore(Transactions writing, Transactions reading, int keptChanges) {
    super(writing, reading, keptChanges);
  }

  /**
   * Opens the store, which is made where it is missing and brought to this version's schema.
   *
   * @param dataFolder whose lock the caller holds, see {@link DataLock}
   * @throws StoreException where that cannot be done
   */
  public static SqliteStore open(Path dataFolder) {
    return open(dataFolder, KEPT_CHANGES);
  }

  static SqliteStore open(Path dataFolder, int keptChanges) {
    try {
      Path file = DataFolder.file(dataFolder, "postern.db");
      Migrations.apply(connections(file, settings(false)));
      Transactions writing = Transactions.writing(connections(file, writer()));
      try {
        return new SqliteStore(
            writing, Transactions.reading(connections(file, reader()), READERS), keptChanges);
      } catch (RuntimeException e) {
        writing.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new StoreException("the database in " + dataFolder + " cannot be opened", e);
    }
  }

  private static SQLiteConfig settings(boolean foreignKeys) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(foreignKeys);
    config.setBusyTimeout((int) Transactions.WAIT.toMillis());
    // A connection has one user at a time, and the driver sees to that, too: a lock of SQLite's own
    // for every column that is read would be a third.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    return config;
  }

  private static SQLiteConfig writer() {
    SQLiteConfig config = settings(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return config;
  }

  private static SQLiteConfig reader() {
    SQLiteConfig config = settings(true);
    config.setReadOnly(true);
    return config;
  }

  private static DataSource connections(Path file, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /**
   * What is wrong with the file, as SQLite tells it: rows that contradict each other, lost pages.
   */
  public List<String> integrityProblems() {
    return reading.run(sql -> {
      List<String> problems = new ArrayList<>();
      sql.list("PRAGMA integrity_check", row -> row.getString(1)).stream()
          .filter(line -> !line.equals("ok"))
          .forEach(problems::add);
      sql.list(
              "PRAGMA foreign_key_check",
              row -> "a row of " + row.getString(1) + " lost what it belongs to")
          .forEach(problems::add);
      return problems;
    });
  }
}
