package dev.postern.verifier;

import dev.postern.protocol.http.HttpStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Server-Sent Events, as far as the feed uses them (HTML standard, section 9.2). */
final class EventReader {

  /** The longest line that is taken: a snapshot of about a million entries. */
  static final int LIMIT = 128 * 1024 * 1024;

  private static final int BLOCK = 64 * 1024;

  /**
   * One event.
   *
   * @param type {@code message} where none was named
   * @param data its data, perhaps empty
   */
  record Event(String type, String data) {}

  private final HttpStream stream;
  private final InputStream in;
  private final Duration silence;
  private Optional<Duration> retry = Optional.empty();
  private boolean afterCarriageReturn;

  /** Reads {@code stream}; an event that does not come within {@code silence} ends it. */
  EventReader(HttpStream stream, Duration silence) {
    this.stream = stream;
    this.in = new BufferedInputStream(stream.body());
    this.silence = silence;
  }

  /** How long the server wants to be left alone after the stream has ended. */
  Optional<Duration> retry() {
    return retry;
  }

  /** The next event, or null where the stream has ended. */
  @Nullable Event next() throws IOException {
    stream.within(silence);
    String type = "message";
    String data = "";
    boolean some = false;
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        if (some) {
          return new Event(type, data);
        }
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value =
          colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
      switch (field) {
        case "event" -> {
          type = value;
          some = true;
        }
        case "data" -> {
          // A compact JWS is one line.
          if (!data.isEmpty()) {
            throw new IOException("an event has more than one line of data");
          }
          data = value;
          some = true;
        }
        case "retry" -> {
          if (value.matches("[0-9]{1,6}")) {
            retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
          }
        }
        default -> {
          // Comments, ids (the signed message has its own) and what is to come.
        }
      }
    }
    return null;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      int next = in.read();
      if (next == '\n' && afterCarriageReturn && line.size() == 0) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = next == '\r';
      if (next < 0) {
        return null; // An event that was not ended is dropped.
      }
      if (next == '\n' || next == '\r') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (line.size() == LIMIT) {
        throw new IOException("an event is too long");
      }
      line.write(next);
      if (line.size() % BLOCK == 0) {
        stream.within(silence); // A long snapshot takes its time, as long as it moves.
      }
    }
  }
}
