package dev.postern.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An answer whose body has been read to its end. */
public final class HttpAnswer {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /**
   * The header {@code name} in whatever case, or empty; one that came more than once has its values
   * joined by {@code ", "} (RFC 9110 section 5.3).
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The body, at most as long as the call allowed. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as text; what is not UTF-8 becomes U+FFFD. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Status and length: a body may hold a secret. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length + " bytes]";
  }
}
