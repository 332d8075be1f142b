package dev.postern.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes compact JSON in UTF-8: members in the order in which they are put, no white space.
 *
 * <p>By hand, because every token writes two documents: in the profile of a token request a tree
 * and a general generator took several times as long as bytes that go straight to their place
 * (decision 0015). Whoever puts one name twice writes it twice.
 */
public final class JsonOutput {

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** The longest UTF-8 or escape that one char of a string becomes. */
  private static final int WIDEST = 6;

  private byte[] bytes;
  private int length;

  private JsonOutput(int expected) {
    this.bytes = new byte[expected];
  }

  /**
   * Starts an object.
   *
   * @param expected how many bytes it will have; a guess that is too small costs a copy
   */
  public static JsonOutput object(int expected) {
    return new JsonOutput(expected).raw('{');
  }

  /** Puts a string. */
  public JsonOutput put(String name, String value) {
    return name(name).string(value);
  }

  /** Puts a string that is made of base64url and dots, as its bytes: nothing to escape. */
  public JsonOutput putCompact(String name, byte[] value) {
    name(name).raw('"').room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return raw('"');
  }

  /** Puts an integer. */
  public JsonOutput put(String name, long value) {
    return name(name).ascii(Long.toString(value));
  }

  /** Puts an array of strings. */
  public JsonOutput put(String name, Iterable<String> values) {
    name(name).raw('[');
    for (String value : values) {
      comma('[').string(value);
    }
    return raw(']');
  }

  /** Puts any value. */
  public JsonOutput put(String name, JsonValue value) {
    return name(name).value(value);
  }

  /** Ends the object; it is not to be written to any more. */
  public byte[] bytes() {
    raw('}');
    return whole();
  }

  static byte[] bytes(JsonValue value) {
    return new JsonOutput(256).value(value).whole();
  }

  static String text(JsonValue value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private byte[] whole() {
    return Arrays.copyOf(bytes, length);
  }

  private JsonOutput name(String name) {
    return comma('{').string(name).raw(':');
  }

  /** A comma, unless what follows is the first after {@code opening}. */
  private JsonOutput comma(char opening) {
    return bytes[length - 1] == opening ? this : raw(',');
  }

  // Java 17 has no switch over types; the sealed interface keeps this list honest by hand.
  private JsonOutput value(JsonValue value) {
    if (value instanceof JsonObject object) {
      raw('{');
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        name(member.getKey()).value(member.getValue());
      }
      return raw('}');
    } else if (value instanceof JsonArray array) {
      raw('[');
      for (JsonValue element : array.values()) {
        comma('[').value(element);
      }
      return raw(']');
    } else if (value instanceof JsonString string) {
      return string(string.value());
    } else if (value instanceof JsonNumber number) {
      return ascii(number.literal());
    } else if (value instanceof JsonBoolean bool) {
      return ascii(bool.value() ? "true" : "false");
    }
    return ascii("null");
  }

  private JsonOutput ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  private JsonOutput raw(char c) {
    room(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /** RFC 8259 7: quotation mark, reverse solidus and control characters are escaped, no others. */
  private JsonOutput string(String text) {
    room(text.length() + 2);
    bytes[length++] = '"';
    for (int i = plain(text, 0); i < text.length(); i = plain(text, i)) {
      // What is left needs a byte each, unless it is as rare as this, and then it asks again.
      room(WIDEST + text.length() - i);
      i += text.charAt(i) < 0x80 ? escaped(text.charAt(i)) : encoded(text, i);
    }
    bytes[length++] = '"';
    return this;
  }

  /** Writes what needs no escape from {@code i} on, up to what does. A tight loop: most is this. */
  private int plain(String text, int i) {
    byte[] out = bytes;
    int at = length;
    int next = i;
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      out[at++] = (byte) c;
      next++;
    }
    length = at;
    return next;
  }

  private int escaped(char c) {
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = (byte) c;
      case '\b' -> bytes[length++] = 'b';
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\f' -> bytes[length++] = 'f';
      case '\r' -> bytes[length++] = 'r';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
      }
    }
    return 1;
  }

  /** Writes the code point at {@code i} in UTF-8; how many chars it took. */
  private int encoded(String text, int i) {
    int point = text.codePointAt(i);
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw new IllegalArgumentException("half a surrogate pair is no text");
    }
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xe0 | (point >> 12));
      } else {
        bytes[length++] = (byte) (0xf0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3f));
    return Character.charCount(point);
  }

  /** Makes room for {@code more} bytes, and the one that ends a string. */
  private JsonOutput room(int more) {
    if (bytes.length - length <= more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more + 1));
    }
    return this;
  }
}
