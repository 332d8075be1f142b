package dev.postern.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TurnTest {

  @Test
  void oneIsAskedAtATimeAndWhoWaitsTooLongIsRefused() throws Exception {
    Turn turn = new Turn(Duration.ofMillis(50));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread slow =
        Thread.ofVirtual()
            .start(() -> {
              try {
                turn.ask(() -> {
                  asked.countDown();
                  try {
                    return end.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    return false;
                  }
                });
              } catch (Refusal e) {
                throw new AssertionError(e);
              }
            });
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> turn.ask(() -> 1));
    end.countDown();
    slow.join();
    assertThat(turn.<Integer>ask(() -> 2)).isEqualTo(2);
  }

  @Test
  void aQuestionThatIsRefusedGivesItsTurnBack() throws Exception {
    Turn turn = new Turn(Duration.ofMillis(50));
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() ->
            turn.ask(() -> {
              throw AdminReason.Invalid.at("?", "is wrong");
            }));
    assertThat(turn.<Integer>ask(() -> 3)).isEqualTo(3);
  }
}
