package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndingsTest {

  private final List<String> closed = new ArrayList<>();
  private final Endings endings = new Endings();

  private void three() {
    endings.add(() -> closed.add("first"));
    endings.add(() -> {
      closed.add("second");
      throw new IllegalStateException("the second");
    });
    endings.add(() -> {
      closed.add("third");
      throw new IllegalStateException("the third");
    });
  }

  @Test
  void whatWasOpenedLastIsClosedFirstWhateverFailsAndNothingTwice() {
    three();
    assertThatThrownBy(endings::close)
        .hasMessage("the third")
        .satisfies(failure ->
            assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("the second"));
    assertThat(closed).containsExactly("third", "second", "first");
    endings.close();
    assertThat(closed).hasSize(3);
  }

  @Test
  void theReasonWhyItIsClosedIsNotLostForWhatFailsThen() {
    three();
    IllegalStateException reason = new IllegalStateException("the port is taken");
    endings.after(reason);
    assertThat(reason.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("the third", "the second");
    assertThat(closed).containsExactly("third", "second", "first");
  }
}
