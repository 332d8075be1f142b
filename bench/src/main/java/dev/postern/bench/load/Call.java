package dev.postern.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that is sent again and again.
 *
 * @param url where to
 * @param method the HTTP method
 * @param fields of the header, each as {@code Name: value}
 * @param body the body; each {@code $n} (at most one) becomes another number in each request
 * @param lines what follows the body, another line in each request
 */
public record Call(
    URI url, String method, List<String> fields, Optional<String> body, Optional<Lines> lines) {

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String JSON = "Content-Type: application/json";

  public Call {
    fields = List.copyOf(fields);
  }

  /**
   * A file of which each request takes the next line. It is read while the load goes on, which
   * costs the load's core less than a microsecond each, and the server's nothing.
   *
   * @param once whether it ends the round when they are used up; else they start anew
   * @param field the name of a field of the header, whose value is what stands in a line before its
   *     tab, and only what is behind that follows the body; empty where all of the line does
   */
  public record Lines(Path file, boolean once, Optional<String> field) {

    /** Lines without a field. */
    public Lines(Path file, boolean once) {
      this(file, once, Optional.empty());
    }
  }

  /** A form that is posted, as a token request is. */
  public static Call form(URI url, String form) {
    return new Call(url, "POST", List.of(FORM), Optional.of(form), Optional.empty());
  }

  /** A form of which each request has another end. */
  public static Call form(URI url, String form, Lines ends) {
    return new Call(url, "POST", List.of(FORM), Optional.of(form), Optional.of(ends));
  }

  /** JSON in a PATCH by a caller with a bearer token. */
  public static Call patch(URI url, String json, String token) {
    return new Call(
        url, "PATCH", List.of(JSON, bearer(token)), Optional.of(json), Optional.empty());
  }

  /** A GET by a caller with a bearer token. */
  public static Call read(URI url, String token) {
    return new Call(url, "GET", List.of(bearer(token)), Optional.empty(), Optional.empty());
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** The same, for an answer of another media type. */
  public Call accepting(String mediaType) {
    return with("Accept: " + mediaType);
  }

  /** The same, with a new connection for every request. */
  public Call closing() {
    return with("Connection: close");
  }

  private Call with(String field) {
    List<String> more = new ArrayList<>(fields);
    more.add(field);
    return new Call(url, method, more, body, lines);
  }

  /** The variables from which the script of wrk reads the request. */
  Map<String, String> environment() {
    Map<String, String> variables =
        new HashMap<>(Map.of("BENCH_METHOD", method, "BENCH_FIELDS", String.join("\n", fields)));
    body.ifPresent(value -> variables.put("BENCH_BODY", value));
    lines.ifPresent(ends -> {
      variables.put("BENCH_LINES", ends.file().toString());
      if (ends.once()) {
        variables.put("BENCH_ONCE", "1");
      }
      ends.field().ifPresent(name -> variables.put("BENCH_LINE_FIELD", name));
    });
    return variables;
  }
}
