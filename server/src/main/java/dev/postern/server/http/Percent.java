package dev.postern.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Strict percent-decoding (RFC 3986 section 2.1) into text that may be stored and compared. */
public final class Percent {
  private Percent() {}

  /**
   * Decodes printable ASCII with percent-escapes to text.
   *
   * @return empty if an escape is malformed, or the bytes are not well-formed UTF-8, or the text
   *     has control characters
   */
  public static Optional<String> decode(String raw) {
    return plain(raw) ? Optional.of(raw) : decodeEscapes(raw);
  }

  /** Most of what is sent has no escape and stays as it is. */
  private static boolean plain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '%') {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decodeEscapes(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        if (i + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(i + 1))
            || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes[length++] = (byte) HexFormat.fromHexDigits(raw, i + 1, i + 3);
        i += 2;
      } else if (c > ' ' && c < 0x7f) {
        bytes[length++] = (byte) c;
      } else {
        return Optional.empty();
      }
    }
    return printable(bytes, length)
        ? Optional.of(new String(bytes, 0, length, StandardCharsets.US_ASCII))
        : text(ByteBuffer.wrap(bytes, 0, length));
  }

  private static boolean printable(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] < ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The same for {@code application/x-www-form-urlencoded}, where {@code +} is a space. */
  public static Optional<String> decodeForm(String raw) {
    return decode(raw.indexOf('+') < 0 ? raw : raw.replace("+", "%20"));
  }

  private static Optional<String> text(ByteBuffer bytes) {
    try {
      // A new decoder reports what is malformed instead of replacing it.
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.chars().noneMatch(Character::isISOControl) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }
}
