package dev.postern.protocol.token;

import dev.postern.protocol.token.TokenFault.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Base64url as RFC 7515 section 2 has it, read in the one spelling that it can have. */
final class Base64Url {

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /** The bytes that {@code text} is; a {@link Kind#MALFORMED} fault where it is empty or none. */
  static byte[] decode(String text) throws TokenFault {
    // A character that is no byte becomes '?', which is not in the alphabet either.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return decode(bytes, 0, bytes.length);
  }

  /** The same for a part of a text. */
  static byte[] decode(byte[] text, int from, int to) throws TokenFault {
    if (from == to) {
      throw new TokenFault(Kind.MALFORMED);
    }
    byte[] part = Arrays.copyOfRange(text, from, to);
    // RFC 7515 2: no padding, no other characters. Bits left over must be zero, so that one message
    // has one spelling; the decoder takes padding and such bits, so the end is looked at.
    String last =
        switch (part.length % 4) {
          case 2 -> "AQgw";
          case 3 -> "AEIMQUYcgkosw048";
          default -> "";
        };
    byte end = part[part.length - 1];
    if (end == '=' || (!last.isEmpty() && last.indexOf(end) < 0)) {
      throw new TokenFault(Kind.MALFORMED);
    }
    try {
      return DECODER.decode(part);
    } catch (IllegalArgumentException e) {
      throw new TokenFault(Kind.MALFORMED);
    }
  }
}
