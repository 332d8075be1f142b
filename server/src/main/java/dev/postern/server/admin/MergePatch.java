package dev.postern.server.admin;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** RFC 7396: what is named takes the place of what was there, and null takes it away. */
final class MergePatch {

  private MergePatch() {}

  /** {@code target} with {@code patch} merged in. */
  static JsonObject apply(JsonObject target, JsonObject patch) {
    Map<String, JsonValue> merged = new LinkedHashMap<>(target.members());
    patch
        .members()
        .forEach((name, value) -> {
          if (value == JsonNull.NULL) {
            merged.remove(name);
          } else if (value instanceof JsonObject deeper) {
            JsonObject old =
                merged.get(name) instanceof JsonObject object ? object : JsonObject.EMPTY;
            merged.put(name, apply(old, deeper));
          } else {
            merged.put(name, value);
          }
        });
    return new JsonObject(merged);
  }
}
