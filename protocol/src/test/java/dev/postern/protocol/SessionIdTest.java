package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a session, and one that rests on others. */
final class SessionIdTest {

  private static final String ONE = "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc.dddddddddddd";
  private static final String OTHER = "eeeeeeeeeeee.ffffffffffff.gggggggggggg.hhhhhhhhhhhh";

  private static SessionId session(String text) {
    return SessionId.parse(text).orElseThrow();
  }

  @Test
  void aSessionHasFourPartsOfItsOwn() {
    SessionId one = session(ONE);
    assertThat(one)
        .isEqualTo(new SessionId("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"));
    assertThat(one.inherited()).isEmpty();
    assertThat(one.text()).isEqualTo(ONE);
    assertThat(one.deepest()).isFalse();
  }

  @Test
  void oneThatRestsOnAnotherHasItsPartsBehindItsOwn() {
    SessionId both = session(ONE).restingOn(session(OTHER));
    assertThat(both.text()).isEqualTo(ONE + "." + OTHER);
    assertThat(both.inherited())
        .containsExactly("eeeeeeeeeeee", "ffffffffffff", "gggggggggggg", "hhhhhhhhhhhh");
    assertThat(session(both.text())).isEqualTo(both);
    assertThat(both.app()).isEqualTo("bbbbbbbbbbbb");
  }

  @Test
  void whatThatRestsOnIsInheritedTooTheNewestFirst() {
    SessionId all = session(ONE).restingOn(session(OTHER).restingOn(session(ONE)));
    assertThat(all.text()).isEqualTo(ONE + "." + OTHER + "." + ONE);
    assertThat(session(all.text())).isEqualTo(all);
  }

  @Test
  void itRestsOnFourOthersAtMost() {
    SessionId deep = session(ONE);
    for (int i = 0; i < SessionId.MOST_INHERITED; i++) {
      assertThat(deep.deepest()).isFalse();
      deep = session(OTHER).restingOn(deep);
    }
    assertThat(deep.deepest()).isTrue();
    assertThat(session(deep.text())).isEqualTo(deep);
    assertThat(SessionId.parse(deep.text() + "." + ONE)).isEmpty();
    SessionId deepest = deep;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session(OTHER).restingOn(deepest))
        .withMessageNotContaining("eeee");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "aaaaaaaaaaaa",
        "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc",
        ONE + ".",
        "." + ONE,
        ONE + ".eeeeeeeeeeee",
        ONE + ".eeeeeeeeeeee.ffffffffffff.gggggggggggg",
        ONE + ".eeeeeeeeeeee.ffffffffffff.gggggggggggg.hhhhhhhhhhh",
        ONE + ".eeeeeeeeeeee.ffffffffffff.gggggggggggg.hhhhhhhhhhh~",
        ONE + "_" + OTHER,
        "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc_dddddddddddd",
        "aaaaaaaaaaa..bbbbbbbbbbbb.cccccccccccc.dddddddddddd",
        "aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc.ddddddddddd\u00e4"
      })
  void whatIsNoSessionIsNone(String text) {
    assertThat(SessionId.parse(text)).isEmpty();
  }

  @Test
  void partsThatAreNoneAreRefused() {
    for (List<String> inherited :
        List.of(
            List.of("eeeeeeeeeeee"),
            List.of("eeeeeeeeeeee", "ffffffffffff", "gggggggggggg", "h"),
            Collections.nCopies(20, "eeeeeeeeeeee"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new SessionId(
                  "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd", inherited));
    }
  }
}
