package dev.postern.server.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.issuance.UsageTable.Row;
import dev.postern.store.ApiId;
import dev.postern.store.TenantName;
import dev.postern.store.UsageCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageCountsTest {

  private static final TenantName ACME = new TenantName("acme");
  private static final TenantName OTHER = new TenantName("other");
  private static final ApiId FILES = new ApiId("api_files");
  private static final Instant NOW = Instant.parse("2026-11-28T21:00:30Z");
  private static final int ROWS = 6_400;

  private final UsageCounts counts = new UsageCounts(ROWS);

  private static ClientId app(int number) {
    return new ClientId("app_" + number);
  }

  private record Key(TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what) {}

  private List<Row> everything() {
    List<Row> all = new ArrayList<>();
    List<Row> some;
    do {
      some = counts.take(100);
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  private static long total(List<Row> rows) {
    return rows.stream().mapToLong(Row::requests).sum();
  }

  /** Against what the library's map does, through growth, collisions and emptiness. */
  @Test
  void aTableIsAMap() {
    Random random = new Random(42);
    UsageTable table = new UsageTable(8_000);
    Map<Key, Long> model = new HashMap<>();
    for (int step = 0; step < 100_000; step++) {
      Key key =
          new Key(
              random.nextBoolean() ? ACME : OTHER,
              random.nextInt(10) == 0 ? null : app(random.nextInt(500)),
              random.nextInt(10) == 0 ? null : FILES,
              random.nextInt(3));
      assertThat(table.add(key.tenant(), key.client(), key.api(), key.what(), step)).isTrue();
      model.merge(key, (long) step, Long::sum);
      assertThat(table.size()).isEqualTo(model.size());
      if (step % 30_000 == 29_999) {
        UsageTable full = table.emptied();
        assertThat(table.size()).isZero();
        Map<Key, Long> held = new HashMap<>();
        for (int place = 0; place < full.size(); place++) {
          Row row = full.row(place);
          held.put(new Key(row.tenant(), row.client(), row.api(), row.what()), row.requests());
        }
        assertThat(held).isEqualTo(model);
        model.clear();
      }
    }
  }

  @Test
  void aCountIsOfItsMinuteAndItsOutcome() {
    counts.add(ACME, app(1), FILES, Outcomes.ISSUED, NOW);
    counts.add(ACME, app(1), FILES, Outcomes.ISSUED, NOW.plusSeconds(29));
    counts.add(ACME, app(1), FILES, Outcomes.ISSUED, NOW.plusSeconds(30));
    counts.add(ACME, app(1), FILES, 1, NOW);
    assertThat(everything().stream().map(UsageCounts::count))
        .containsExactlyInAnyOrder(
            new UsageCount(Instant.parse("2026-11-28T21:00:00Z"), app(1), FILES, Outcomes.of(0), 2),
            new UsageCount(Instant.parse("2026-11-28T21:01:00Z"), app(1), FILES, Outcomes.of(0), 1),
            new UsageCount(
                Instant.parse("2026-11-28T21:00:00Z"), app(1), FILES, Outcomes.of(1), 1));
  }

  @Test
  void memoryIsBoundedAndTheTotalsStayTrue() {
    for (int i = 0; i < 10 * ROWS; i++) {
      counts.add(ACME, app(i), FILES, Outcomes.ISSUED, NOW);
    }
    assertThat(counts.size()).isLessThanOrEqualTo(ROWS + 1);
    List<Row> all = everything();
    assertThat(total(all)).isEqualTo(10 * ROWS);
    List<Row> nobodys = all.stream().filter(row -> row.client() == null).toList();
    assertThat(nobodys).hasSize(1);
    assertThat(nobodys.getFirst().requests()).isEqualTo(10L * ROWS - (all.size() - 1));
    assertThat(counts.takeLost()).isZero();
    assertThat(counts.size()).isZero();
  }

  @Test
  void whatFindsNoRoomAtAllIsLostAndSaidOnce() {
    int minutes = 3 * ROWS;
    for (int i = 0; i < minutes; i++) {
      counts.add(ACME, null, null, Outcomes.ISSUED, NOW.plusSeconds(60L * i));
    }
    assertThat(counts.size()).isLessThanOrEqualTo(ROWS + ROWS / 4);
    long lost = counts.takeLost();
    assertThat(lost).isPositive().isEqualTo(minutes - total(everything()));
    assertThat(counts.takeLost()).isZero();
  }

  @Test
  void whatIsPutBackIsMergedWithWhatCameMeanwhile() {
    counts.add(ACME, app(1), FILES, Outcomes.ISSUED, NOW);
    List<Row> taken = everything();
    counts.add(ACME, app(1), FILES, Outcomes.ISSUED, NOW);
    counts.putBack(ACME, taken);
    assertThat(everything()).hasSize(1).allMatch(row -> row.requests() == 2);
  }

  @Test
  void nothingIsLostOrCountedTwiceByManyThreads() throws Exception {
    int threads = 8;
    int each = 100_000;
    List<Row> taken = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      Callable<Boolean> counting =
          () -> {
            for (int i = 0; i < each; i++) {
              counts.add(i % 2 == 0 ? ACME : OTHER, app(i % 1_000), FILES, i % 3, NOW);
            }
            return true;
          };
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(counting));
      }
      while (!running.stream().allMatch(Future::isDone)) {
        taken.addAll(counts.take(333));
      }
      for (Future<Boolean> one : running) {
        assertThat(one.get()).isTrue();
      }
    }
    taken.addAll(everything());
    assertThat(total(taken)).isEqualTo((long) threads * each);
    assertThat(counts.takeLost()).isZero();
    Map<Key, Long> sums = new HashMap<>();
    taken.forEach(row ->
        sums.merge(
            new Key(row.tenant(), row.client(), row.api(), row.what()), row.requests(), Long::sum));
    assertThat(sums).hasSize(3_000);
    assertThat(sums.values()).allMatch(sum -> sum == threads * 33L || sum == threads * 34L);
  }
}
