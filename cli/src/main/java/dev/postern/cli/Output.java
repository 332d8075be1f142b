package dev.postern.cli;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows what the server answered: as its JSON, or as a table for people. */
final class Output {

  private final PrintWriter out;
  private final boolean json;

  Output(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Shows an object, one member per line; what is empty is left out. */
  void object(JsonObject object) {
    if (json) {
      out.println(object.text());
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    object
        .members()
        .forEach((name, value) -> {
          if (!empty(value)) {
            rows.add(List.of(Visible.text(name), shown(value)));
          }
        });
    print(rows);
  }

  /** Shows objects, one per line, with these members as columns. */
  void list(List<JsonObject> items, String... columns) {
    if (json) {
      out.println(
          JsonObject.builder().put("items", new JsonArray(List.copyOf(items))).build().text());
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(columns).stream()
            .map(name -> name.toUpperCase(Locale.ROOT).replace('_', ' '))
            .toList());
    for (JsonObject item : items) {
      rows.add(List.of(columns).stream().map(name -> shown(item.members().get(name))).toList());
    }
    print(rows);
  }

  /** Tells people something; says nothing where a program reads. */
  void note(String text) {
    if (!json) {
      out.println(text);
    }
  }

  private void print(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        // Two spaces between columns, none behind the last.
        int gap = i + 1 < columns ? widths[i] - width(cell) + 2 : 0;
        line.append(cell).repeat(' ', gap);
      }
      out.println(line);
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static boolean empty(JsonValue value) {
    return switch (value) {
      case JsonNull none -> true;
      case JsonString string -> string.value().isEmpty();
      case JsonArray array -> array.values().isEmpty();
      case JsonObject object -> object.members().isEmpty();
      case JsonNumber number -> false;
      case JsonBoolean bool -> false;
    };
  }

  private static String shown(@Nullable JsonValue value) {
    return switch (value) {
      case null -> "-";
      case JsonNull none -> "-";
      case JsonString string -> text(string.value());
      case JsonNumber number -> number.literal();
      case JsonBoolean bool -> bool.value() ? "yes" : "no";
      case JsonArray array ->
          array.values().isEmpty()
              ? "-"
              : array.values().stream().map(Output::element).collect(Collectors.joining(", "));
      case JsonObject object -> Visible.text(object.text());
    };
  }

  private static String text(String value) {
    if (value.isEmpty()) {
      return "-";
    }
    // Lines upon lines that say nothing to people.
    return value.startsWith("-----BEGIN CERTIFICATE-----\n")
        ? "(PEM; --json shows it)"
        : Visible.text(value);
  }

  /** An element of a list: what has a name is shown by it, a grant by its API and scopes. */
  private static String element(JsonValue value) {
    if (value instanceof JsonObject object) {
      if (object.members().get("name") instanceof JsonString name) {
        return Visible.text(name.value());
      }
      if (object.members().get("api_id") instanceof JsonString api
          && object.members().get("scopes") instanceof JsonArray scopes) {
        return Visible.text(api.value()) + " (" + shown(scopes) + ")";
      }
    }
    return shown(value);
  }
}
