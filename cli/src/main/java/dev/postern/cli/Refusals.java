package dev.postern.cli;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a refusal into words: a problem of the Admin API with all its errors (RFC 9457), an error of
 * the Identity Management API, or a challenge (RFC 6750).
 */
final class Refusals {

  private Refusals() {}

  static CommandFailed read(HttpAnswer answer) {
    List<String> lines = new ArrayList<>();
    JsonObject body = body(answer);
    String text =
        text(body, "detail")
            .or(() -> text(body, "title"))
            .or(() -> text(body, "Description"))
            .or(() -> text(body, "error_description"))
            .orElse("without a reason");
    String code =
        text(body, "error").or(() -> number(body, "ErrorCode")).map(c -> " " + c).orElse("");
    lines.add("the server refused (" + answer.status() + code + "): " + text);
    if (body.members().get("errors") instanceof JsonArray errors) {
      for (JsonValue error : errors.values()) {
        if (error instanceof JsonObject one) {
          String where = text(one, "pointer").orElse("");
          lines.add("  " + (where.isEmpty() ? "" : where + ": ") + text(one, "detail").orElse("?"));
        }
      }
    }
    answer
        .header("WWW-Authenticate")
        .ifPresent(challenge -> lines.add("  " + Visible.text(challenge)));
    return CommandFailed.refused(lines);
  }

  private static JsonObject body(HttpAnswer answer) {
    try {
      return new JsonReader(JsonLimits.REQUEST).object(answer.body());
    } catch (JsonFault e) {
      // Not from our server, as a proxy's page: the status has to do.
      return JsonObject.EMPTY;
    }
  }

  private static Optional<String> text(JsonObject body, String member) {
    return body.members().get(member) instanceof JsonString string && !string.value().isEmpty()
        ? Optional.of(Visible.text(string.value()))
        : Optional.empty();
  }

  private static Optional<String> number(JsonObject body, String member) {
    return body.members().get(member) instanceof JsonNumber number
        ? Optional.of(number.literal())
        : Optional.empty();
  }
}
