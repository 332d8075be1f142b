package dev.postern.protocol.token;

import static dev.postern.protocol.token.Replays.Owner.alone;
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

  /** Of which one alone comes to two thirds. */
  private final Replays replays = new Replays(150);

  @Test
  void whatWasUsedIsNotUsedAgain() {
    assertThat(replays.claim(alone("app"), "1", END, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim(alone("app"), "1", END, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(replays.claim(alone("app"), "1", END, END)).isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void aNameIsUsedUpWhateverEndItComesWith() {
    replays.claim(alone("app"), "1", END, NOW);
    assertThat(replays.claim(alone("app"), "1", END.plusSeconds(7), NOW))
        .isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void twoOwnersMayUseOneName() {
    replays.claim(alone("ab"), "c", END, NOW);
    assertThat(replays.claim(alone("a"), "bc", END, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim(alone("b"), "c", END, NOW)).isEqualTo(Replays.Claim.FIRST);
  }

  @Test
  void whatNobodyAcceptsAnyMoreIsForgotten() {
    replays.claim(alone("app"), "1", END, NOW);
    replays.claim(alone("app"), "2", END.plusSeconds(60), NOW);
    replays.claim(alone("app"), "3", END.plusSeconds(90), END.plusSeconds(2));
    assertThat(replays.size()).isEqualTo(2);
    assertThat(replays.claim(alone("app"), "2", END, END.plusSeconds(2)))
        .isEqualTo(Replays.Claim.AGAIN);
  }

  @Test
  void nothingIsForgottenToMakeRoom() {
    for (int i = 0; i < 100; i++) {
      assertThat(replays.claim(alone("app"), "" + i, END, NOW)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(replays.claim(alone("app"), "more", END, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(replays.claim(alone("app"), "0", END, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(replays.claim(alone("app"), "more", END.plusSeconds(60), END.plusSeconds(1)))
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
          copies.add(() -> many.claim(alone("app"), id, END, NOW));
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
      assertThat(shared.claim(alone("one"), "id" + i, until, NOW)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(shared.claim(alone("one"), "more", until, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(shared.claim(alone("one"), "id0", until, NOW)).isEqualTo(Replays.Claim.AGAIN);
    assertThat(shared.claim(alone("other"), "more", until, NOW)).isEqualTo(Replays.Claim.FIRST);
    assertThat(shared.claim(alone("one"), "more", until.plusSeconds(60), NOW.plusSeconds(61)))
        .isEqualTo(Replays.Claim.FIRST);
    assertThat(shared.size()).isEqualTo(1);
  }

  @Test
  void muchThatEndsAtOnceIsForgottenLittleByLittle() {
    Replays many = new Replays(1_500);
    for (int i = 0; i < 1_000; i++) {
      many.claim(alone("app"), "" + i, END, NOW);
    }
    assertThat(many.size()).isEqualTo(1_000);
    Instant later = END.plusSeconds(1);
    Instant until = later.plusSeconds(60);
    assertThat(many.claim(alone("app"), "a", until, later)).isEqualTo(Replays.Claim.FIRST);
    assertThat(many.size()).isBetween(950, 999);
    for (int i = 0; i < 100; i++) {
      assertThat(many.claim(alone("app"), "b" + i, until, later)).isEqualTo(Replays.Claim.FIRST);
    }
    assertThat(many.size()).isEqualTo(101);
  }

  @Test
  void whatWasForgottenIsNotTakenWhenTheClockIsSetBack() {
    replays.claim(alone("app"), "1", END, NOW);
    replays.claim(alone("app"), "2", END.plusSeconds(600), END.plusSeconds(300));
    assertThat(replays.claim(alone("app"), "1", END, NOW)).isEqualTo(Replays.Claim.FULL);
    assertThat(replays.claim(alone("app"), "3", END.plusSeconds(1), NOW))
        .isEqualTo(Replays.Claim.FIRST);
  }

  private static int filled(Replays room, Replays.Owner owner) {
    int count = 0;
    while (room.claim(owner, "" + count, END, NOW) == Replays.Claim.FIRST) {
      count++;
    }
    return count;
  }

  @Test
  void aGroupHasFourTimesWhatIsLeftAndWhoeverComesLaterHasRoom() {
    Replays room = new Replays(1_000, 100);
    int first = 0;
    for (int i = 0; i < 100; i++) {
      first += filled(room, new Replays.Owner("one", "app" + i));
    }
    assertThat(first).isBetween(780, 800);
    assertThat(room.claim(new Replays.Owner("one", "late"), "x", END, NOW))
        .isEqualTo(Replays.Claim.FULL);
    int second = 0;
    for (int i = 0; i < 100; i++) {
      second += filled(room, new Replays.Owner("another", "app" + i));
    }
    assertThat(second).isBetween(140, 160);
    assertThat(filled(room, new Replays.Owner("a third", "app"))).isBetween(20, 40);
  }

  @Test
  void inAGroupThatPressesAnOwnerWhoHasLittleHasRoomStill() {
    Replays room = new Replays(1_000, 100);
    for (int i = 0; i < 7; i++) {
      assertThat(filled(room, new Replays.Owner("one", "app" + i))).isEqualTo(100);
    }
    int eighth = filled(room, new Replays.Owner("one", "app7"));
    assertThat(eighth).isBetween(80, 90);
    assertThat(filled(room, new Replays.Owner("one", "late"))).isPositive();
  }

  @Test
  void aGroupGetsItsRoomBackWithTime() {
    Replays room = new Replays(100, 100);
    int some = filled(room, new Replays.Owner("one", "app"));
    Instant later = END.plusSeconds(1);
    Replays.Owner other = new Replays.Owner("one", "other");
    for (int i = 0; i < 10; i++) {
      room.claim(other, "" + i, later.plusSeconds(60), later);
    }
    assertThat(some).isBetween(60, 70);
    assertThat(room.size()).isEqualTo(10);
    assertThat(room.claim(new Replays.Owner("one", "app"), "0", later.plusSeconds(60), later))
        .isEqualTo(Replays.Claim.FIRST);
  }

  @Test
  void twoGroupsMayHaveOwnersOfOneName() {
    assertThat(replays.claim(new Replays.Owner("a", "app"), "1", END, NOW))
        .isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim(new Replays.Owner("b", "app"), "1", END, NOW))
        .isEqualTo(Replays.Claim.FIRST);
    assertThat(replays.claim(new Replays.Owner("aa", "pp"), "1", END, NOW))
        .isEqualTo(Replays.Claim.FIRST);
  }
}
