package dev.postern.console.web;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One object that the Admin API answered with. Its shape is a contract that tests hold, so what is
 * not as described is {@link IllegalStateException} here.
 *
 * @param json the object
 */
public record Item(JsonObject json) {

  /** The string {@code name}. */
  public String text(String name) {
    return optional(name).orElseThrow(() -> new IllegalStateException(name + " is missing"));
  }

  /** The string {@code name}; empty where it is missing or null. */
  public Optional<String> optional(String name) {
    return json.member(name)
        .flatMap(value ->
            value instanceof JsonString text ? Optional.of(text.value()) : Optional.empty());
  }

  /** The integer {@code name}. */
  public long number(String name) {
    try {
      return json.integer(name);
    } catch (JsonFault e) {
      throw new IllegalStateException(e);
    }
  }

  /** The integer {@code name}; empty where it is missing or null. */
  public Optional<Long> optionalNumber(String name) {
    return json.member(name).filter(JsonNumber.class::isInstance).map(value -> number(name));
  }

  /** Whether {@code name} is there and true. */
  public boolean flag(String name) {
    return json.member(name)
        .map(value -> value instanceof JsonBoolean flag && flag.value())
        .orElse(false);
  }

  /** Whether {@code name} is there and not null. */
  public boolean has(String name) {
    return json.member(name).filter(value -> !(value instanceof JsonNull)).isPresent();
  }

  /** The instant {@code name}; empty where it is missing or null. */
  public Optional<Instant> instant(String name) {
    return optional(name).map(Instant::parse);
  }

  /** The object {@code name}; empty where it is missing or null. */
  public Optional<Item> item(String name) {
    return json.member(name)
        .flatMap(value ->
            value instanceof JsonObject object ? Optional.of(new Item(object)) : Optional.empty());
  }

  /** The objects of the array {@code name}. */
  public List<Item> items(String name) {
    List<Item> items = new ArrayList<>();
    for (JsonValue value : values(name)) {
      if (!(value instanceof JsonObject object)) {
        throw wrong(name);
      }
      items.add(new Item(object));
    }
    return items;
  }

  /** The strings of the array {@code name}. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue value : values(name)) {
      if (!(value instanceof JsonString text)) {
        throw wrong(name);
      }
      texts.add(text.value());
    }
    return texts;
  }

  private List<JsonValue> values(String name) {
    return json.member(name).orElse(JsonNull.NULL) instanceof JsonArray array
        ? array.values()
        : List.of();
  }

  private static IllegalStateException wrong(String name) {
    return new IllegalStateException(name + " holds what it should not");
  }
}
