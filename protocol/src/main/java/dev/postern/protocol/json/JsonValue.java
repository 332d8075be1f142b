package dev.postern.protocol.json;

/** One JSON value, immutable (RFC 8259 section 3). */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** The value as compact JSON text: equal values give equal text. */
  default String text() {
    return JsonOutput.text(this);
  }

  /** The value as compact JSON in UTF-8. */
  default byte[] bytes() {
    return JsonOutput.bytes(this);
  }
}
