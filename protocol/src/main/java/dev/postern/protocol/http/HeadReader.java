package dev.postern.protocol.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the head of an answer (RFC 9112 sections 4 and 5), within limits. */
final class HeadReader {

  private static final int LINE = 8192;
  private static final int FIELDS = 128;

  private HeadReader() {}

  /** The status code of an {@code HTTP/1.x} status line. */
  static int status(InputStream in) throws IOException {
    String line = line(in, LINE);
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
      throw new IOException("malformed status line");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  /** The header fields up to the empty line, by lower-case names. */
  static Map<String, String> fields(InputStream in) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (int count = 0; count <= FIELDS; count++) {
      String line = line(in, LINE);
      if (line.isEmpty()) {
        return fields;
      }
      int colon = line.indexOf(':');
      // RFC 9112 5.1 and 5.2: no space before the colon, no folded lines.
      if (colon < 1 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') {
        throw new IOException("malformed header");
      }
      fields.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    throw new IOException("too many headers");
  }

  /** One line without its end, of at most {@code limit} bytes. */
  static String line(InputStream in, int limit) throws IOException {
    byte[] bytes = new byte[limit];
    for (int length = 0; ; length++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the answer was cut short");
      }
      if (next == '\n') {
        boolean carriage = length > 0 && bytes[length - 1] == '\r';
        return new String(bytes, 0, carriage ? length - 1 : length, StandardCharsets.ISO_8859_1);
      }
      if (length == limit) {
        throw new IOException("a line of the answer is too long");
      }
      bytes[length] = (byte) next;
    }
  }
}
