package dev.postern.protocol.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes values as compact JSON: members in their order, no white space. */
final class JsonWriter {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private JsonWriter() {}

  static String text(JsonValue value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  static byte[] bytes(JsonValue value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, value);
    }
    return out.toByteArray();
  }

  // Java 17 has no switch over types; the sealed interface keeps this list honest by hand.
  private static void write(JsonGenerator generator, JsonValue value) {
    if (value instanceof JsonObject object) {
      generator.writeStartObject();
      object
          .members()
          .forEach((name, member) -> {
            generator.writeName(name);
            write(generator, member);
          });
      generator.writeEndObject();
    } else if (value instanceof JsonArray array) {
      generator.writeStartArray();
      array.values().forEach(element -> write(generator, element));
      generator.writeEndArray();
    } else if (value instanceof JsonString string) {
      generator.writeString(string.value());
    } else if (value instanceof JsonNumber number) {
      generator.writeNumber(number.literal());
    } else if (value instanceof JsonBoolean bool) {
      generator.writeBoolean(bool.value());
    } else {
      generator.writeNull();
    }
  }
}
