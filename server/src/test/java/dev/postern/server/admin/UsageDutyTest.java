package dev.postern.server.admin;

import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.store.Grain;
import dev.postern.store.MemoryStore;
import dev.postern.store.Outcome;
import dev.postern.store.Samples;
import dev.postern.store.UsageCount;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageSum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageDutyTest {

  private static final Instant NOW = Instant.parse("2026-11-28T21:00:00Z");

  private final MemoryStore store = new MemoryStore();
  private final UsageDuty duty = new UsageDuty(store, () -> NOW);

  UsageDutyTest() {
    store.found(Samples.installation(), Samples.founding(DEFAULT));
  }

  private int sums(Grain grain) {
    UsageQuery query =
        new UsageQuery(
            grain, Instant.EPOCH, NOW, UsageQuery.Only.ANY, Set.of(UsageQuery.Part.TIME));
    return store
        .<List<UsageSum>, RuntimeException>read(
            DEFAULT, reader -> reader.usage(query, Optional.empty(), 10_000))
        .size();
  }

  private static UsageCount count(Instant at) {
    return new UsageCount(at, null, null, Outcome.ISSUED, 1);
  }

  @ParameterizedTest
  @CsvSource({"MINUTE,PT48H", "HOUR,PT2160H", "DAY,PT26280H"})
  void eachGrainIsKeptForItsTime(Grain grain, Duration kept) {
    Instant oldest = grain.start(NOW).minus(kept);
    store.recordUsage(
        DEFAULT, List.of(count(oldest.minus(grain.step())), count(oldest.plus(grain.step()))));
    assertThat(sums(grain)).isEqualTo(2);
    duty.run();
    assertThat(sums(grain)).isEqualTo(1);
  }

  @Test
  void moreThanAPortionIsForgottenInOneRun() {
    List<UsageCount> counts = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      counts.add(count(NOW.minus(Duration.ofDays(10)).plusSeconds(60L * i)));
    }
    store.recordUsage(DEFAULT, counts);
    duty.run();
    assertThat(sums(Grain.MINUTE)).isZero();
    assertThat(sums(Grain.HOUR)).isPositive();
  }
}
