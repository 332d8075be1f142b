package dev.postern.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Rounds.median(new double[] {9, 1, 5})).isEqualTo(5);
  }

  @Test
  void ofAnEvenNumberTheMedianIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Rounds.median(new double[] {1, 100, 3, 2})).isEqualTo(2.5);
  }

  @Test
  void theRateOfOneOddRoundCountsForNothing() {
    assertThat(rounds(100, 102, 5000).rate()).isEqualTo(102);
  }

  @Test
  void theSpreadIsTheWholeRangeInPartsOfTheMedian() {
    assertThat(rounds(90, 100, 120).spread()).isCloseTo(0.30, within(1e-9));
  }

  @Test
  void roundsAreComparedWithThoseThatWereTakenBesideThem() {
    // The machine was half as fast in the last two rounds: the ratio does not notice.
    assertThat(rounds(1000, 500, 500).times(rounds(100, 50, 50))).isCloseTo(10, within(1e-9));
  }

  @Test
  void latencyIsTheMedianOfEachRoundsPercentile() {
    assertThat(rounds(100, 200, 300).latency(Round.Latency::p99)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void thereAreNoFiguresWithoutRounds() {
    assertThatThrownBy(() -> new Rounds(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void threeRatesWithinFivePercentAreFlat() {
    assertThat(Rounds.flat(List.of(50.0, 97.0, 97.0, 97.0, 95.0, 98.0, 100.0))).isTrue();
  }

  @Test
  void aRateThatRisesSlowlyIsNotFlat() {
    assertThat(Rounds.flat(List.of(92.0, 93.0, 94.0, 96.0, 98.0, 100.0))).isFalse();
  }

  @Test
  void aRateThatStillRisesIsNotFlat() {
    assertThat(Rounds.flat(List.of(97.0, 97.0, 97.0, 94.0, 97.0, 100.0))).isFalse();
  }

  @Test
  void fiveRatesSayNothing() {
    assertThat(Rounds.flat(Collections.nCopies(5, 100.0))).isFalse();
  }

  /** Rounds of one second, in which the p99 is as many milliseconds as there were requests. */
  private static Rounds rounds(int... requests) {
    return new Rounds(
        Arrays.stream(requests)
            .mapToObj(count -> {
              Duration p99 = Duration.ofMillis(count);
              return new Round(
                  count,
                  Duration.ofSeconds(1),
                  new Round.Latency(Duration.ZERO, Duration.ZERO, p99, p99, p99),
                  new Round.Faults(0, 0, 0));
            })
            .toList());
  }
}
