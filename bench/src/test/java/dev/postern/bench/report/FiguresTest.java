package dev.postern.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void ratesHaveThreeDigits() {
    assertThat(List.of(18_234.0, 421.4, 7.93, 100_449.0).stream().map(Figures::rate))
        .containsExactly("18,200", "421", "7.9", "100,000");
  }

  @Test
  void ratiosHaveTwoOrThreeDigits() {
    assertThat(List.of(0.874, 9.41, 43.2, 1_912.0).stream().map(Figures::ratio))
        .containsExactly("0.87", "9.4", "43.2", "1,910");
  }

  @Test
  void timesAndSizesSayTheirUnit() {
    assertThat(Figures.milliseconds(Duration.ofNanos(1_424_000))).isEqualTo("1.42");
    assertThat(Figures.milliseconds(Duration.ofMillis(17))).isEqualTo("17");
    assertThat(Figures.seconds(Duration.ofMillis(28_730))).isEqualTo("28.7");
    assertThat(Figures.mebibytes(233_000L * 1024)).isEqualTo("228");
  }

  @Test
  void aTableHasAsManyCellsInEachRowAsHeads() {
    assertThat(new MarkdownTable("system", "rate").row(List.of("a|b", "1")).toString())
        .isEqualTo("| system | rate |\n|---|---:|\n| a\\|b | 1 |\n");
    assertThatThrownBy(() -> new MarkdownTable("system", "rate").row(List.of("one")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
