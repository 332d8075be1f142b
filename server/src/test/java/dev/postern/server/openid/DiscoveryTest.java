package dev.postern.server.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.server.LogLines;
import dev.postern.server.TestOpenIdProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of it when the provider cannot be asked who it is, or what it says is of no use. */
final class DiscoveryTest {

  private static final int HOUR = 3_600;

  private final TestOpenIdProvider there = new TestOpenIdProvider();
  private volatile Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private volatile Discovery.Asking work = this::ask;
  private final AtomicInteger asked = new AtomicInteger();
  private final Discovery discovery =
      new Discovery(
          () -> {
            asked.incrementAndGet();
            return work.ask();
          },
          () -> now);

  @AfterEach
  void close() {
    there.close();
  }

  private Provider ask() throws IOException {
    return Provider.discover(
        there.issuer(), TestOpenIdProvider.CLIENT, new ProviderCalls(Optional.empty()));
  }

  private void fails() {
    assertThatExceptionOfType(IOException.class).isThrownBy(discovery::provider);
  }

  private static Provider broken() throws IOException {
    throw new IOException("the answer is 503");
  }

  @Test
  void aProviderThatIsAwayIsLeftAloneForAWhileAndAskedAgain() throws IOException {
    there.broken(503);
    fails();
    there.broken(0);
    fails();
    assertThat(asked).hasValue(1);
    now = now.plusSeconds(2);
    assertThat(discovery.provider()).isNotNull();
  }

  @Test
  void whatItSaidGoesOnCountingForADayWhereItCannotBeAskedOnceMore() throws IOException {
    Provider before = discovery.provider();
    there.broken(503);
    for (int i = 0; i < 2; i++) {
      now = now.plusSeconds(HOUR + 1);
      assertThat(discovery.provider()).isSameAs(before);
    }
    now = now.plusSeconds(23 * HOUR);
    fails();
  }

  @Test
  void whateverGoesWrongItIsLeftAloneForAWhile() throws IOException {
    work =
        () -> {
          throw new IllegalStateException("a library that is surprised");
        };
    fails();
    work = this::ask;
    fails();
    assertThat(asked).hasValue(1);
    now = now.plusSeconds(2);
    assertThat(discovery.provider()).isNotNull();
  }

  @Test
  void anErrorMakesItRestAsWell() {
    work =
        () -> {
          throw new StackOverflowError("nested too deeply");
        };
    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(discovery::provider);
    fails();
    assertThat(asked).hasValue(1);
  }

  @Test
  void theLogHearsOfItWhenItCannotBeAskedOnceMoreOnceAnHourAndWhenItCan() throws IOException {
    Provider before = discovery.provider();
    work = DiscoveryTest::broken;
    try (LogLines log = new LogLines("openid.Discovery")) {
      now = now.plusSeconds(HOUR + 1);
      for (int i = 0; i < 5; i++) {
        assertThat(discovery.provider()).isSameAs(before);
        now = now.plusSeconds(10);
      }
      assertThat(log.only())
          .startsWith("WARN the OpenID provider cannot be asked who it is: the answer is 503;")
          .contains("counts until 2026-11-30T12:00:00Z");
      now = now.plusSeconds(HOUR);
      assertThat(discovery.provider()).isSameAs(before);
      assertThat(log.all()).hasSize(2);
      work = this::ask;
      now = now.plusSeconds(2);
      assertThat(discovery.provider()).isNotSameAs(before);
      assertThat(log.all()).hasSize(3).last().asString().startsWith("INFO ").contains("again");
    }
  }

  @Test
  void nobodyGoesByWhatIsTooOldWhileAnotherAsks() throws Exception {
    Provider before = discovery.provider();
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch asking = new CountDownLatch(1);
    work =
        () -> {
          asking.countDown();
          await(slow);
          return broken();
        };
    now = now.plusSeconds(24 * HOUR - 1);
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Provider> first = people.submit(discovery::provider);
      assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(discovery.provider()).as("it counts still").isSameAs(before);
      now = now.plusSeconds(1);
      Future<Provider> second = people.submit(discovery::provider);
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS));
      slow.countDown();
      for (Future<Provider> each : List.of(first, second)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> each.get(10, TimeUnit.SECONDS))
            .withCauseInstanceOf(IOException.class);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
