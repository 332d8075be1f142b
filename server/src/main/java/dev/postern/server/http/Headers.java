package dev.postern.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The header fields of a request or reply: an immutable list of name and value in order, found by
 * name without regard to case (RFC 9110 section 5.1). At most 64 are ever held, so a list is
 * searched faster than a map is built.
 *
 * <p>Its text form shows names only: values may be credentials.
 */
public final class Headers {

  /** No header fields at all. */
  public static final Headers NONE = new Headers(List.of());

  /** One header field; refuses what could not be written on one line of HTTP. */
  public record Field(String name, String value) {
    public Field {
      if (name.isEmpty() || !all(name, Headers::token)) {
        throw new IllegalArgumentException("a header name must be an RFC 9110 token");
      }
      if (!all(value, Headers::visible)) {
        throw new IllegalArgumentException("a header value must be printable ASCII");
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  /** Header fields in the given order. */
  public static Headers of(List<Field> fields) {
    return new Headers(List.copyOf(fields));
  }

  /** These and one more, whatever was there under that name. */
  public Headers plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(List.copyOf(more));
  }

  /** These, and then {@code others}. */
  public Headers and(Headers others) {
    List<Field> all = new ArrayList<>(fields.size() + others.fields.size());
    all.addAll(fields);
    all.addAll(others.fields);
    return new Headers(all);
  }

  /** These with exactly one field of that name. */
  public Headers with(String name, String value) {
    List<Field> others = new ArrayList<>(fields);
    others.removeIf(field -> field.name().equalsIgnoreCase(name));
    others.add(new Field(name, value));
    return new Headers(List.copyOf(others));
  }

  public List<Field> fields() {
    return fields;
  }

  // By index and with nothing made: every token request is asked for what it mostly has not.
  public boolean contains(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** The first value of that name. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** Every value of that name, in order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /**
   * The value of a header that may be sent once only.
   *
   * @throws RequestRefused with 400 if it was sent more than once
   */
  public Optional<String> single(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  @Override
  public String toString() {
    return fields.toString();
  }

  // A loop, not a stream: every header of every request passes here.
  private static boolean all(String text, IntPredicate allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  // RFC 9110 5.6.2: tchar
  private static boolean token(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c < 0x80 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  // RFC 9110 5.5: field-value, without obs-text
  private static boolean visible(int c) {
    return (c >= ' ' && c <= '~') || c == '\t';
  }
}
