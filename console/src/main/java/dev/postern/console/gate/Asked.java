package dev.postern.console.gate;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request of a browser, complete. Its text form shows method and path only: all else may hold
 * secrets.
 */
public final class Asked {

  private final String method;
  private final String host;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> segments;
  private final Function<String, List<String>> headers;
  private final byte[] body;
  private final From from;

  /**
   * Who asks.
   *
   * @param address the browser's network address
   * @param secure whether it speaks TLS, to us or to a proxy
   */
  public record From(InetAddress address, boolean secure) {}

  /**
   * What stands in the first line, and whom it is for.
   *
   * @param method as sent
   * @param host the authority asked for, in lower case, with the port if one was sent
   * @param path the raw path as sent
   * @param query the raw query without its question mark, null if there is none
   * @param segments what stands where the page's template has open segments, decoded
   */
  public record Line(
      String method,
      String host,
      String path,
      @Nullable String query,
      Map<String, String> segments) {}

  /**
   * A request.
   *
   * @param headers every value of the header of a name, whatever its case
   * @param body empty if there is none; not to be changed any more
   */
  public Asked(Line line, Function<String, List<String>> headers, byte[] body, From from) {
    this.method = line.method();
    this.host = line.host();
    this.path = line.path();
    this.query = line.query();
    this.segments = Map.copyOf(line.segments());
    this.headers = headers;
    this.body = body;
    this.from = from;
  }

  /** As sent. */
  public String method() {
    return method;
  }

  /** Whether it only looks: {@code GET} or {@code HEAD}. */
  public boolean looks() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** The authority asked for, in lower case, with the port if one was sent. */
  public String host() {
    return host;
  }

  /** The raw path as sent. */
  public String path() {
    return path;
  }

  /** The raw query without its question mark. */
  public Optional<String> query() {
    return Optional.ofNullable(query);
  }

  /**
   * What stands where the page's template says <code>{name}</code>.
   *
   * @throws IllegalArgumentException if the template has no such segment
   */
  public String segment(String name) {
    String value = segments.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the page has no segment {" + name + "}");
    }
    return value;
  }

  /** Every value of the header {@code name}. */
  public List<String> headers(String name) {
    return headers.apply(name);
  }

  /** The value of a header that stands there once; empty where it is missing or doubled. */
  public Optional<String> header(String name) {
    List<String> values = headers.apply(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The body; empty if there is none. The array is not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Who asks. */
  public From from() {
    return from;
  }

  /** Scheme, host and port as the browser knows them. */
  public String origin() {
    return (from.secure() ? "https://" : "http://") + host;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
