package dev.postern.jdbc;

import static dev.postern.store.Samples.founding;
import static dev.postern.store.Samples.installation;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.store.LogContract;
import dev.postern.store.TenantReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of writing. */
class CrashTest {

  private static final int ROUNDS = 20;

  @TempDir private Path temporary;

  @Test
  void whatWasAcknowledgedOutlivesAKillAndNothingIsHalf() throws Exception {
    Path folder = temporary.resolve("data");
    try (SqliteStore store = SqliteStore.open(folder)) {
      store.found(installation(), founding(DEFAULT));
    }
    Random random = new Random(42);
    long acknowledged = 1;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> lines = new ArrayList<>();
      try (OtherProcess writer = new OtherProcess("write", folder, temporary)) {
        lines.add(writer.line());
        // A random moment is the point of the test; no outcome depends on which one it is.
        Thread.sleep(random.nextInt(150));
        lines.addAll(writer.kill());
      }
      for (String line : lines) {
        assertThat(Long.parseLong(line)).isGreaterThan(acknowledged);
        acknowledged = Long.parseLong(line);
      }
      try (DataLock lock = DataLock.hold(folder);
          SqliteStore store = SqliteStore.open(folder)) {
        assertThat(lock).isNotNull();
        long head = store.read(DEFAULT, TenantReader::head).number();
        // One change may have been committed and killed before it could be told of.
        assertThat(head).isBetween(acknowledged, acknowledged + 1);
        verifyApps(store, head);
        acknowledged = head;
      }
    }
    assertThat(acknowledged).as("the rounds wrote something").isGreaterThan(ROUNDS);
  }

  private static void verifyApps(SqliteStore store, long head) {
    assertThat(store.integrityProblems()).isEmpty();
    LogContract.verifyChain(store, DEFAULT);
    assertThat(store.changes(DEFAULT, 0, Integer.MAX_VALUE)).hasSize((int) head);
    store.read(
        DEFAULT,
        tenant -> {
          for (long number = 2; number <= head; number++) {
            assertThat(tenant.app(new ClientId("app_" + number)).orElseThrow().credentials())
                .hasSize(1);
          }
          return true;
        });
  }
}
