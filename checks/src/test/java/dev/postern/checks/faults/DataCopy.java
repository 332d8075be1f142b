package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks into a copy of a data folder, so that the server that is started on the folder next finds
 * it as it was left, and has to recover it by itself.
 */
final class DataCopy {

  private static final int PAGE = 1000;

  private DataCopy() {}

  /** Nothing in the data contradicts itself, and the audit log is whole. */
  static void verify(Path data, Path copy) throws IOException {
    Files.createDirectories(copy);
    for (String name : List.of("postern.db", "postern.db-wal")) {
      if (Files.exists(data.resolve(name))) {
        Files.copy(data.resolve(name), copy.resolve(name));
      }
    }
    try (SqliteStore store = SqliteStore.open(copy)) {
      assertThat(store.integrityProblems()).isEmpty();
      store.<Boolean, RuntimeException>read(
          TenantName.DEFAULT,
          tenant -> {
            verifyChain(tenant);
            verifyApps(tenant);
            return true;
          });
    } finally {
      for (String name : List.of("postern.db", "postern.db-wal", "postern.db-shm")) {
        Files.deleteIfExists(copy.resolve(name));
      }
    }
  }

  private static void verifyChain(TenantReader tenant) {
    long seq = 0;
    String hash = AuditRecord.START;
    List<AuditEvent> page;
    do {
      page =
          tenant
              .audit(
                  AuditFilter.ALL, new AuditFilter.Part(seq, PAGE, AuditFilter.Order.OLDEST_FIRST))
              .items();
      for (AuditEvent event : page) {
        assertThat(event.record().seq()).isEqualTo(seq + 1);
        assertThat(event.hash()).isEqualTo(event.record().hash(hash));
        seq = event.record().seq();
        hash = event.hash();
      }
    } while (!page.isEmpty());
    assertThat(tenant.head().number()).as("every change has its line").isEqualTo(seq);
  }

  /**
   * Every app was made with one secret and one grant: none may have come alone. Operator and owner
   * are made with the tenant, and may do everything.
   */
  private static void verifyApps(TenantReader tenant) {
    tenant.everyApp(entry -> {
      if (!List.of("operator", "owner").contains(entry.app().name())) {
        assertThat(entry.credentials()).as(entry.app().name()).hasSize(1);
        assertThat(entry.grants()).as(entry.app().name()).hasSize(1);
      }
    });
  }
}
