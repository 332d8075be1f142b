package dev.postern.protocol.json;

import java.util.OptionalLong;

/**
 * A JSON number, kept as it was written, so that nothing is lost or blown up.
 *
 * @param literal its text by RFC 8259 section 6
 */
public record JsonNumber(String literal) implements JsonValue {

  /** The number {@code value}. */
  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /** The value where it was written as a plain integer in the range of a long, else empty. */
  public OptionalLong exactLong() {
    if (literal.length() > 20) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(literal));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
