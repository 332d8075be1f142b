package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BesideSecretTest {

  @Test
  void eachKindIsComparedWithTheRoundOfTheFirstThatWasTakenBesideIt() {
    String table =
        BesideSecret.table(
                List.of(
                    // The machine was half as fast in the last two rounds.
                    new InterleavedWork.Outcome("by a secret", rounds(1000, 500, 500), true),
                    new InterleavedWork.Outcome("by a key", rounds(400, 200, 200), false)))
            .toString();

    assertThat(table)
        .contains("| by a secret | 500 | 1.00 | 1.00 | 3.00 | flat |")
        .contains("| by a key | 200 | 0.40 | 1.00 | 3.00 | not flat |");
  }

  private static Rounds rounds(int... requests) {
    return new Rounds(
        Arrays.stream(requests)
            .mapToObj(count ->
                new Round(
                    count,
                    Duration.ofSeconds(1),
                    new Round.Latency(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(3),
                        Duration.ofMillis(4),
                        Duration.ofMillis(5)),
                    new Round.Faults(0, 0, 0)))
            .toList());
  }
}
