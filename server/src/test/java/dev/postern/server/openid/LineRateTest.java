package dev.postern.server.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LineRateTest {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private final LineRate rate = new LineRate(2);

  @Test
  void theNextLineSaysHowManyWereLeftOutAndThenItIsForgotten() {
    assertThat(rate.take(NOW)).contains("");
    assertThat(rate.take(NOW)).contains("");
    for (int i = 0; i < 3; i++) {
      assertThat(rate.take(NOW.plusSeconds(59))).isEmpty();
    }
    assertThat(rate.take(NOW.plusSeconds(60))).contains(" (left out before this: 3)");
    assertThat(rate.take(NOW.plusSeconds(60))).contains("");
    assertThat(rate.take(NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void aClockThatWentBackNeitherSilencesTheLogNorForgets() {
    rate.take(NOW);
    rate.take(NOW);
    assertThat(rate.take(NOW)).isEmpty();
    assertThat(rate.take(NOW.minusSeconds(3_600))).contains(" (left out before this: 1)");
  }
}
