package dev.postern.protocol.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An answer whose body is read as it comes. Another thread may close it to end the reading. */
public final class HttpStream implements Closeable {

  private final Connection connection;
  private final int status;
  private final Map<String, String> headers;
  private final InputStream body;

  HttpStream(Connection connection, int status, Map<String, String> headers, InputStream body) {
    this.connection = connection;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The header {@code name} in whatever case, or empty. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The body, its transfer coding undone. A read that passes the deadline throws. */
  public InputStream body() {
    return body;
  }

  /** Sets the deadline of all that is read from now on. */
  public void within(Duration time) {
    connection.within(time);
  }

  /** The whole answer; an {@link IOException} where its body is longer than {@code limit} bytes. */
  HttpAnswer read(int limit) throws IOException {
    byte[] bytes = body.readNBytes(limit);
    if (bytes.length == limit && body.read() >= 0) {
      throw new IOException("the answer is too long");
    }
    return new HttpAnswer(status, headers, bytes);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
