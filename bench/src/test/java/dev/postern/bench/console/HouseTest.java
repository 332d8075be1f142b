package dev.postern.bench.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.bench.server.FoundedFolder;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HouseTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final int APPS = 1_000;
  private static final int LINES = 3_000;

  @Test
  void theLogHasSoManyLinesInTheirOrderAndEachFitsTheOneBefore(@TempDir Path folder)
      throws IOException {
    try (FoundedFolder founded = FoundedFolder.found(folder.resolve("data"), NOW)) {
      new House(founded, NOW).furnish(APPS, LINES);
      List<AuditEvent> log = log(founded);
      assertThat(log).hasSize(LINES);
      String hash = AuditRecord.START;
      for (AuditEvent event : log) {
        hash = event.record().hash(hash);
        assertThat(event.hash()).isEqualTo(hash);
      }
      assertThat(log.stream().map(event -> event.record().at()).skip(1)).isSorted();
      assertThat(log.stream().map(event -> event.record().action()).distinct())
          .hasSizeGreaterThan(10);
    }
  }

  @Test
  void oneAppAloneHasTheRareName() {
    assertThat(IntStream.range(0, APPS).mapToObj(HouseApp::new).map(HouseApp::name))
        .doesNotHaveDuplicates()
        .filteredOn(name -> name.contains(HouseApp.RARE_WORD))
        .hasSize(1);
    assertThat(IntStream.range(0, APPS).mapToObj(HouseApp::new).filter(HouseApp::blocked))
        .hasSize(2);
  }

  private static List<AuditEvent> log(FoundedFolder founded) {
    List<AuditEvent> log = new ArrayList<>();
    while (log.size() < 2 * LINES) {
      AuditFilter.Part part =
          new AuditFilter.Part((long) log.size(), 500, AuditFilter.Order.OLDEST_FIRST);
      List<AuditEvent> more =
          founded
              .store()
              .<List<AuditEvent>, RuntimeException>read(
                  TenantName.DEFAULT, tenant -> tenant.audit(AuditFilter.ALL, part).items());
      if (more.isEmpty()) {
        break;
      }
      log.addAll(more);
    }
    return log;
  }
}
