package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For how long a key set is fresh. */
final class FreshnessTest {

  @Test
  void withoutAWordItIsTenMinutes() {
    assertThat(Freshness.of(Optional.empty())).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=300 | 300",
        "public, MAX-AGE=300 | 300",
        "max-age=300, max-age=600 | 300",
        "max-age=60 | 60",
        "max-age=59 | 60",
        "max-age=0 | 60",
        "max-age=3600 | 3600",
        "max-age=3601 | 3600",
        "max-age=999999999 | 3600",
        "max-age=9999999999 | 60",
        "max-age=-1 | 60",
        "max-age= | 60",
        "max-age=x | 60",
        "no-store | 60",
        "no-cache | 60",
        "max-age=3600, no-store | 60",
        "no-cache=\"a\" | 60",
        "public | 600",
        "s-maxage=7 | 600",
        ", ,, | 600",
      })
  void cacheControlSaysItWithinBounds(String header, long seconds) {
    assertThat(Freshness.of(Optional.of(header))).isEqualTo(Duration.ofSeconds(seconds));
  }
}
