package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import java.util.Optional;

/** Whatever is sent as a scope is a set of scopes or none (RFC 6749 section 3.3). */
final class ScopesFuzzTest {

  private final ReadingCost cost = new ReadingCost();

  @FuzzTest
  void whatIsReadIsWrittenAndReadAgainTheSame(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    Optional<Scopes> read = cost.of(() -> Scopes.parse(text));
    read.ifPresent(scopes -> {
      assertThat(scopes.size()).isLessThanOrEqualTo(Scopes.LIMIT);
      assertThat(scopes.text().length()).isLessThanOrEqualTo(text.length());
      assertThat(Scopes.parse(scopes.text())).hasValue(scopes);
      assertThat(Scopes.parse(scopes.text()).orElseThrow().text()).isEqualTo(scopes.text());
    });
  }
}
