package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Numbers and times for people. */
final class WordsTest {

  @Test
  void aMomentIsSaidInUtcWhereverTheServerStands() {
    assertThat(Words.utc(Instant.parse("2026-11-29T23:03:59.999Z")))
        .isEqualTo("29 Nov 2026, 23:03 UTC");
    assertThat(Words.utc(Instant.EPOCH)).isEqualTo("1 Jan 1970, 00:00 UTC");
  }

  @Test
  void whereManyComeCloseTogetherSecondsAreSaid() {
    assertThat(Words.exact(Instant.parse("2026-11-29T23:03:59.999Z")))
        .isEqualTo("29 Nov 2026, 23:03:59 UTC");
  }

  @Test
  void thousandsStandApart() {
    assertThat(Words.count(0)).isEqualTo("0");
    assertThat(Words.count(999)).isEqualTo("999");
    assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Words.count(Long.MAX_VALUE)).isEqualTo("9,223,372,036,854,775,807");
  }
}
