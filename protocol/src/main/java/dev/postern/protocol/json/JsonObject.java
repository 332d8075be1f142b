package dev.postern.protocol.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: its members in the order in which they were written, no name twice.
 *
 * @param members name to value, immutable
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  /** The object without members. */
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  /** Copies the members. */
  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Starts an object. */
  public static Builder builder() {
    return new Builder();
  }

  /** The member {@code name}, or empty where there is none; JSON's null is a value. */
  public Optional<JsonValue> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Whether there is a member {@code name}. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The string {@code name}; a fault where it is missing or no string. */
  public String string(String name) throws JsonFault {
    return optionalString(name).orElseThrow(() -> new JsonFault(name + " is missing"));
  }

  /** The string {@code name} if there is one; a fault where it is no string. */
  public Optional<String> optionalString(String name) throws JsonFault {
    JsonValue value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonString string) {
      return Optional.of(string.value());
    }
    throw new JsonFault(name + " is not a string");
  }

  /** The integer {@code name}; a fault where it is missing or not written as an integer. */
  public long integer(String name) throws JsonFault {
    JsonValue value = members.get(name);
    if (value == null) {
      throw new JsonFault(name + " is missing");
    }
    if (value instanceof JsonNumber number && number.exactLong().isPresent()) {
      return number.exactLong().getAsLong();
    }
    throw new JsonFault(name + " is not an integer");
  }

  /** The array {@code name}; a fault where it is missing or no array. */
  public JsonArray array(String name) throws JsonFault {
    if (members.get(name) instanceof JsonArray array) {
      return array;
    }
    throw new JsonFault(name + (has(name) ? " is not an array" : " is missing"));
  }

  /** The object {@code name}; a fault where it is missing or no object. */
  public JsonObject object(String name) throws JsonFault {
    if (members.get(name) instanceof JsonObject object) {
      return object;
    }
    throw new JsonFault(name + (has(name) ? " is not an object" : " is missing"));
  }

  /** Collects members in order; a name put again takes the later value. */
  public static final class Builder {

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    /** Puts a value. */
    public Builder put(String name, JsonValue value) {
      members.put(name, value);
      return this;
    }

    /** Puts a string, or JSON's null. */
    public Builder put(String name, @Nullable String value) {
      return put(name, value == null ? JsonNull.NULL : new JsonString(value));
    }

    /** Puts an integer. */
    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Puts a truth value. */
    public Builder put(String name, boolean value) {
      return put(name, new JsonBoolean(value));
    }

    /** Puts every member of {@code other}. */
    public Builder putAll(JsonObject other) {
      members.putAll(other.members());
      return this;
    }

    /** The object. */
    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
