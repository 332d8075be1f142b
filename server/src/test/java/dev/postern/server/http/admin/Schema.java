package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Checks values against the words of JSON Schema (2020-12) that the description of the Admin API
 * uses; another word is an error, so that none is passed over.
 */
final class Schema {

  /** Words that only explain. */
  private static final Set<String> SILENT = Set.of("description", "default", "format", "example");

  private final UnaryOperator<JsonObject> resolve;
  private final List<String> faults = new ArrayList<>();

  private Schema(UnaryOperator<JsonObject> resolve) {
    this.resolve = resolve;
  }

  /** What is wrong with {@code value}; nothing where it fits. */
  static List<String> faults(
      JsonObject schema, JsonValue value, UnaryOperator<JsonObject> resolve) {
    Schema check = new Schema(resolve);
    check.check(schema, value, "");
    return check.faults;
  }

  private void check(JsonObject written, JsonValue value, String at) {
    JsonObject schema = resolve.apply(written);
    for (Map.Entry<String, JsonValue> word : schema.members().entrySet()) {
      switch (word.getKey()) {
        case "type", "enum", "const" -> choice(word.getKey(), word.getValue(), value, at);
        case "minLength", "maxLength", "pattern" -> text(schema, word.getKey(), value, at);
        case "minimum", "maximum" -> number(word.getKey(), longOf(word.getValue()), value, at);
        case "minItems", "maxItems", "uniqueItems", "items" ->
            array(word.getKey(), word.getValue(), value, at);
        case "properties", "required", "additionalProperties", "propertyNames", "maxProperties" ->
            object(schema, word.getKey(), value, at);
        case "oneOf", "allOf", "not" -> together(word.getKey(), word.getValue(), value, at);
        default -> {
          if (!SILENT.contains(word.getKey())) {
            throw new IllegalStateException("a word that is not known: " + word.getKey());
          }
        }
      }
    }
  }

  private void demand(boolean met, String at, String word) {
    if (!met) {
      faults.add((at.isEmpty() ? "/" : at) + ": " + word);
    }
  }

  private void choice(String word, JsonValue said, JsonValue value, String at) {
    switch (word) {
      case "type" -> demand(types(said).stream().anyMatch(type -> of(type, value)), at, word);
      case "enum" -> demand(((JsonArray) said).values().contains(value), at, word);
      default -> demand(said.equals(value), at, word);
    }
  }

  /** The names that {@code type} lists. */
  static List<String> types(JsonValue said) {
    return said instanceof JsonString one
        ? List.of(one.value())
        : ((JsonArray) said).values().stream().map(it -> ((JsonString) it).value()).toList();
  }

  private static boolean of(String type, JsonValue value) {
    return switch (type) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof JsonString;
      case "boolean" -> value instanceof JsonBoolean;
      case "null" -> value == JsonNull.NULL;
      case "integer" -> value instanceof JsonNumber it && it.exactLong().isPresent();
      default -> throw new IllegalStateException("a type that is not known: " + type);
    };
  }

  private void text(JsonObject schema, String word, JsonValue value, String at) {
    if (!(value instanceof JsonString string)) {
      return;
    }
    String text = string.value();
    JsonValue said = Description.member(schema, word);
    int length = text.codePointCount(0, text.length());
    switch (word) {
      case "minLength" -> demand(length >= longOf(said), at, word);
      case "maxLength" -> demand(length <= longOf(said), at, word);
      default ->
          demand(Pattern.compile(((JsonString) said).value()).matcher(text).find(), at, word);
    }
  }

  private void number(String word, long bound, JsonValue value, String at) {
    if (value instanceof JsonNumber number && number.exactLong().isPresent()) {
      long it = number.exactLong().getAsLong();
      demand(word.equals("minimum") ? it >= bound : it <= bound, at, word);
    }
  }

  private void array(String word, JsonValue said, JsonValue value, String at) {
    if (!(value instanceof JsonArray array)) {
      return;
    }
    List<JsonValue> values = array.values();
    switch (word) {
      case "minItems" -> demand(values.size() >= longOf(said), at, word);
      case "maxItems" -> demand(values.size() <= longOf(said), at, word);
      case "uniqueItems" -> demand(new HashSet<>(values).size() == values.size(), at, word);
      default -> {
        for (int i = 0; i < values.size(); i++) {
          check((JsonObject) said, values.get(i), at + "/" + i);
        }
      }
    }
  }

  private void object(JsonObject schema, String word, JsonValue value, String at) {
    if (!(value instanceof JsonObject object)) {
      return;
    }
    JsonValue said = Description.member(schema, word);
    Set<String> names = object.members().keySet();
    switch (word) {
      case "maxProperties" -> demand(names.size() <= longOf(said), at, word);
      case "required" -> types(said).forEach(it -> demand(names.contains(it), at, it + " missing"));
      case "propertyNames" ->
          names.forEach(it -> check((JsonObject) said, new JsonString(it), at + "/" + it));
      case "properties" ->
          ((JsonObject) said)
              .members()
              .forEach((name, of) ->
                  object.member(name).ifPresent(it -> check((JsonObject) of, it, at + "/" + name)));
      default -> others(schema, said, object, at);
    }
  }

  private void others(JsonObject schema, JsonValue said, JsonObject object, String at) {
    Set<String> named =
        schema.members().get("properties") instanceof JsonObject properties
            ? properties.members().keySet()
            : Set.of();
    object
        .members()
        .forEach((name, value) -> {
          if (!named.contains(name)) {
            if (said instanceof JsonObject of) {
              check(of, value, at + "/" + name);
            } else {
              demand(said.equals(new JsonBoolean(true)), at + "/" + name, "not described");
            }
          }
        });
  }

  private void together(String word, JsonValue said, JsonValue value, String at) {
    switch (word) {
      case "allOf" ->
          ((JsonArray) said).values().forEach(each -> check((JsonObject) each, value, at));
      case "not" -> demand(!fits((JsonObject) said, value), at, word);
      default -> {
        List<JsonValue> all = ((JsonArray) said).values();
        demand(all.stream().filter(it -> fits((JsonObject) it, value)).count() == 1, at, word);
      }
    }
  }

  private boolean fits(JsonObject schema, JsonValue value) {
    return faults(schema, value, resolve).isEmpty();
  }

  /** The integer that {@code value} is. */
  static long longOf(JsonValue value) {
    return ((JsonNumber) value).exactLong().orElseThrow();
  }
}
