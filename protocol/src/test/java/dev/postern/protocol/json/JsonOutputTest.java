package dev.postern.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

final class JsonOutputTest {

  private static final JsonFactory JACKSON = JsonFactory.builder().build();

  @Test
  void everyCharacterIsWrittenAsJacksonWritesIt() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        String text = "a" + Character.toString(point) + "b";
        byte[] written = new JsonString(text).bytes();
        if (point < 0x3000 || point % 97 == 0) {
          assertThat(written).as("U+%04X", point).isEqualTo(jackson(text));
        }
        assertThat(written[written.length - 1]).as("U+%04X", point).isEqualTo((byte) '"');
      }
    }
  }

  @Test
  void everyTextIsWrittenAsJacksonWritesIt() {
    Random random = new Random(20_261_124);
    int[] alphabet = {'a', 'Z', '"', '\\', '\n', 1, 0x7f, 0x80, 0x7ff, 0x800, 0xfffd, 0x1f600};
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(700); i > 0; i--) {
        text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      assertThat(new JsonString(text.toString()).bytes()).isEqualTo(jackson(text.toString()));
    }
  }

  @Test
  void halfASurrogatePairIsRefused() {
    for (String half : List.of("\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83dx")) {
      assertThatIllegalArgumentException().isThrownBy(new JsonString(half)::bytes);
    }
  }

  @Test
  void anObjectIsWrittenAsItsTreeWouldBe() throws Exception {
    JsonObject inner =
        JsonObject.builder()
            .put("empty", JsonObject.EMPTY)
            .put("none", new JsonArray(List.of()))
            .put("list", new JsonArray(List.of(JsonNull.NULL, new JsonBoolean(true))))
            .put("big", new JsonNumber("1e400"))
            .build();
    JsonObject tree =
        JsonObject.builder()
            .put("text", "}{][,:")
            .put("number", Long.MIN_VALUE)
            .put("names", JsonArray.ofStrings(List.of("a", "[", "{")))
            .put("nobody", JsonArray.ofStrings(List.of()))
            .put("inner", inner)
            .build();
    for (int expected : new int[] {1, 7, 64, 4096}) {
      byte[] written =
          JsonOutput.object(expected)
              .put("text", "}{][,:")
              .put("number", Long.MIN_VALUE)
              .put("names", List.of("a", "[", "{"))
              .put("nobody", List.of())
              .put("inner", inner)
              .bytes();
      assertThat(written).asString(StandardCharsets.UTF_8).isEqualTo(tree.text());
    }
    assertThat(tree.text())
        .isEqualTo(
            "{\"text\":\"}{][,:\",\"number\":-9223372036854775808,\"names\":[\"a\",\"[\",\"{\"],"
                + "\"nobody\":[],\"inner\":{\"empty\":{},\"none\":[],\"list\":[null,true],"
                + "\"big\":1e400}}");
    assertThat(new JsonReader(JsonLimits.REQUEST).object(tree.bytes())).isEqualTo(tree);
    assertThat(JsonOutput.object(1).bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
  }

  private static byte[] jackson(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = JACKSON.createGenerator(ObjectWriteContext.empty(), out)) {
      generator.writeString(text);
    }
    return out.toByteArray();
  }
}
