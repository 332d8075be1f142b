package dev.postern.protocol.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A JSON array.
 *
 * @param values its elements, immutable
 */
public record JsonArray(List<JsonValue> values) implements JsonValue {

  /** Copies the elements. */
  public JsonArray {
    values = List.copyOf(values);
  }

  /** An array of strings. */
  public static JsonArray ofStrings(Collection<String> values) {
    List<JsonValue> list = new ArrayList<>(values.size());
    values.forEach(value -> list.add(new JsonString(value)));
    return new JsonArray(list);
  }

  /** The elements as strings; a fault where one is none. */
  public List<String> strings() throws JsonFault {
    List<String> list = new ArrayList<>(values.size());
    for (JsonValue value : values) {
      if (!(value instanceof JsonString string)) {
        throw new JsonFault("an array holds something other than strings");
      }
      list.add(string.value());
    }
    return list;
  }
}
