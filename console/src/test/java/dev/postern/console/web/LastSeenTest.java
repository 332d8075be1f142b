package dev.postern.console.web;

import static dev.postern.console.web.Tokens.session;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long a session may lie idle. */
final class LastSeenTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final int ROOM = 50_000;

  private final LastSeen lastSeen = new LastSeen();

  private static Instant minutes(long minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void aSessionThatIsUsedLivesOn() {
    Session session = session("one", NOON);

    for (int minute = 0; minute <= 300; minute += 30) {
      assertThat(lastSeen.touch(session, minutes(minute))).isTrue();
    }
  }

  @Test
  void aSessionThatLayIdleForMoreThanHalfAnHourIsOver() {
    Session session = session("one", NOON);

    assertThat(lastSeen.touch(session, minutes(10))).isTrue();
    assertThat(lastSeen.touch(session, minutes(40).plusMillis(1))).isFalse();
  }

  @Test
  void aSessionThatIsOverStaysSo() {
    Session session = session("one", NOON);

    assertThat(lastSeen.touch(session, minutes(10))).isTrue();
    assertThat(lastSeen.touch(session, minutes(41))).isFalse();
    assertThat(lastSeen.touch(session, minutes(42))).isFalse();
  }

  @Test
  void aSessionThatThisNodeDoesNotKnowWasUsedWhenItBegan() {
    assertThat(lastSeen.touch(session("young", NOON), minutes(30))).isTrue();
    assertThat(lastSeen.touch(session("old", NOON), minutes(31))).isFalse();
  }

  @Test
  void nobodyLivesOnByWhatAnotherDoes() {
    assertThat(lastSeen.touch(session("one", NOON), minutes(29))).isTrue();
    assertThat(lastSeen.touch(session("other", NOON), minutes(31))).isFalse();
  }

  @Test
  void whereThereIsNoRoomWhoIsInStaysAndWhoComesHasHalfAnHour() {
    fill();
    Session late = session("late", NOON);

    assertThat(lastSeen.touch(late, minutes(20))).isTrue();
    assertThat(lastSeen.touch(session("s1", NOON), minutes(25))).isTrue();
    assertThat(lastSeen.touch(late, minutes(31))).isFalse();
    assertThat(lastSeen.touch(session("s1", NOON), minutes(55))).isTrue();
  }

  @Test
  void whoIsOverMakesRoom() {
    fill();
    Session late = session("late", minutes(5));

    assertThat(lastSeen.touch(late, minutes(31))).isTrue();
    assertThat(lastSeen.touch(late, minutes(60))).isTrue();
  }

  private void fill() {
    for (int i = 0; i < ROOM; i++) {
      lastSeen.touch(session("s" + i, NOON), NOON);
    }
  }
}
