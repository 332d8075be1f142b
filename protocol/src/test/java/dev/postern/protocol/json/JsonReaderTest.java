package dev.postern.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is taken as RFC 8259 has it, within limits, in one reading only. */
class JsonReaderTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean taken(String text) {
    try {
      JSON.read(utf8(text));
      return true;
    } catch (JsonFault e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        " {} ",
        "[]",
        "\"\"",
        "-0",
        "1E+2",
        "1e400",
        "0.1",
        "{\"__proto__\":{},\"@type\":\"java.lang.Object\"}",
        "{\"a\":{\"b\":1},\"b\":1}",
        "\"\\ud83d\\ude00\"",
        "\"\u2028\u202e\"",
        "\"\ufffd\"",
        "\"\\u0001\"",
      })
  void whatIsJsonIsTaken(String text) {
    assertThat(taken(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}{}",
        "{} x",
        "{}]",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "// c\n{}",
        "/* c */{}",
        "# c\n{}",
        "01",
        "+1",
        ".5",
        "5.",
        "1e",
        "-",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "TRUE",
        "nul",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"\n\"",
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"b\":{\"a\":1,\"a\":2}}]",
        "\ufeff{}",
        "{}\u0000",
      })
  void whatIsNotOrCanBeReadInTwoWaysIsRefused(String text) {
    assertThat(taken(text)).isFalse();
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    for (int[] bytes :
        new int[][] {
          {0xc0, 0xaf},
          {0xed, 0xa0, 0x80},
          {0xe2, 0x82},
          {0xff},
          {0x80},
          {0xf4, 0x90, 0x80, 0x80},
        }) {
      byte[] document = new byte[bytes.length + 2];
      document[0] = '"';
      document[document.length - 1] = '"';
      for (int i = 0; i < bytes.length; i++) {
        document[i + 1] = (byte) bytes[i];
      }
      assertThatThrownBy(() -> JSON.read(document)).isInstanceOf(JsonFault.class);
    }
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> JSON.read(utf16)).isInstanceOf(JsonFault.class);
  }

  @Test
  void everyLimitHolds() {
    assertThat(taken("[".repeat(32) + "]".repeat(32))).isTrue();
    assertThat(taken("[".repeat(33) + "]".repeat(33))).isFalse();
    assertThat(taken("{\"a\":".repeat(32) + "1" + "}".repeat(32))).isTrue();
    assertThat(taken("{\"a\":".repeat(33) + "1" + "}".repeat(33))).isFalse();
    assertThat(taken("[".repeat(100_000))).isFalse();
    assertThat(taken(members(1000))).isTrue();
    assertThat(taken(members(1001))).isFalse();
    assertThat(taken("[" + "1,".repeat(999) + "1]")).isTrue();
    assertThat(taken("[" + "1,".repeat(1000) + "1]")).isFalse();
    assertThat(taken("1".repeat(64))).isTrue();
    assertThat(taken("1".repeat(65))).isFalse();
    assertThat(taken("-1." + "1".repeat(61))).isTrue();
    assertThat(taken("-1." + "1".repeat(62))).isFalse();
    assertThat(taken("1e" + "1".repeat(62))).isTrue();
    assertThat(taken("1e" + "1".repeat(63))).isFalse();
    assertThat(taken("1".repeat(100_000))).isFalse();
    assertThat(taken("\"" + "x".repeat(64 * 1024) + "\"")).isTrue();
    assertThat(taken("\"" + "x".repeat(64 * 1024 + 1) + "\"")).isFalse();
    assertThat(taken("\"" + "\\n".repeat(64 * 1024 + 1) + "\"")).isFalse();
    assertThat(taken("{\"" + "x".repeat(64 * 1024) + "\":1}")).isTrue();
    assertThat(taken("{\"" + "x".repeat(64 * 1024 + 1) + "\":1}")).isFalse();
    assertThat(taken("{}" + " ".repeat(256 * 1024 - 2))).isTrue();
    assertThat(taken("{}" + " ".repeat(256 * 1024 - 1))).isFalse();
  }

  private static String members(int count) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add("\"" + i + "\":" + i);
    }
    return "{" + String.join(",", members) + "}";
  }

  /** Each pair hashes alike under 31 and under 33, whatever stands before it. */
  @ParameterizedTest
  @ValueSource(strings = {"Aa BB", "Ab BA"})
  void namesWithOneHashAreNamesLikeOthers(String pair) throws JsonFault {
    String[] halves = pair.split(" ", -1);
    List<String> names = new ArrayList<>(List.of(""));
    while (names.size() < 1000) {
      List<String> longer = new ArrayList<>();
      names.forEach(name -> longer.addAll(List.of(name + halves[0], name + halves[1])));
      names = longer;
    }
    List<String> members = names.subList(0, 1000).stream().map(n -> "\"" + n + "\":1").toList();
    JsonObject read = JSON.object(utf8("{" + String.join(",", members) + "}"));
    assertThat(read.members()).hasSize(1000);
  }

  @Test
  void aNumberIsKeptAsItWasWritten() throws JsonFault {
    assertThat(JSON.read("1e400")).isEqualTo(new JsonNumber("1e400"));
    assertThat(JSON.read("9007199254740993").text()).isEqualTo("9007199254740993");
    for (String literal : List.of("1e2", "1.0", "9223372036854775808", "-9223372036854775809")) {
      JsonObject object = JSON.object(utf8("{\"n\":" + literal + "}"));
      assertThatThrownBy(() -> object.integer("n")).isInstanceOf(JsonFault.class);
    }
    assertThat(JSON.object(utf8("{\"n\":9223372036854775807}")).integer("n"))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFaultRepeatsNothingOfTheDocument() {
    for (String text :
        List.of("{\"canary\"}", "canary", "{\"canary\":1,\"canary\":1}", "\"canary")) {
      assertThatThrownBy(() -> JSON.read(utf8(text)))
          .isInstanceOf(JsonFault.class)
          .hasMessageNotContaining("canary")
          .hasNoCause();
    }
  }
}
