package dev.postern.console.web;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.util.stream.Collectors;

/** JSON as people read it: a member to a line. */
public final class Pretty {

  private Pretty() {}

  /** The value as text, indented by two blanks. */
  public static String text(JsonValue value) {
    return text(value, "");
  }

  private static String text(JsonValue value, String indent) {
    String deeper = indent + "  ";
    return switch (value) {
      case JsonObject object when !object.members().isEmpty() ->
          object.members().entrySet().stream()
              .map(each -> deeper + quoted(each.getKey()) + ": " + text(each.getValue(), deeper))
              .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
      case JsonArray array when array.text().length() > 60 ->
          array.values().stream()
              .map(each -> deeper + text(each, deeper))
              .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
      default -> value.text();
    };
  }

  private static String quoted(String name) {
    return new JsonString(name).text();
  }
}
