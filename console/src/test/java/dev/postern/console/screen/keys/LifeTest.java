package dev.postern.console.screen.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.screen.keys.KeyScreens.Life;
import dev.postern.console.web.Item;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A key's life on a line of 150 days. */
final class LifeTest {

  private static final String MADE = "2026-11-29T09:00:00Z";
  private static final String LATER = "2026-11-29T12:00:00Z";

  private static Life life(String state, String since, long from, long begin, long end) {
    JsonObject key =
        JsonObject.builder()
            .put("state", state)
            .put("created_at", MADE)
            .put("state_since", since)
            .put("state_until", LATER)
            .build();
    return new Life(new Item(key), from, begin, end);
  }

  @Test
  void whatLastsHoursIsSeenOnALineOfMonths() {
    Life life = life("active", LATER, 200, 200, 201);

    assertThat(life.present()).isEqualTo(20);
    assertThat(life.presentAt()).isEqualTo(200);
    assertThat(life.past()).isEqualTo(20);
    assertThat(life.pastAt()).isEqualTo(180);
  }

  @Test
  void whatIsAtTheEndsOfTheLineStaysOnIt() {
    assertThat(life("retiring", LATER, 999, 1000, 1000).presentAt()).isEqualTo(980);
    assertThat(life("retiring", LATER, 0, 0, 0).pastAt()).isZero();
  }

  @Test
  void aKeyInItsFirstStateHasNothingBehindIt() {
    assertThat(life("published", MADE, 200, 200, 204).past()).isZero();
  }

  @Test
  void aKeyThatDoesNotSignYetSaysWhenItStartsAndNoEnd() {
    Life waiting = life("published", MADE, 200, 200, 204);
    Life signing = life("active", MADE, 200, 200, 204);

    assertThat(waiting.starts()).contains(Instant.parse(LATER));
    assertThat(waiting.ends()).isEmpty();
    assertThat(signing.starts()).isEmpty();
    assertThat(signing.ends()).contains(Instant.parse(LATER));
  }
}
