package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.client.Wire.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a kept token serves, when a new one is got, and how often the server is asked for it. */
final class TokenSourceTest {

  private static final int THREADS = 200;

  private final TurnedClock clock = new TurnedClock();
  private Wire wire;
  private TokenSource tokens;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    tokens =
        PosternClient.of(wire.issuer())
            .clock(clock)
            .credentials("archiver", "secret")
            .audience("https://storage.example.com");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  /** Waits for what another thread does; bounded, and the test fails where it never happens. */
  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private Reason reason() {
    TokenUnavailable refused = catchThrowableOfType(TokenUnavailable.class, tokens::token);
    assertThat(refused).isNotNull();
    return refused.reason();
  }

  @Test
  void twoHundredThreadsMakeOneRequest() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;
    CountDownLatch ready = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<String>> answers = new ArrayList<>();
      Callable<String> caller =
          () -> {
            ready.countDown();
            return tokens.authorization();
          };
      for (int i = 0; i < THREADS; i++) {
        answers.add(threads.submit(caller));
      }
      assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
      eventually(() -> wire.tokenRequests.size() == 1);
      gate.countDown();
      for (Future<String> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("Bearer t1");
      }
      assertThat(wire.tokenRequests).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTokenServesUntilThreeQuartersOfItsLifeWithoutAnotherRequest() throws Exception {
    tokens.token();
    clock.turn(Duration.ofSeconds(749));

    assertThat(tokens.token().value()).isEqualTo("t1");
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void nearItsEndATokenServesOnWhileANewOneIsFetchedBehindIt() throws Exception {
    tokens.token();
    clock.turn(Duration.ofSeconds(901));
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;

    assertThat(tokens.token().value()).isEqualTo("t1");
    eventually(() -> wire.tokenRequests.size() == 2);
    assertThat(tokens.token().value()).isEqualTo("t1");
    gate.countDown();
    eventually(() -> current().equals("t2"));
    assertThat(wire.tokenRequests).hasSize(2);
  }

  private String current() {
    try {
      return tokens.token().value();
    } catch (TokenUnavailable e) {
      return e.reason().text();
    }
  }

  @Test
  void aTokenThatWouldExpireOnItsWayIsNotGivenOut() throws Exception {
    tokens.token();
    clock.turn(Duration.ofSeconds(990));

    assertThat(tokens.token().value()).isEqualTo("t2");
  }

  @Test
  void aRefreshThatFailsLeavesTheOldTokenInServiceAndIsNotRepeatedAtOnce() throws Exception {
    tokens.token();
    clock.turn(Duration.ofSeconds(901));
    wire.tokenAnswers.add(Answer.of(401, "{\"error\":\"invalid_client\"}"));

    tokens.token();
    // The next request can only come from the refresh after the pause, once the first has landed.
    eventually(() -> {
      clock.turn(Duration.ofMillis(500));
      return current().equals("t2");
    });
    assertThat(wire.tokenRequests).hasSize(3);
  }

  @Test
  void aFailureIsRememberedForASecond() throws Exception {
    wire.tokenAnswers.add(Answer.of(401, "{\"error\":\"invalid_client\"}"));

    assertThat(reason()).isEqualTo(new Reason.Refused("invalid_client", "", 401));
    assertThat(reason()).isEqualTo(new Reason.Refused("invalid_client", "", 401));
    assertThat(wire.tokenRequests).hasSize(1);
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.token().value()).isEqualTo("t1");
  }

  @Test
  void aServerThatAsksForALongPauseGetsIt() throws Exception {
    wire.tokenAnswers.add(
        new Answer(429, "{\"error\":\"temporarily_unavailable\"}", Map.of("Retry-After", "120")));

    assertThat(reason()).isEqualTo(new Reason.Refused("temporarily_unavailable", "", 429));
    clock.turn(Duration.ofSeconds(119));
    assertThat(reason()).isInstanceOf(Reason.Refused.class);
    assertThat(wire.tokenRequests).hasSize(1);
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.token().value()).isEqualTo("t1");
  }

  @Test
  void anInterruptedCallerLeavesAndTheOthersStillGetTheToken() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;
    Thread.currentThread().interrupt();

    assertThat(reason()).isEqualTo(new Reason.Interrupted());
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
    assertThat(tokens.token().value()).isEqualTo("t1");
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void aRefusedTokenIsReplacedAtOnce() throws Exception {
    assertThat(tokens.refused(tokens.token())).isTrue();

    assertThat(tokens.token().value()).isEqualTo("t2");
  }

  @Test
  void aReplacementThatIsRefusedTooIsKeptForASecondAndTheNextForTwo() throws Exception {
    tokens.refused(tokens.token());

    assertThat(tokens.refused(tokens.token())).isFalse();
    assertThat(tokens.token().value()).isEqualTo("t2");
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.refused(tokens.token())).isTrue();
    assertThat(tokens.token().value()).isEqualTo("t3");
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.refused(tokens.token())).isFalse();
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.refused(tokens.token())).isTrue();
  }

  @Test
  void aTokenThatServedForAWhileEndsTheRowOfReplacements() throws Exception {
    tokens.refused(tokens.token());
    tokens.token();
    clock.turn(Duration.ofSeconds(61));

    assertThat(tokens.refused(tokens.token())).isTrue();
    tokens.token();
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.refused(tokens.token())).isTrue();
  }

  @Test
  void aTokenThatIsNoLongerHeldDropsNothing() throws Exception {
    IssuedToken old = tokens.token();
    tokens.refused(old);
    tokens.token();

    assertThat(tokens.refused(old)).isTrue();
    assertThat(tokens.token().value()).isEqualTo("t2");
  }
}
