package dev.postern.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.bench.process.NotMeasured;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrkReportTest {

  private static final String OUTPUT =
      """
      Running 4s test @ http://127.0.0.1:18301/token
        1 threads and 32 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.70ms    0.9ms  25.08ms   88.00%
        70952 requests in 4.00s, 64.01MB read
      Requests/sec:  17723.92
      Transfer/sec:     15.99MB
      requests=70952
      duration_us=4003178
      not_200=0
      socket_errors=0
      timeouts=0
      p50_us=1560
      p90_us=3722
      p99_us=7731
      p99.9_us=17510
      max_us=25082
      """;

  @Test
  void readsWhatTheScriptPrints() throws NotMeasured {
    Round round = WrkReport.read(OUTPUT);

    assertThat(round.requests()).isEqualTo(70952);
    assertThat(round.rate()).isBetween(17723.0, 17725.0);
    assertThat(round.latency().p50()).isEqualTo(Duration.ofNanos(1_560_000));
    assertThat(round.latency().p999()).isEqualTo(Duration.ofNanos(17_510_000));
    assertThat(round.latency().max()).isEqualTo(Duration.ofNanos(25_082_000));
  }

  @Test
  void saysWhichNumberIsMissing() {
    assertThatThrownBy(() -> WrkReport.read(OUTPUT.replace("timeouts=0\n", "")))
        .isInstanceOf(NotMeasured.class)
        .hasMessageContaining("timeouts");
  }

  @Test
  void aRoundInWhichEveryAnswerWas200MayBeReported() throws NotMeasured {
    Round round = WrkReport.read(OUTPUT);

    assertThat(round.clean("postern")).isSameAs(round);
  }

  @Test
  void oneOtherAnswerIsTooMany() {
    refused("not_200=0", "not_200=1", "postern: of 70952 answers 1 were not 200");
  }

  @Test
  void oneSocketErrorIsTooMany() {
    refused("socket_errors=0", "socket_errors=1", "1 socket errors");
  }

  @Test
  void oneTimeoutIsTooMany() {
    refused("timeouts=0", "timeouts=1", "1 timeouts");
  }

  @Test
  void noAnswerAtAllIsNoRate() {
    refused("requests=70952", "requests=0", "answered nothing");
  }

  private static void refused(String line, String instead, String why) {
    assertThatThrownBy(() -> WrkReport.read(OUTPUT.replace(line, instead)).clean("postern"))
        .isInstanceOf(NotMeasured.class)
        .hasMessageContaining(why);
  }
}
