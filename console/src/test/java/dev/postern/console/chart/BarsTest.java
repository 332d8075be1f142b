package dev.postern.console.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postern.console.chart.Bars.Bar;
import dev.postern.console.chart.Bars.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts as geometry. */
final class BarsTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private static Count count(int hour, long well, long ill) {
    return new Count(NOON.plus(HOUR.multipliedBy(hour)), well, ill);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 1",
    "2, 2",
    "3, 5",
    "5, 5",
    "6, 10",
    "10, 10",
    "11, 20",
    "21, 50",
    "51, 100",
    "100, 100",
    "101, 200",
    "499999, 500000",
    "500001, 1000000",
  })
  void theUpperEdgeIsARoundNumberNoLessThanTheMost(long most, long top) {
    assertThat(Bars.nice(most)).isEqualTo(top);
  }

  @Test
  void whatIsTooLargeForARoundNumberIsItsOwnEdge() {
    assertThat(Bars.nice(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    Bar bar = Bars.of(List.of(count(0, Long.MAX_VALUE, 0))).bars().getFirst();
    assertThat(bar.wellHeight()).isEqualTo(Bars.HEIGHT);
  }

  @Test
  void nothingIsDrawnOfNothing() {
    Bars bars = Bars.of(List.of());

    assertThat(bars.bars()).isEmpty();
    assertThat(bars.top()).isEqualTo(1);
    assertThat(bars.nothing()).isTrue();
    assertThat(bars.well()).isZero();
    assertThat(bars.ill()).isZero();
  }

  @Test
  void zerosAreBarsWithoutHeight() {
    Bars bars = Bars.of(List.of(count(0, 0, 0), count(1, 0, 0)));

    assertThat(bars.nothing()).isTrue();
    assertThat(bars.bars())
        .hasSize(2)
        .allSatisfy(bar -> {
          assertThat(bar.wellHeight()).isZero();
          assertThat(bar.illHeight()).isZero();
          assertThat(bar.illTop()).isEqualTo(Bars.HEIGHT);
        });
  }

  @Test
  void oneAmongManyThousandsIsSeenAndNothingLeavesTheDrawing() {
    Bars bars =
        Bars.of(
            List.of(
                count(0, 100_000, 1), count(1, 1, 99_999), count(2, 99_999, 1), count(3, 1, 0)));

    assertThat(bars.top()).isEqualTo(200_000);
    assertThat(bars.bars().get(0).illHeight()).isEqualTo(3);
    assertThat(bars.bars().get(1).wellHeight()).isEqualTo(3);
    assertThat(bars.bars().get(3).wellHeight()).isEqualTo(3);
    assertThat(bars.bars().get(3).illHeight()).isZero();

    Bar full = Bars.of(List.of(count(0, 99_999, 1))).bars().getFirst();
    assertThat(full.illHeight()).isEqualTo(3);
    assertThat(full.illTop()).isZero();
    assertThat(full.wellHeight()).isEqualTo(Bars.HEIGHT - 3);
  }

  @Test
  void whatWentIllStandsOnWhatWentWell() {
    Bars bars = Bars.of(List.of(count(0, 6, 2), count(1, 10, 0), count(2, 0, 5)));

    assertThat(bars.top()).isEqualTo(10);
    Bar both = bars.bars().getFirst();
    assertThat(both.wellHeight()).isEqualTo(96);
    assertThat(both.illHeight()).isEqualTo(32);
    assertThat(both.wellTop()).isEqualTo(64);
    assertThat(both.illTop()).isEqualTo(32);
    assertThat(bars.bars().get(1).wellTop()).isZero();
    assertThat(bars.bars().get(2).wellTop()).isEqualTo(Bars.HEIGHT);
    assertThat(bars.nothing()).isFalse();
    assertThat(bars.well()).isEqualTo(16);
    assertThat(bars.ill()).isEqualTo(7);
  }

  @Test
  void barsStandBesideEachOtherWithinTheGround() {
    List<Count> counts =
        Bars.steps(NOON, NOON.plus(Duration.ofDays(7)), HOUR, List.of(count(3, 7, 3)));
    List<Bar> bars = Bars.of(counts).bars();

    assertThat(bars).hasSize(168);
    for (int i = 0; i < bars.size(); i++) {
      double end = bars.get(i).x() + bars.get(i).width();
      double next = i + 1 < bars.size() ? bars.get(i + 1).x() : Bars.WIDTH;
      assertThat(bars.get(i).x()).isNotNegative();
      assertThat(end).isLessThan(next);
    }
    assertThat(bars.get(3).illTop()).isCloseTo(0, within(0.1));
  }

  @Test
  void oneBarFillsTheGroundButForItsGap() {
    Bar bar = Bars.of(List.of(count(0, 1, 0))).bars().getFirst();

    assertThat(bar.x()).isEqualTo(130);
    assertThat(bar.width()).isEqualTo(780);
  }

  @Test
  void stepsWithoutACountAreZero() {
    assertThat(Bars.steps(NOON, NOON.plus(HOUR.multipliedBy(4)), HOUR, List.of(count(1, 5, 1))))
        .containsExactly(count(0, 0, 0), count(1, 5, 1), count(2, 0, 0), count(3, 0, 0));
  }

  @Test
  void countsBeforeTheFirstStepAndFromTheEndOnAreLeftOut() {
    assertThat(
            Bars.steps(
                NOON,
                NOON.plus(HOUR.multipliedBy(2)),
                HOUR,
                List.of(count(-1, 9, 9), count(0, 1, 0), count(2, 9, 9))))
        .containsExactly(count(0, 1, 0), count(1, 0, 0));
  }

  @Test
  void noMoreStepsAreDrawnThanCanBeSeen() {
    assertThat(Bars.steps(NOON, NOON.plus(Duration.ofDays(365)), Duration.ofMinutes(1), List.of()))
        .hasSize(3_000);
  }
}
