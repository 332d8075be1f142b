package dev.postern.server.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query in the order sent: each once, at most 64, names up to 64 bytes and
 * values up to 16 kB as sent. A parameter without {@code =} has the empty value.
 */
public final class QueryParameters {
  private static final int MOST = 64;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_VALUE = 16 * 1024;

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * Reads a raw query.
   *
   * @throws RequestRefused with 400 if it passes a limit, repeats a name, has an empty name, bad
   *     percent-encoding, malformed UTF-8 or control characters
   */
  public static QueryParameters parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return new QueryParameters(values);
    }
    // One part more than is allowed tells that there are too many, however many there are.
    String[] parts = query.split("&", MOST + 1);
    if (parts.length > MOST) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    for (String part : parts) {
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals), LONGEST_NAME);
      String value = equals < 0 ? "" : decode(part.substring(equals + 1), LONGEST_VALUE);
      if (name.isEmpty() || values.putIfAbsent(name, value) != null) {
        throw new RequestRefused(HttpError.BAD_REQUEST);
      }
    }
    return new QueryParameters(values);
  }

  /** The value of a parameter. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** All names, so that a handler can refuse those that it does not know. */
  public Set<String> names() {
    return values.keySet();
  }

  private static String decode(String raw, int longest) {
    if (raw.length() > longest) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    return Percent.decodeForm(raw).orElseThrow(() -> new RequestRefused(HttpError.BAD_REQUEST));
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    return names().toString();
  }
}
