package dev.postern.checks.attacks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * One method of one path, with a request to it that is in order.
 *
 * @param port where it is
 * @param method the method
 * @param target path and query; what stands for an id is one that exists
 * @param headers header lines beside {@code Host} and those of the body
 * @param body what it takes
 * @param dialect how its errors look
 * @param normal how the request that is in order may be answered
 */
record Endpoint(
    int port,
    String method,
    String target,
    List<String> headers,
    Body body,
    Dialect dialect,
    Set<Integer> normal) {

  /**
   * The body of a request.
   *
   * @param type its media type, empty where there is no body
   * @param text its bytes, one character for each
   * @param limit the longest body that is taken, in bytes
   */
  record Body(String type, String text, int limit) {

    static final Body NONE = new Body("", "", 0);
    private static final int TOKEN = 32 * 1024;
    private static final int MANAGEMENT = 256 * 1024;

    static Body form(String text) {
      return new Body("application/x-www-form-urlencoded", text, TOKEN);
    }

    static Body tokenJson(String text) {
      return new Body("application/json", text, TOKEN);
    }

    static Body json(String text) {
      return new Body("application/json", text, MANAGEMENT);
    }

    boolean some() {
      return !type.isEmpty();
    }

    boolean isJson() {
      return type.equals("application/json");
    }

    boolean isForm() {
      return some() && !isJson();
    }

    Body of(String other) {
      return new Body(type, other, limit);
    }
  }

  /** A text as the characters that stand for its bytes. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  String requestLine() {
    return method + " " + target + " HTTP/1.1\r\n";
  }

  String authority() {
    return "127.0.0.1:" + port;
  }

  String host() {
    return "Host: " + authority() + "\r\n";
  }

  /** Every header line that a request in order has, {@code Host} and length apart. */
  String fields() {
    String own = String.join("", headers.stream().map(line -> line + "\r\n").toList());
    return body.some() ? own + "Content-Type: " + body.type() + "\r\n" : own;
  }

  /** Request line and header lines, the end of the head left out. */
  String head() {
    return requestLine() + host() + fields();
  }

  private static String length(String body) {
    return body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
  }

  /** The request that is in order. */
  String request() {
    return request("");
  }

  /** The same with more header lines, each with its end. */
  String request(String lines) {
    return head() + lines + length(body.text()) + "\r\n" + body.text();
  }

  /** The same with another target. */
  Endpoint at(String other) {
    return new Endpoint(port, method, other, headers, body, Dialect.of(other), normal);
  }

  /** The same in a place where errors look otherwise. */
  Endpoint in(Dialect other) {
    return new Endpoint(port, method, target, headers, body, other, normal);
  }

  /** The same with another body. */
  Endpoint sending(Body other) {
    return new Endpoint(port, method, target, headers, other, dialect, normal);
  }

  /** The same with another body of the same type. */
  Endpoint sending(String text) {
    return sending(body.of(text));
  }

  /** The same with other header lines of its own. */
  Endpoint with(List<String> lines) {
    return new Endpoint(port, method, target, lines, body, dialect, normal);
  }

  /** The same with any answer to be expected. */
  Endpoint answering(Set<Integer> statuses) {
    return new Endpoint(port, method, target, headers, body, dialect, statuses);
  }

  /** Whether it is the feed as a stream of events. */
  boolean streams() {
    return headers.contains("Accept: text/event-stream");
  }

  /** Whether it wants a bearer token. */
  boolean guarded() {
    return headers.stream().anyMatch(line -> line.startsWith("Authorization"));
  }

  /**
   * Whether it hears one token so often in a minute and then says only that, whatever it is sent. A
   * body is read as by the endpoint above it, which has no such limit.
   */
  boolean limited() {
    return normal.containsAll(Set.of(200, 429));
  }

  /** The target with a query of one more parameter. */
  Endpoint asking(String query) {
    return at(target + (target.contains("?") ? "&" : "?") + query);
  }

  @Override
  public String toString() {
    String what = body.isForm() ? " (form)" : body.isJson() ? " (JSON)" : streams() ? " (SSE)" : "";
    return method + " " + target + what;
  }
}
