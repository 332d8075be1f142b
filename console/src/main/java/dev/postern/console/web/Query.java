package dev.postern.console.web;

import dev.postern.console.gate.Asked;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names and values, as a query or a form holds them, in order. A name may stand there several
 * times. Immutable.
 *
 * @param pairs name and value
 */
public record Query(List<Pair> pairs) {

  /** No names at all. */
  public static final Query NONE = new Query(List.of());

  private static final int MOST = 2_000;

  /** One name with one value. */
  public record Pair(String name, String value) {

    /** The name: values may be secrets. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Copies the list. */
  public Query {
    pairs = List.copyOf(pairs);
  }

  /** The parameters of a request. */
  public static Query of(Asked asked) {
    return parse(asked.query().orElse(""));
  }

  /**
   * The fields of a form ({@code application/x-www-form-urlencoded}); none where the text is
   * malformed or has more than {@value #MOST}.
   */
  public static Query parse(String text) {
    String[] parts = text.split("&", MOST + 1);
    if (parts.length > MOST) {
      return NONE;
    }
    List<Pair> pairs = new ArrayList<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (part.isEmpty()) {
        continue;
      }
      try {
        pairs.add(
            equals < 0
                ? new Pair(decoded(part), "")
                : new Pair(
                    decoded(part.substring(0, equals)), decoded(part.substring(equals + 1))));
      } catch (IllegalArgumentException e) {
        return NONE;
      }
    }
    return new Query(pairs);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The first value of that name which is not blank, without blanks around it. */
  public Optional<String> first(String name) {
    return pairs.stream()
        .filter(pair -> pair.name().equals(name))
        .map(pair -> pair.value().strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** Every value of that name, as sent. */
  public List<String> all(String name) {
    return pairs.stream().filter(pair -> pair.name().equals(name)).map(Pair::value).toList();
  }

  /** The first value of that name as sent, or the empty text. */
  public String raw(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** Whether the name is there, whatever its value: a checkbox that is ticked. */
  public boolean has(String name) {
    return pairs.stream().anyMatch(pair -> pair.name().equals(name));
  }

  /** These and one more. */
  public Query and(String name, String value) {
    List<Pair> more = new ArrayList<>(pairs);
    more.add(new Pair(name, value));
    return new Query(more);
  }

  /** These and one more, where there is a value. */
  public Query and(String name, Optional<String> value) {
    return value.map(present -> and(name, present)).orElse(this);
  }

  /** These with that name once, and with that value. */
  public Query with(String name, String value) {
    return without(name).and(name, value);
  }

  /** These without that name. */
  public Query without(String name) {
    return new Query(pairs.stream().filter(pair -> !pair.name().equals(name)).toList());
  }

  /** As a raw query, without a question mark; empty where there are none. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Pair pair : pairs) {
      text.append(text.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(pair.name(), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(pair.value(), StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
