package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ReplaysTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Instant END = NOW.plusSeconds(300);

  private final Replays replays = new Replays(100);

  @Test
  void whatWasUsedIsNotUsedAgain() {
    assertThat(replays.claim("app", "1", END, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim("app", "1", END, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(replays.claim("app", "1", END, END)).isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void aNameIsUsedUpWhateverEndItComesWith() {
    replays.claim("app", "1", END, NOW);
    assertThat(replays.claim("app", "1", END.plusSeconds(7), NOW)).isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void twoOwnersMayUseOneName() {
    replays.claim("ab", "c", END, NOW);
    assertThat(replays.claim("a", "bc", END, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim("b", "c", END, NOW)).isEqualTo(Replays.Claim.FIRST);
  }

  @Test
  void whatNobodyAcceptsAnyMoreIsForgotten() {
    replays.claim("app", "1", END, NOW);
    replays.claim("app", "2", END.plusSeconds(60), NOW);
    replays.claim("app", "3", END.plusSeconds(90), END.plusSeconds(2));
    assertThat(replays.size()).isEqualTo(2);
    assertThat(replays.claim("app", "2", END, END.plusSeconds(2))).isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void nothingIsForgottenToMakeRoom() {
    for (int i = 0; i < 100; i++) {
      assertThat(replays.claim("app", "" + i, END, NOW)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(replays.claim("app", "more", END, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(replays.claim("app", "0", END, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(replays.claim("app", "more", END.plusSeconds(60), END.plusSeconds(1)))
        .isEqualTo(Replays.Claim.FIRST);
  }

  @Test
  void ofManyAtOnceExactlyOneIsTheFirst() throws Exception {
    Replays many = new Replays(1_000);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 200; round++) {
        String id = "" + round;
        List<Callable<Replays.Claim>> copies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          copies.add(() -> many.claim("app", id, END, NOW));
        }
        int first = 0;
        for (Future<Replays.Claim> each : threads.invokeAll(copies)) {
          first += each.get() == Replays.Claim.FIRST ? 1 : 0;
        }
        assertThat(first).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(many.size()).isEqualTo(200);
  }

  @Test
  void oneOwnerFillsHisShareAndNobodyElses() {
    Replays shared = new Replays(10, 3);
    Instant until = NOW.plusSeconds(60);
    for (int i = 0; i < 3; i++) {
      assertThat(shared.claim("one", "id" + i, until, NOW)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(shared.claim("one", "more", until, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(shared.claim("one", "id0", until, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(shared.claim("other", "more", until, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(shared.claim("one", "more", until.plusSeconds(60), NOW.plusSeconds(61)))
        .isEqualTo(Replays.Claim.FIRST);
    assertThat(shared.size()).isEqualTo(1);
  }

  @Test
  void muchThatEndsAtOnceIsForgottenLittleByLittle() {
    Replays many = new Replays(1_000);
    for (int i = 0; i < 1_000; i++) {
      many.claim("app", "" + i, END, NOW);
    }
    assertThat(many.size()).isEqualTo(1_000);
    Instant later = END.plusSeconds(1);
    Instant until = later.plusSeconds(60);
    assertThat(many.claim("app", "a", until, later)).isEqualTo(Replays.Claim.FIRST);
    assertThat(many.size()).isBetween(950, 999);
    for (int i = 0; i < 100; i++) {
      assertThat(many.claim("app", "b" + i, until, later)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(many.size()).isEqualTo(101);
  }

  @Test
  void whatWasForgottenIsNotTakenWhenTheClockIsSetBack() {
    replays.claim("app", "1", END, NOW);
    replays.claim("app", "2", END.plusSeconds(600), END.plusSeconds(300));
    assertThat(replays.claim("app", "1", END, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(replays.claim("app", "3", END.plusSeconds(1), NOW)).isEqualTo(Replays.Claim.FIRST);
  }
}
