package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void secondsAreRead() {
    assertThat(RetryAfter.read("7", NOW)).contains(Duration.ofSeconds(7));
    assertThat(RetryAfter.read(" 0 ", NOW)).contains(Duration.ZERO);
  }

  @Test
  void aDateIsReadAsTheTimeUntilThen() {
    assertThat(RetryAfter.read("Sun, 22 Nov 2026 12:00:30 GMT", NOW))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryAfter.read("Sun, 22 Nov 2026 11:00:00 GMT", NOW)).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"301", "9999999999999999999999", "Mon, 23 Nov 2026 12:00:00 GMT"})
  void nothingHoldsUsOffForMoreThanFiveMinutes(String header) {
    assertThat(RetryAfter.read(header, NOW)).contains(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "Sun, 22 Nov 2026"})
  void whatIsNeitherIsIgnored(String header) {
    assertThat(RetryAfter.read(header, NOW)).isEqualTo(Optional.empty());
  }
}
