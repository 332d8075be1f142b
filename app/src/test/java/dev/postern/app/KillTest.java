package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.jdbc.SqliteStore;
import dev.postern.store.App;
import dev.postern.store.AuditFilter;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Page;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first start that is killed at any moment leaves nothing, or everything. */
final class KillTest {

  /** {@code -Dpostern.kill.rounds=200} for more. */
  private static final int ROUNDS = Integer.getInteger("postern.kill.rounds", 20);

  private static final List<String> WHOLE =
      List.of("keys/master.key", "keys/pepper.key", "lock", "operator.json", "postern.db");

  private static final AuditFilter.Part FIRST =
      new AuditFilter.Part(null, 10, AuditFilter.Order.OLDEST_FIRST);

  @TempDir private Path temporary;

  @Test
  void afterAnyKillOfTheFirstStartTheNextOneWorksAndLeavesNothingHalf() throws Exception {
    long usual = untilReady();
    Random random = new Random(7);
    int founded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path data = temporary.resolve("data-" + round);
      try (OtherProcess postern = OtherProcess.start(data, temporary)) {
        postern.awaitFile(data.resolve("lock"));
        // A random moment is the point of the test; no outcome depends on which one it is.
        Thread.sleep(random.nextLong(usual + usual / 10));
        postern.kill();
      }
      String state = round + ": " + files(data);
      Operated operated = new Operated(data);
      founded += Files.exists(operated.credential()) ? 1 : 0;
      try (Running next = operated.start()) {
        assertThat(next.publicUrl()).as(state).isNotNull();
        assertThat(operated.token()).as(state).startsWith("200 ");
        assertThat(Operated.token(operated.operator(), "identity_audience"))
            .as(state)
            .startsWith("200 ");
      }
      assertThat(files(data)).as(state).containsExactlyElementsOf(WHOLE);
      verifyWhole(data);
    }
    System.out.println(founded + " of " + ROUNDS + " kills came when the first start was over");
  }

  /** Milliseconds from the lock on the folder to the first line. */
  private long untilReady() throws Exception {
    Path data = temporary.resolve("measured");
    try (OtherProcess postern = OtherProcess.start(data, temporary)) {
      postern.awaitFile(data.resolve("lock"));
      long start = System.nanoTime();
      assertThat(postern.line()).startsWith("Postern ready");
      postern.kill();
      return Math.max(1, (System.nanoTime() - start) / 1_000_000);
    }
  }

  private static List<String> files(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(Files::isRegularFile)
          .map(file -> data.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void verifyWhole(Path data) {
    try (SqliteStore store = SqliteStore.open(data)) {
      assertThat(store.integrityProblems()).isEmpty();
      assertThat(store.tenants()).containsExactly(TenantName.DEFAULT);
      store.<Boolean, RuntimeException>read(
          TenantName.DEFAULT,
          tenant -> {
            assertThat(tenant.keys()).hasSize(3);
            assertThat(tenant.apis(new Page("", 10))).hasSize(BuiltInApi.values().length);
            assertThat(tenant.apps(new Page("", 10)))
                .extracting(App::name)
                .containsExactlyInAnyOrder("operator", "owner");
            assertThat(tenant.audit(AuditFilter.ALL, FIRST).items()).hasSize(1);
            return true;
          });
    }
  }
}
