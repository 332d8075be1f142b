package dev.postern.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postern.store.StoreException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * A pool of connections on which work runs in transactions. A pool of one is a lock, too: who waits
 * longer than {@link #WAIT} for his turn gets a {@link StoreException}.
 */
final class Transactions implements AutoCloseable {

  /** How long anybody waits for a connection or for a lock of the database. */
  static final Duration WAIT = Duration.ofSeconds(5);

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Transactions(String name, DataSource connections, int size, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(connections);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setMaxLifetime(0);
    config.setReadOnly(readOnly);
    this.pool = new HikariDataSource(config);
    this.jdbi = Jdbi.create(pool);
    // Arguments are hashes, sealed keys and profiles: no exception may repeat them.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
  }

  /** One connection, for one change after another. */
  static Transactions writing(DataSource connections) {
    return new Transactions("writer", connections, 1, false);
  }

  /** Several connections that can only read. */
  static Transactions reading(DataSource connections, int size) {
    return new Transactions("readers", connections, size, true);
  }

  /** Work in a transaction. */
  @FunctionalInterface
  interface Work<T, X extends Exception> {
    T on(Sql sql) throws X;
  }

  /** Commits what {@code work} did, or undoes it all where it threw, and throws that on. */
  <T, X extends Exception> T run(Work<T, X> work) throws X {
    try (Handle handle = jdbi.open()) {
      Sql sql = new Sql(handle);
      try {
        sql.begin();
        T result = work.on(sql);
        sql.commit();
        return result;
      } catch (Throwable e) {
        sql.rollback();
        throw e;
      } finally {
        if (sql.failed()) {
          // After an I/O error nobody knows what a connection believes: the next use opens another.
          pool.evictConnection(handle.getConnection());
        }
      }
    } catch (JdbiException e) {
      throw new StoreException("no connection to the database in time, or none in order", e);
    }
  }

  /** The connections, for what must be done to one of them by hand. */
  DataSource connections() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
