package dev.postern.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A fuzz test can fail for time and for memory. */
final class ReadingCostTest {

  private static final Duration NEVER = Duration.ofDays(1);

  private final AtomicLong nanos = new AtomicLong();

  private ReadingCost cost(Duration betweenLooks) {
    return new ReadingCost(betweenLooks, nanos::get);
  }

  /** One reading after the other takes so many milliseconds; how many were done. */
  private int readings(long... millis) {
    List<Long> done = new ArrayList<>();
    String found =
        cost(NEVER)
            .of(() -> {
              nanos.addAndGet(Duration.ofMillis(millis[done.size()]).toNanos());
              done.add(nanos.get());
              return "found " + done.size();
            });
    assertThat(found).isEqualTo("found 1");
    return done.size();
  }

  @Test
  void anInputMayTakeFiftyMillisecondsOnce() {
    assertThat(readings(50)).isEqualTo(1);
    assertThat(readings(51, 50)).isEqualTo(2);
    assertThat(readings(9000, 90, 1)).isEqualTo(3);
    assertThat(readings(60, 60, 60, 60, 60, 60, 60, 60, 60, 50)).isEqualTo(10);
  }

  @Test
  void anInputThatIsSlowEachTimeIsTooSlow() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> readings(900, 51, 70, 70, 70, 70, 70, 70, 70, 70))
        .withMessageContaining("took 51 ms");
  }

  @Test
  void whatStaysInMemoryIsFound() {
    ReadingCost cost = cost(Duration.ZERO);
    List<byte[]> kept = new ArrayList<>();
    assertThat(cost.of(() -> kept.add(new byte[1]))).isTrue();
    // What goes away again is nobody's business.
    assertThat(cost.of(() -> new byte[(int) ReadingCost.GROWTH * 2].length)).isPositive();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> cost.of(() -> kept.add(new byte[(int) ReadingCost.GROWTH * 2])))
        .withMessageContaining("after 3 inputs");
    assertThat(kept).hasSize(2);
  }
}
