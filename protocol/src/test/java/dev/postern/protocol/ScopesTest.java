package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of scopes (RFC 6749 section 3.3). */
class ScopesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a ",
        " a",
        "a  b",
        "a\tb",
        "a\nb",
        "a\"b",
        "a\\b",
        "a\u0000",
        "\u007f",
        "\u00e4",
        "a\u2028b",
      })
  void whatBreaksTheGrammarIsRefused(String text) {
    assertThat(Scopes.parse(text)).isEmpty();
    assertThat(Scopes.from(List.of(text))).isEmpty();
  }

  @Test
  void everyLimitHolds() {
    String longest = "x".repeat(128);
    assertThat(Scopes.parse(longest)).isPresent();
    assertThat(Scopes.parse(longest + "x")).isEmpty();
    assertThat(Scopes.parse(different(100))).isPresent();
    assertThat(Scopes.parse(different(101))).isEmpty();
    // 15 scopes of 128 characters and a space each, and one more of the rest.
    String most = (longest + " ").repeat(15);
    for (Optional<Scopes> right : List.of(parse(most, 112), parse(most, 113))) {
      assertThat(right).isPresent();
    }
    assertThat(parse(most, 114)).as("named twice, sent twice").isEmpty();
    assertThat(Scopes.from(Collections.nCopies(16, longest))).isEmpty();
    assertThat(Scopes.from(Collections.nCopies(15, longest))).hasValue(Scopes.of(longest));
    assertThat(Scopes.from(Collections.nCopies(101, "a"))).isEmpty();
  }

  private static Optional<Scopes> parse(String start, int last) {
    return Scopes.parse(start + "y".repeat(last));
  }

  private static String different(int count) {
    StringBuilder text = new StringBuilder("s0");
    for (int i = 1; i < count; i++) {
      text.append(" s").append(i);
    }
    return text.toString();
  }

  @Test
  void aSetIsComparedByteForByteAndWithoutOrder() {
    assertThat(Scopes.of("a", "b")).isEqualTo(Scopes.of("b", "a", "b")).hasToString("a b");
    assertThat(Scopes.of("b", "a").text()).isEqualTo("b a");
    Scopes granted = Scopes.of("read:all", "write");
    assertThat(granted.containsAll(Scopes.of("read"))).isFalse();
    assertThat(granted.containsAll(Scopes.of("READ:ALL"))).isFalse();
    assertThat(granted.containsAll(Scopes.none())).isTrue();
    assertThat(granted.within(Scopes.of("write", "x"))).isEqualTo(Scopes.of("write"));
    assertThat(granted.without(Scopes.of("write", "x"))).isEqualTo(Scopes.of("read:all"));
    assertThat(Scopes.parse("")).hasValue(Scopes.none());
    assertThatThrownBy(() -> Scopes.of("a b")).isInstanceOf(IllegalArgumentException.class);
  }
}
