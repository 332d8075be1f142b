package dev.postern.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.bench.server.FoundedFolder;
import dev.postern.protocol.Scopes;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PopulationTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final int APPS = 2_500;

  @Test
  void whatWasPutIsReadAsItFollowsFromItsNumber(@TempDir Path folder) throws IOException {
    try (FoundedFolder founded = FoundedFolder.found(folder.resolve("data"), NOW)) {
      new Population(founded.store(), founded.pepper(), NOW).apps(APPS);
      List<AppEntry> read = all(founded);
      // The operator is there, too; he was made with the tenant.
      assertThat(read).hasSize(APPS + 1);
      Scopes scopes = Scopes.parse(Population.SCOPE).orElseThrow();
      for (int number : List.of(0, 1, 1_999, 2_000, APPS - 1)) {
        NumberedApp app = new NumberedApp(number);
        Optional<AppEntry> entry =
            read.stream().filter(one -> one.app().clientId().equals(app.clientId())).findFirst();
        assertThat(entry).isPresent();
        long change = entry.get().app().version();
        assertThat(entry.get())
            .isEqualTo(app.entry(new ApiId("api_growth"), scopes, founded.pepper(), change));
      }
    }
  }

  @Test
  void everyNumberHasIdsAndASecretOfItsOwn() {
    assertThat(IntStream.range(0, APPS).mapToObj(n -> new NumberedApp(n).clientId()))
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> a.text().compareTo(b.text()));
    assertThat(IntStream.range(0, APPS).mapToObj(n -> new NumberedApp(n).secret().reveal()))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyRevocationIsAnActOfItsOwn(@TempDir Path folder) throws IOException {
    try (FoundedFolder founded = FoundedFolder.found(folder.resolve("data"), NOW)) {
      new Population(founded.store(), founded.pepper(), NOW).revocations(APPS);
      assertThat(
              founded
                  .store()
                  .<Integer, RuntimeException>read(
                      TenantName.DEFAULT, tenant -> tenant.revocations(NOW).size()))
          .isEqualTo(APPS);
      assertThat(
              founded
                  .store()
                  .<Long, RuntimeException>read(
                      TenantName.DEFAULT, tenant -> tenant.revocationSeq()))
          .isEqualTo(APPS);
    }
  }

  private static List<AppEntry> all(FoundedFolder founded) {
    return founded
        .store()
        .<List<AppEntry>, RuntimeException>read(
            TenantName.DEFAULT,
            tenant -> {
              Queue<AppEntry> found = new ConcurrentLinkedQueue<>();
              tenant.everyApp(found::add);
              return List.copyOf(found);
            });
  }
}
