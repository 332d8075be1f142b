package dev.postern.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.AuditLine;
import dev.postern.store.ChangeContract;
import dev.postern.store.ContractStore;
import dev.postern.store.LogContract;
import dev.postern.store.Page;
import dev.postern.store.Samples;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is SQLite's own: the file, its settings, and every way in which it can fail. */
class SqliteStoreTest implements ContractStore {

  private static final TenantName DEFAULT = TenantName.DEFAULT;

  @TempDir private Path temporary;

  private Path folder;
  private SqliteStore store;

  @BeforeEach
  void open() {
    folder = temporary.resolve("data");
    store = SqliteStore.open(folder);
    founded();
  }

  @AfterEach
  void close() {
    assertThat(store.integrityProblems()).isEmpty();
    LogContract.verifyChain(store, DEFAULT);
    store.close();
  }

  @Override
  public Store store() {
    return store;
  }

  private void reopen() {
    store.close();
    store = SqliteStore.open(folder);
  }

  /** Another connection to the same file, as a hostile neighbour would have it. */
  private void outside(String... statements) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("postern.db"));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everythingIsThereAfterReopening() {
    change(
        DEFAULT, tenant -> ChangeContract.STEPS.subList(0, 9).forEach(step -> step.accept(tenant)));
    List<Object> before = ChangeContract.everything(store);
    reopen();
    assertThat(ChangeContract.everything(store)).isEqualTo(before);
    assertThat(store.installation()).contains(Samples.installation());
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(3);
  }

  @Test
  void theFolderAndItsFilesAreTheirOwnersAlone() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("postern.db", "postern.db-wal", "postern.db-shm");
    }
    assertThat(permissions(folder)).isEqualTo("rwx------");
    for (String name : List.of("postern.db", "postern.db-wal", "postern.db-shm")) {
      assertThat(permissions(folder.resolve(name))).as(name).isEqualTo("rw-------");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void connectionsAreSetSoThatACommitIsOnTheDisk() throws SQLException {
    for (Transactions transactions : List.of(store.writing, store.reading)) {
      assertThat(pragma(transactions, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(transactions, "synchronous")).as("full").isEqualTo("2");
      assertThat(pragma(transactions, "foreign_keys")).isEqualTo("1");
      assertThat(pragma(transactions, "busy_timeout")).isEqualTo("5000");
    }
  }

  private static String pragma(Transactions transactions, String name) throws SQLException {
    try (Connection connection = transactions.connections().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.getString(1);
    }
  }

  /** Lines as a server writes them that does not know which app they are about. */
  private void olderLines(int count, String target) {
    for (int i = 0; i < count; i++) {
      store.change(
          DEFAULT,
          Samples.NOW,
          tenant -> {
            tenant.audit(new AuditLine("x", "x.y", target, JsonNull.NULL, JsonNull.NULL, ""));
            return true;
          });
    }
    outside("UPDATE audit_event SET client_id = NULL WHERE target = '" + target + "'");
  }

  private int found(String app) {
    AuditFilter about = new AuditFilter(null, null, null, new ClientId(app), null, null);
    return read(
            DEFAULT,
            tenant ->
                tenant.audit(
                    about, new AuditFilter.Part(null, 5_000, AuditFilter.Order.OLDEST_FIRST)))
        .items()
        .size();
  }

  @Test
  void whatAnOlderServerWroteIsFoundByItsAppAfterAWhile() {
    olderLines(1_003, "app/older");
    olderLines(1, "credential/older/cred_1");
    olderLines(1, "grant/older/api_1");
    olderLines(1, "key/older");
    assertThat(found("older")).isZero();
    store.purge(Samples.NOW);
    assertThat(found("older")).isEqualTo(1_005);
    // While an older server runs beside this one.
    olderLines(2, "grant/later/api_1");
    store.purge(Samples.NOW);
    assertThat(found("later")).isEqualTo(2);
  }

  @Test
  void howFarBackIsLookedForLinesOfAnOlderServerIsToTheLine() {
    olderLines(1, "app/before");
    olderLines(3, "app/recent");
    OlderLines older = new OlderLines(3);
    older.complete(store.reading, store.writing, DEFAULT);
    assertThat(found("recent")).isEqualTo(3);
    assertThat(found("before")).isZero();
    // From then on it goes by what came since, however much that is.
    olderLines(4, "app/since");
    older.complete(store.reading, store.writing, DEFAULT);
    assertThat(found("since")).isEqualTo(4);
    assertThat(found("before")).isZero();
    new OlderLines(8).complete(store.reading, store.writing, DEFAULT);
    assertThat(found("before")).isEqualTo(1);
  }

  @Test
  void whatIsHashedOfALineOfAnOlderServerStaysAsItWas() {
    olderLines(2, "app/older");
    olderLines(1, "grant/older/api_1");
    List<AuditEvent> before = read(DEFAULT, tenant -> Samples.log(tenant, 0, 100));
    store.purge(Samples.NOW);
    assertThat(found("older")).isEqualTo(3);
    List<AuditEvent> after = read(DEFAULT, tenant -> Samples.log(tenant, 0, 100));
    assertThat(after).isEqualTo(before);
    LogContract.verifyChain(store, DEFAULT);
    // And the next line goes on from there.
    olderLines(1, "app/older");
    LogContract.verifyChain(store, DEFAULT);
  }

  @Test
  void aReaderCannotWrite() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.reading.run(sql -> sql.update("DELETE FROM app")));
    assertThat(read(DEFAULT, tenant -> tenant.apps(new Page("", 9))).size()).isEqualTo(1);
  }

  @Test
  void aFullDiskIsAStoreExceptionAndTheStoreWorksOnOnceThereIsRoom() throws SQLException {
    long before = read(DEFAULT, TenantReader::head).number();
    limitPages();
    long acknowledged = before;
    @Nullable StoreException full = null;
    for (int i = 0; full == null && i < 10_000; i++) {
      String id = "app_" + i;
      try {
        acknowledged = change(DEFAULT, tenant -> fill(tenant, id));
      } catch (StoreException e) {
        full = e;
      }
    }
    assertThat(full).isNotNull();
    assertThat(full).hasStackTraceContaining("SQLITE_FULL");
    assertThat(acknowledged).isGreaterThan(before);
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(acknowledged);
    assertThat(store.integrityProblems()).isEmpty();
    // The limit was the connection's, and after the failure there is a new one.
    assertThat(change(DEFAULT, tenant -> fill(tenant, "app_after"))).isEqualTo(acknowledged + 1);
  }

  /** Leaves the file room for a few pages more. */
  private void limitPages() throws SQLException {
    try (Connection connection = store.writing.connections().getConnection();
        Statement statement = connection.createStatement()) {
      int pages;
      try (ResultSet row = statement.executeQuery("PRAGMA page_count")) {
        pages = row.getInt(1);
      }
      statement.execute("PRAGMA max_page_count = " + (pages + 5));
    }
  }

  private static void fill(TenantWriter tenant, String id) {
    ClientId app = new ClientId(id);
    tenant.put(Samples.app(app, tenant.number()));
    tenant.put(Samples.credential("cred_" + id, app, tenant.number()));
  }

  @Test
  void aChangeOfWhichAnyOneStatementFailsLeavesNothing() {
    change(DEFAULT, tenant -> tenant.put(Samples.account("acc-1", tenant.number())));
    List<Object> before = ChangeContract.everything(store);
    List<String> statements =
        List.of(
            "UPDATE OF number ON tenant_counter",
            "UPDATE ON tenant",
            "INSERT ON api",
            "INSERT ON app",
            "INSERT ON credential",
            "INSERT ON app_grant",
            "INSERT ON sealed_key",
            "INSERT ON account",
            "INSERT ON account_key",
            "INSERT ON stored_reply",
            "UPDATE OF revocation_seq ON tenant_counter",
            "INSERT ON revocation",
            "DELETE ON credential",
            "DELETE ON app_grant",
            "DELETE ON api",
            "DELETE ON app",
            "DELETE ON account",
            "INSERT ON tenant",
            "INSERT ON tenant_counter",
            "INSERT ON audit_event",
            "INSERT ON tenant_change",
            "UPDATE OF hash ON tenant_counter");
    for (String statement : statements) {
      // FAIL keeps what the statement has done so far; ROLLBACK ends the transaction at once.
      for (String failure : List.of("FAIL", "ROLLBACK")) {
        outside(
            "CREATE TRIGGER strike BEFORE %s BEGIN SELECT RAISE(%s, 'struck'); END"
                .formatted(statement, failure));
        assertThatExceptionOfType(StoreException.class)
            .as(statement)
            .isThrownBy(() -> change(DEFAULT, SqliteStoreTest::allSteps))
            .withStackTraceContaining("struck");
        assertThat(ChangeContract.everything(store)).as(statement).isEqualTo(before);
        outside("DROP TRIGGER strike");
      }
    }
    assertThat(change(DEFAULT, SqliteStoreTest::allSteps)).isEqualTo(3);
  }

  /** All steps but the last, the audit line, which {@link #change} writes. */
  private static void allSteps(TenantWriter tenant) {
    ChangeContract.STEPS
        .subList(0, ChangeContract.STEPS.size() - 1)
        .forEach(step -> step.accept(tenant));
  }

  @Test
  void aCommitThatFailsLeavesNothing() {
    List<Object> before = ChangeContract.everything(store);
    outside(
        "CREATE TABLE broken (x TEXT REFERENCES tenant (name) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER strike AFTER INSERT ON app BEGIN INSERT INTO broken VALUES ('no'); END");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> change(DEFAULT, tenant -> fill(tenant, "app_x")));
    assertThat(ChangeContract.everything(store)).isEqualTo(before);
    outside("DROP TRIGGER strike", "DROP TABLE broken");
    assertThat(change(DEFAULT, tenant -> fill(tenant, "app_x"))).isEqualTo(2);
  }

  @Test
  void noFailureRepeatsWhatWasToBeKept() {
    outside("CREATE TRIGGER strike BEFORE INSERT ON app BEGIN SELECT RAISE(ABORT, 'no'); END");
    List<Consumer<TenantWriter>> failing =
        List.of(
            tenant -> tenant.put(Samples.app(new ClientId("canary"), tenant.number())),
            tenant -> {
              ClientId nobody = new ClientId("nobody");
              tenant.put(Samples.credential("canary", nobody, tenant.number()));
            },
            tenant -> {
              String address = "canary@example.com";
              tenant.put(Samples.account("acc-1", tenant.number(), address, address));
            });
    for (Consumer<TenantWriter> work : failing) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> change(DEFAULT, work))
          .satisfies(failure -> assertThat(trace(failure)).doesNotContain("canary", "hmac"));
    }
    outside("DROP TRIGGER strike");
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void whoWaitsTooLongForHisTurnIsRefused() {
    change(
        DEFAULT,
        tenant ->
            assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> change(DEFAULT, another -> {})));
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(2);
  }

  @Test
  void aFileThatAnotherProcessHasLockedIsAStoreException() throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("postern.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> change(DEFAULT, tenant -> {}))
          .withStackTraceContaining("SQLITE_BUSY");
      statement.execute("ROLLBACK");
    }
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(2);
  }

  @Test
  void integrityProblemsAreTold() throws SQLException {
    outside(
        "INSERT INTO credential VALUES"
            + " ('default', 'no', 'c', 'h', 'h', 1, 1, 1, 1, 1, NULL, NULL)");
    assertThat(store.integrityProblems())
        .containsExactly("a row of credential lost what it belongs to");
    outside("DELETE FROM credential WHERE client_id = 'no'");
  }

  @Test
  void aRowThatMakesNoSenseIsAStoreException() {
    outside("UPDATE api SET scopes = '{'");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(DEFAULT, tenant -> tenant.apis(new Page("", 9))));
    outside("UPDATE api SET scopes = '[]', proof = 'NO_SUCH'");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(DEFAULT, tenant -> tenant.apis(new Page("", 9))));
  }

  @Test
  void anAppThatMakesNoSenseIsAStoreExceptionHoweverItIsRead() {
    change(DEFAULT, tenant -> fill(tenant, "a"));
    outside("UPDATE app SET status = 'NO_SUCH' WHERE client_id = 'a'");
    ClientId app = new ClientId("a");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(DEFAULT, tenant -> tenant.app(app)));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(DEFAULT, tenant -> tenant.apps(new Page("", 9))));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            read(
                DEFAULT,
                tenant -> {
                  tenant.everyApp(entry -> {});
                  return 0;
                }));
  }
}
