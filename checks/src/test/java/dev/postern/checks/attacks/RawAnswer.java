package dev.postern.checks.attacks;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An answer as it came.
 *
 * @param status the status code; {@value #CLOSED} where the connection ended without an answer
 * @param head the status line and all header lines
 * @param body the body, one character for each byte
 */
record RawAnswer(int status, String head, String body) {

  /** Stands for the status of an answer that never came. */
  static final int CLOSED = 0;

  static final RawAnswer NONE = new RawAnswer(CLOSED, "", "");

  private static final JsonReader JSON = new JsonReader(JsonLimits.FEED);

  /** The values of a header, in order. */
  List<String> headers(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }

  /** The only value of a header, or an empty text. */
  String header(String name) {
    List<String> values = headers(name);
    if (values.size() > 1) {
      throw new AssertionError(name + " stands twice in\n" + head);
    }
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** Whether the connection ends with this answer. */
  boolean closes() {
    return header("Connection").equals("close");
  }

  /** Whether the answer goes on and on. */
  boolean streams() {
    return header("Content-Type").equals("text/event-stream");
  }

  JsonObject json() throws JsonFault {
    return JSON.object(body.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Status and body, which tell two refusals apart. */
  String verdict() {
    return status + " " + body;
  }
}
