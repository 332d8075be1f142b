package dev.postern.console.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of one of the server's endpoints in the name of a browser. Its text form shows method and
 * path only: all else may hold secrets.
 */
public final class Call {

  private static final byte[] EMPTY = {};

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final List<Answer.Field> fields;
  private final byte[] body;

  private Call(
      String method, String path, @Nullable String query, List<Answer.Field> fields, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.fields = List.copyOf(fields);
    this.body = body;
  }

  /**
   * A call without a body.
   *
   * @param path below the tenant's issuer, as it stands in a request
   */
  public static Call of(String method, String path) {
    return new Call(method, path, null, List.of(), EMPTY);
  }

  /** The same call with a raw query. */
  public Call query(@Nullable String newQuery) {
    return new Call(method, path, newQuery, fields, body);
  }

  /** The same call with one more header field. */
  public Call with(String name, String value) {
    List<Answer.Field> more = new ArrayList<>(fields);
    more.add(new Answer.Field(name, value));
    return new Call(method, path, query, more, body);
  }

  /** The same call by the bearer of {@code token}. */
  public Call bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** The same call with a body. */
  public Call body(String contentType, byte[] newBody) {
    Call typed = with("Content-Type", contentType);
    return new Call(method, path, query, typed.fields, newBody);
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** The path below the tenant's issuer. */
  public String path() {
    return path;
  }

  /** The raw query. */
  public Optional<String> query() {
    return Optional.ofNullable(query);
  }

  /** The header fields, in order. */
  public List<Answer.Field> fields() {
    return fields;
  }

  /** The body; empty if there is none. The array is not to be changed. */
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
