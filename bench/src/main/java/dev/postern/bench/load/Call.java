package dev.postern.bench.load;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request that is sent again and again.
 *
 * @param url where to
 * @param method the HTTP method
 * @param type the media type of the body
 * @param body the body; each {@code $n} (at most one) becomes another number in each request
 * @param authorization the header field of that name
 * @param close whether each request has a connection of its own
 */
public record Call(
    URI url,
    String method,
    Optional<String> type,
    Optional<String> body,
    Optional<String> authorization,
    boolean close) {

  /** A form that is posted, as a token request is. */
  public static Call form(URI url, String form) {
    return new Call(
        url,
        "POST",
        Optional.of("application/x-www-form-urlencoded"),
        Optional.of(form),
        Optional.empty(),
        false);
  }

  /** JSON in a PATCH by a caller with a bearer token. */
  public static Call patch(URI url, String json, String token) {
    return new Call(
        url,
        "PATCH",
        Optional.of("application/json"),
        Optional.of(json),
        Optional.of("Bearer " + token),
        false);
  }

  /** A GET by a caller with a bearer token. */
  public static Call read(URI url, String token) {
    return new Call(
        url, "GET", Optional.empty(), Optional.empty(), Optional.of("Bearer " + token), false);
  }

  /** The same, with a new connection for every request. */
  public Call closing() {
    return new Call(url, method, type, body, authorization, true);
  }

  /** The variables from which the script of wrk reads the request. */
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(Map.of("BENCH_METHOD", method));
    type.ifPresent(value -> variables.put("BENCH_TYPE", value));
    body.ifPresent(value -> variables.put("BENCH_BODY", value));
    authorization.ifPresent(value -> variables.put("BENCH_AUTHORIZATION", value));
    if (close) {
      variables.put("BENCH_CLOSE", "1");
    }
    return variables;
  }
}
