package dev.postern.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import java.util.Optional;

/** Whatever is sent as JSON is one value or a fault. */
final class JsonReaderFuzzTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final ReadingCost cost = new ReadingCost();

  private static Optional<JsonValue> read(byte[] document) {
    try {
      return Optional.of(JSON.read(document));
    } catch (JsonFault expected) {
      return Optional.empty();
    }
  }

  @DictionaryEntries({
    "{\"a\":",
    "[[",
    "]]",
    ",\"\":",
    "\"\\u0000\"",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\\"",
    "\\/",
    "1e400",
    "-0.1E+2",
    "true",
    "false",
    "null",
    "NaN",
    "/*",
    "\ufeff"
  })
  @FuzzTest
  void whatIsReadIsWrittenAndReadAgainTheSame(byte[] document) {
    Optional<JsonValue> read = cost.of(() -> read(document));
    read.ifPresent(value -> {
      try {
        assertThat(JSON.read(value.bytes())).isEqualTo(value);
      } catch (JsonFault e) {
        throw new AssertionError("what was written cannot be read", e);
      }
    });
  }
}
