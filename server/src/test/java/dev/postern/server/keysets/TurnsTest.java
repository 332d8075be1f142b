package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.store.TenantName;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who fetches next. */
final class TurnsTest {

  private static final TenantName SLOW = new TenantName("slow");
  private static final TenantName QUICK = new TenantName("quick");

  private final Turns turns = new Turns();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final Semaphore done = new Semaphore(0);

  @AfterEach
  void close() {
    release.countDown();
    turns.close();
  }

  private void held() {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    atOnce.decrementAndGet();
    done.release();
  }

  @Test
  void whatOneTenantKeepsWaitingKeepsNoOtherWaiting() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      assertThat(turns.take(SLOW, this::held)).isTrue();
    }
    CountDownLatch quick = new CountDownLatch(1);
    assertThat(turns.take(QUICK, quick::countDown)).isTrue();
    assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(mostAtOnce.get()).isLessThanOrEqualTo(Turns.OF_ONE);
    release.countDown();
    assertThat(done.tryAcquire(200, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(mostAtOnce.get()).isEqualTo(Turns.OF_ONE);
  }

  @Test
  void allTogetherAreBoundedAndEachComesToItsTurn() throws InterruptedException {
    int tenants = Turns.AT_ONCE / Turns.OF_ONE + 4;
    for (int i = 0; i < tenants; i++) {
      for (int j = 0; j < Turns.OF_ONE; j++) {
        turns.take(new TenantName("t" + i), this::held);
      }
    }
    release.countDown();
    assertThat(done.tryAcquire(tenants * Turns.OF_ONE, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(mostAtOnce.get()).isLessThanOrEqualTo(Turns.AT_ONCE);
  }

  @Test
  void aQueueHasAnEnd() {
    for (int i = 0; i < Turns.OF_ONE + Turns.WAITING; i++) {
      assertThat(turns.take(SLOW, this::held)).isTrue();
    }
    assertThat(turns.take(SLOW, this::held)).isFalse();
    assertThat(turns.take(QUICK, () -> {})).isTrue();
  }

  @Test
  void whatFailsGivesItsPlaceBack() throws InterruptedException {
    for (int i = 0; i < Turns.OF_ONE * 3; i++) {
      turns.take(
          SLOW,
          () -> {
            done.release();
            throw new IllegalStateException("a mistake");
          });
    }
    assertThat(done.tryAcquire(Turns.OF_ONE * 3, 10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoIsClosedTakesNothing() {
    turns.close();
    assertThat(turns.take(QUICK, done::release)).isFalse();
  }
}
