package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.CheckedSecrets.Pair;
import dev.postern.server.clientauth.SlowChecks.Asker;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many secrets are compared with slow hashes at once, and for whom. */
@Timeout(60)
final class SlowChecksTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger compared = new AtomicInteger();

  private static Pair pair(int number) {
    return new Pair("$hash", "offered " + number);
  }

  private static Asker asker(int app, int address) {
    return asker("home" + app % 3, app, "10.0.0." + address);
  }

  private static Asker asker(String tenant, int app, String address) {
    return new Asker(
        new TenantName(tenant), new ClientId("app" + app), InetAddress.ofLiteral(address));
  }

  /** A comparison that takes until it is let go. */
  private boolean held() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    compared.incrementAndGet();
    return true;
  }

  private static Reason refused(SlowChecks checks, int pair, Asker asker, BooleanSupplier work) {
    try {
      throw new AssertionError(
          "answered " + checks.matches(pair(pair), asker, work, checks.latest()));
    } catch (Refusal refusal) {
      return refusal.reason();
    }
  }

  @Test
  void whoWaitsTooLongIsSentAwayAndWhatHeBeganGoesOn() throws Exception {
    SlowChecks checks = new SlowChecks(1, SHORT);
    assertThat(refused(checks, 1, asker(1, 1), this::held)).isEqualTo(TokenReason.SECRET_UNCHECKED);
    assertThat(compared).hasValue(0);
    release.countDown();
    SlowChecks patient = new SlowChecks(1, LONG);
    assertThat(patient.matches(pair(1), asker(1, 1), this::held, patient.latest())).isTrue();
    while (compared.get() < 2) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anAppHasTwoAtOnceAndTheOthersHaveRoom() {
    SlowChecks checks = new SlowChecks(1, SHORT);
    for (int i = 0; i < SlowChecks.MOST_OF_APP; i++) {
      assertThat(refused(checks, i, asker(1, i), this::held))
          .isEqualTo(TokenReason.SECRET_UNCHECKED);
    }
    assertThat(refused(checks, 9, asker(1, 9), this::held)).isEqualTo(new TooMany(SHORT));
    assertThat(refused(checks, 9, asker(2, 9), this::held))
        .as("another app waits for its turn")
        .isEqualTo(TokenReason.SECRET_UNCHECKED);
    release.countDown();
  }

  @Test
  void aHostHasEightAtOnce() {
    SlowChecks checks = new SlowChecks(1, SHORT);
    for (int i = 0; i < SlowChecks.MOST_OF_HOST; i++) {
      assertThat(refused(checks, i, asker(i, 1), this::held))
          .isEqualTo(TokenReason.SECRET_UNCHECKED);
    }
    assertThat(refused(checks, 99, asker(99, 1), this::held)).isEqualTo(new TooMany(SHORT));
    assertThat(refused(checks, 99, asker(99, 2), this::held))
        .isEqualTo(TokenReason.SECRET_UNCHECKED);
    release.countDown();
  }

  @Test
  void allAddressesThatAHostOfIpv6HasAreOne() {
    SlowChecks checks = new SlowChecks(1, SHORT);
    for (int i = 0; i < SlowChecks.MOST_OF_HOST; i++) {
      assertThat(refused(checks, i, asker("home" + i % 3, i, "2001:db8::" + i), this::held))
          .isEqualTo(TokenReason.SECRET_UNCHECKED);
    }
    assertThat(refused(checks, 99, asker("home", 99, "2001:db8::ffff:0:0:1"), this::held))
        .isEqualTo(new TooMany(SHORT));
    assertThat(refused(checks, 99, asker("home", 99, "2001:db8:0:1::1"), this::held))
        .isEqualTo(TokenReason.SECRET_UNCHECKED);
    release.countDown();
  }

  @Test
  void aTenantHasSixteenAtOnceAndTheOthersHaveRoom() {
    SlowChecks checks = new SlowChecks(1, SHORT);
    for (int i = 0; i < SlowChecks.MOST_OF_TENANT; i++) {
      assertThat(refused(checks, i, asker("home", i, "10.0.0." + i), this::held))
          .isEqualTo(TokenReason.SECRET_UNCHECKED);
    }
    assertThat(refused(checks, 99, asker("home", 99, "10.0.0.99"), this::held))
        .isEqualTo(new TooMany(SHORT));
    assertThat(refused(checks, 99, asker("acme", 99, "10.0.0.99"), this::held))
        .isEqualTo(TokenReason.SECRET_UNCHECKED);
    release.countDown();
  }

  @Test
  void whereThePoolIsFullNothingIsBegun() throws Exception {
    SlowChecks checks = new SlowChecks(1, SHORT);
    for (int i = 0; i < SlowChecks.MOST; i++) {
      assertThat(refused(checks, i, asker(i, i), this::held))
          .isEqualTo(TokenReason.SECRET_UNCHECKED);
    }
    AtomicInteger more = new AtomicInteger();
    BooleanSupplier counted = () -> more.incrementAndGet() > 0;
    assertThat(refused(checks, 99, asker(99, 99), counted)).isEqualTo(TokenReason.SECRET_UNCHECKED);
    release.countDown();
    while (compared.get() < SlowChecks.MOST) {
      Thread.onSpinWait();
    }
    assertThat(more).as("turned away, not queued").hasValue(0);
    Thread.sleep(SHORT);
    assertThat(checks.matches(pair(99), asker(99, 99), counted, checks.latest()))
        .as("room again")
        .isTrue();
  }

  @Test
  void manyWhoAskForOnePairAreAnsweredByOneComparison() throws Exception {
    SlowChecks checks = new SlowChecks(2, LONG);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Callable<Boolean> call =
            () -> checks.matches(pair(1), asker(1, 1), this::held, checks.latest());
        answers.add(callers.submit(call));
      }
      Thread.sleep(200);
      release.countDown();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(compared).hasValue(1);
  }

  @Test
  void aComparisonThatFailsIsToldAndTheNextOneIsMade() throws Exception {
    SlowChecks checks = new SlowChecks(1, LONG);
    BooleanSupplier failing =
        () -> {
          throw new OutOfMemoryError("no room for Argon2id");
        };
    assertThat(refused(checks, 1, asker(1, 1), failing)).isEqualTo(TokenReason.SECRET_UNCHECKED);
    assertThat(checks.matches(pair(1), asker(1, 1), () -> false, checks.latest())).isFalse();
  }
}
