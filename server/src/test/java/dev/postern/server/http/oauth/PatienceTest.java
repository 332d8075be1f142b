package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.http.Reply;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How requests wait for what tells who their clients are, and how many. */
@Timeout(60)
final class PatienceTest {

  private static final ClientId APP = new ClientId("app_1");

  private final Patience patience = new Patience();
  private final CountDownLatch release = new CountDownLatch(1);

  /** Awaits something, the first times; then it is done. */
  private final class Asking implements Patience.Step {

    private final ClientId client;
    private final int times;
    private int taken;

    private Asking(ClientId client, int times) {
      this.client = client;
      this.times = times;
    }

    @Override
    public Reply take() throws Refusal {
      if (++taken > times) {
        return Reply.empty(200);
      }
      throw new Refusal(new Awaited(client, this::held, TokenReason.KEYS_UNAVAILABLE));
    }

    private void held() {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private Reply answer(TenantName tenant, Patience.Step step) {
    return patience.answer(tenant, step, TokenReply::refusal);
  }

  @Test
  void whatAwaitsNothingIsAnsweredAtOnce() {
    assertThat(answer(HOME, new Asking(APP, 0)).status()).isEqualTo(200);
    Reply refused =
        answer(
            HOME,
            () -> {
              throw new Refusal(TokenReason.PROOF_WRONG);
            });
    assertThat(refused.status()).isEqualTo(401);
  }

  @Test
  void whoWaitedIsAskedOnceMoreOnlyWhereSomebodyStillWantsToKnow() throws Exception {
    release.countDown();
    Asking step = new Asking(APP, 1);
    Reply later = answer(HOME, step).rest().orElseThrow().call();
    assertThat(step.taken).as("the engine may drop it here").isEqualTo(1);
    assertThat(later.rest().orElseThrow().call().status()).isEqualTo(200);
    assertThat(step.taken).isEqualTo(2);
  }

  @Test
  void nobodyWaitsTwice() {
    release.countDown();
    Asking step = new Asking(APP, 2);
    assertThat(TokenCall.atLast(answer(HOME, step)).status()).isEqualTo(503);
    assertThat(step.taken).isEqualTo(2);
  }

  @Test
  void whoIsOneTooManyOfAnAppIsSentAwayAtOnceAndNobodyElse() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> answers = new ArrayList<>();
      for (int i = 0; i < WaitingRoom.MOST_OF_APP; i++) {
        Reply reply = answer(HOME, new Asking(APP, 1));
        answers.add(threads.submit(() -> TokenCall.atLast(reply)));
      }
      while (patience.waiting() < WaitingRoom.MOST_OF_APP) {
        Thread.sleep(5);
      }
      Reply tooMany = TokenCall.atLast(answer(HOME, new Asking(APP, 1)));
      assertThat(tooMany.status()).isEqualTo(503);
      assertThat(TokenCall.text(tooMany, "error")).isEqualTo("temporarily_unavailable");
      assertThat(tooMany.headers().first("Retry-After")).contains("2");
      Reply others = answer(ACME, new Asking(APP, 1));
      answers.add(threads.submit(() -> TokenCall.atLast(others)));
      release.countDown();
      for (Future<Reply> each : answers) {
        assertThat(each.get().status()).isEqualTo(200);
      }
    }
    assertThat(patience.waiting()).isZero();
  }

  @Test
  void aPlaceIsGivenBackAlsoWhereThereIsNoUseInAskingOnceMore() {
    Patience.Step step =
        () -> {
          throw new Refusal(
              new Awaited(
                  APP,
                  () -> {
                    throw new Refusal(TokenReason.SECRET_UNCHECKED);
                  },
                  TokenReason.KEYS_UNAVAILABLE));
        };
    for (int i = 0; i < WaitingRoom.MOST_OF_APP + 1; i++) {
      Reply reply = TokenCall.atLast(answer(HOME, step));
      assertThat(TokenCall.text(reply, "error_description")).contains("checking secrets");
    }
    assertThat(patience.waiting()).isZero();
  }

  @Test
  void aTenantHasItsShareOfThePlacesAndAllHaveAnEnd() {
    WaitingRoom room = new WaitingRoom();
    int entered = 0;
    for (int i = 0; i < WaitingRoom.MOST_OF_TENANT; i++) {
      assertThat(room.enter(HOME, new ClientId("app_" + i))).isTrue();
      entered++;
    }
    assertThat(room.enter(HOME, new ClientId("app_more"))).as("one of the tenant").isFalse();
    for (int i = 0; entered < WaitingRoom.MOST; i++) {
      assertThat(room.enter(new TenantName("t" + i), APP)).isTrue();
      entered++;
    }
    assertThat(room.enter(ACME, APP)).as("one of all").isFalse();
    assertThat(room.size()).isEqualTo(WaitingRoom.MOST);
    room.leave(HOME, new ClientId("app_0"));
    assertThat(room.enter(ACME, APP)).isTrue();
  }
}
