package dev.postern.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditFilter;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Samples;
import dev.postern.store.SealedKey;
import dev.postern.store.SecretCredential;
import dev.postern.store.StoreException;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

  @TempDir private Path folder;

  private void history(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("postern.db"));
        Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  @Test
  void theLatestMigrationIsTheOneThatIsLookedFor() throws IOException, URISyntaxException {
    Path first =
        Path.of(
            Objects.requireNonNull(
                    Migrations.class.getResource("/db/migration/V1__first_schema.sql"))
                .toURI());
    try (Stream<Path> files = Files.list(first.getParent())) {
      int latest =
          files
              .map(file -> file.getFileName().toString())
              .map(name -> Integer.valueOf(name.substring(1, name.indexOf("__"))))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      assertThat(Migrations.LATEST).isEqualTo(Integer.toString(latest));
    }
  }

  @Test
  void aCurrentDatabaseIsLeftAlone() throws SQLException {
    SqliteStore.open(folder).close();
    // Flyway would refuse this history.
    history("UPDATE flyway_schema_history SET checksum = 1");
    SqliteStore.open(folder).close();
  }

  /** As a server writes that does not know of the column; and as all was before it came. */
  @Test
  void aKeyOfWhichNobodySaysSinceWhenIsInItsStateFromItsMaking() throws SQLException {
    try (SqliteStore store = SqliteStore.open(folder)) {
      store.found(Samples.installation(), Samples.founding(TenantName.DEFAULT));
    }
    history("UPDATE sealed_key SET state_since = NULL");
    try (SqliteStore store = SqliteStore.open(folder)) {
      List<SealedKey> keys =
          store.<List<SealedKey>, RuntimeException>read(TenantName.DEFAULT, TenantReader::keys);
      assertThat(keys)
          .isNotEmpty()
          .allSatisfy(key -> assertThat(key.stateSince()).isEqualTo(key.createdAt()));
    }
  }

  @Test
  void theLogOfAnOlderDatabaseKnowsWhichAppsItIsAbout() throws SQLException {
    SqliteStore.open(folder).close();
    for (String statement :
        List.of(
            "DELETE FROM flyway_schema_history WHERE version = '13'",
            "DROP INDEX audit_event_by_client",
            "ALTER TABLE audit_event DROP COLUMN client_id",
            "INSERT INTO tenant VALUES ('default', 'key', 'ACTIVE', 1, 1, NULL, 'STANDARD')",
            "INSERT INTO tenant_counter VALUES ('default', 1, 'hash', 0)")) {
      history(statement);
    }
    List<String> targets =
        List.of(
            "app/a.b_c~d-1",
            "grant/a.b_c~d-1/api_1",
            "credential/a.b_c~d-1/cred_1",
            "app/other",
            "App/a.b_c~d-1",
            "key/a.b_c~d-1");
    for (int i = 0; i < targets.size(); i++) {
      history(
          "INSERT INTO audit_event VALUES ('default', %d, 1, 'x', 'x.y', '%s', 'null', 'null', '', 'h')"
              .formatted(i + 1, targets.get(i)));
    }
    AuditFilter about = new AuditFilter(null, null, null, new ClientId("a.b_c~d-1"), null, null);
    try (SqliteStore store = SqliteStore.open(folder)) {
      List<Long> found =
          store.<List<Long>, RuntimeException>read(
              TenantName.DEFAULT,
              reader ->
                  reader
                      .audit(about, new AuditFilter.Part(null, 100, AuditFilter.Order.OLDEST_FIRST))
                      .items()
                      .stream()
                      .map(event -> event.record().seq())
                      .toList());
      assertThat(found).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void theSecretsOfAnOlderDatabaseAreWhatTheyWereAndNothingMoreIsDemandedOfItsApps()
      throws SQLException {
    SqliteStore.open(folder).close();
    for (String statement :
        List.of(
            "DELETE FROM flyway_schema_history WHERE version <> '1'",
            "DROP INDEX audit_event_by_actor",
            "DROP INDEX audit_event_by_action",
            "DROP INDEX audit_event_by_target",
            "DROP INDEX audit_event_by_client",
            "ALTER TABLE audit_event DROP COLUMN client_id",
            "DROP TABLE usage_count",
            "ALTER TABLE tenant DROP COLUMN issuer_path",
            "ALTER TABLE tenant DROP COLUMN profile",
            "ALTER TABLE app DROP COLUMN profile",
            "DROP TABLE registration",
            "DROP TABLE registration_policy",
            "ALTER TABLE app_grant DROP COLUMN exchange",
            "ALTER TABLE app_grant DROP COLUMN only_apis",
            "DROP TABLE certificate_authority",
            "ALTER TABLE app DROP COLUMN proof",
            "ALTER TABLE sealed_key DROP COLUMN state_since",
            "ALTER TABLE credential DROP COLUMN kind",
            "ALTER TABLE credential DROP COLUMN detail",
            "INSERT INTO tenant VALUES ('default', 'key', 'ACTIVE', 1, 1)",
            "INSERT INTO tenant_counter VALUES ('default', 1, 'hash', 0)",
            "INSERT INTO app VALUES"
                + " ('default', 'app_1', 'n', '', 'ACTIVE', '{}', '[]', NULL, '[]', 1, 1, 1)",
            "INSERT INTO credential VALUES"
                + " ('default', 'app_1', 'cred_1', 'hmac-sha256:p:h', 'abcd', 5, NULL, NULL, 1, 1)")) {
      history(statement);
    }
    try (SqliteStore store = SqliteStore.open(folder)) {
      Credential kept =
          new SecretCredential(
              new CredentialId("cred_1"),
              new ClientId("app_1"),
              "hmac-sha256:p:h",
              "abcd",
              Instant.ofEpochMilli(5),
              null,
              1,
              1);
      AppEntry app =
          store
              .<Optional<AppEntry>, RuntimeException>read(
                  TenantName.DEFAULT, tenant -> tenant.app(new ClientId("app_1")))
              .orElseThrow();
      assertThat(app.credentials()).containsExactly(kept);
      assertThat(app.app().proof()).isEqualTo(Proof.NONE);
      assertThat(app.app().profile()).isEqualTo(Profile.STANDARD);
      Tenant tenant =
          store.<Tenant, RuntimeException>read(TenantName.DEFAULT, TenantReader::tenant);
      assertThat(tenant.path()).isNull();
      assertThat(tenant.profile()).isEqualTo(Profile.STANDARD);
    }
  }

  @Test
  void aDatabaseThatCannotBeMigratedIsRefused() throws SQLException {
    SqliteStore.open(folder).close();
    history("DELETE FROM flyway_schema_history");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> SqliteStore.open(folder))
        .withMessageContaining(folder.toString());
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("postern.db"), "no database".repeat(1000));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> SqliteStore.open(folder))
        .withMessageContaining(folder.toString());
    assertThat(file).hasContent("no database".repeat(1000));
  }
}
