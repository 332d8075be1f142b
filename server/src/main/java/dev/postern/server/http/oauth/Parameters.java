package dev.postern.server.http.oauth;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Percent;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a request to an OAuth endpoint: from a form (RFC 6749 appendix B), or from a
 * JSON object with the same member names, which is our addition.
 *
 * <p>At most {@value #MOST} of them, names up to {@value #NAME} and values up to {@value #VALUE}
 * characters, none of them a control character. A parameter without a value counts as left out, one
 * that is not known is passed over, one that stands twice is refused (RFC 6749 section 3.2).
 */
final class Parameters {

  private static final int MOST = 64;
  private static final int NAME = 64;
  private static final int VALUE = 16 * 1024;

  /** The one parameter that may stand more than once (RFC 8707 section 2). */
  private static final String RESOURCE = "resource";

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Map<String, JsonValue> values;
  private final List<String> resources;
  private final boolean form;

  private Parameters(Map<String, JsonValue> values, List<String> resources, boolean form) {
    this.values = values;
    this.resources = resources;
    this.form = form;
  }

  static Parameters read(Request request) throws Refusal {
    // RFC 6749 2.3.1: never in the request URI. That goes for every parameter here.
    if (request.query() != null) {
      throw new Refusal(TokenReason.QUERY_PARAMETER);
    }
    String type =
        request
            .contentType()
            .orElseThrow(() -> new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE));
    return switch (type) {
      case "application/x-www-form-urlencoded" -> form(request.body());
      case "application/json" -> json(request.body());
      default -> throw new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE);
    };
  }

  private static Parameters form(byte[] body) throws Refusal {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    List<String> resources = new ArrayList<>();
    String text = ascii(body);
    // One part more than is allowed tells that there are too many, however many there are.
    String[] parts = text.isEmpty() ? new String[0] : text.split("&", MOST + 1);
    if (parts.length > MOST) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
    for (String part : parts) {
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals), NAME);
      String value = equals < 0 ? "" : decode(part.substring(equals + 1), VALUE);
      if (name.equals(RESOURCE)) {
        resources.add(value);
      } else if (values.put(name, new JsonString(value)) != null) {
        // RFC 8693 2.1 lets this one stand more than once, for as many targets.
        throw new Refusal(
            name.equals("audience") ? TokenReason.SEVERAL_TARGETS : TokenReason.REPEATED_PARAMETER);
      }
    }
    return new Parameters(values, resources, true);
  }

  private static String decode(String raw, int limit) throws Refusal {
    if (raw.length() > limit) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
    return Percent.decodeForm(raw).orElseThrow(() -> new Refusal(TokenReason.MALFORMED_REQUEST));
  }

  private static String ascii(byte[] body) throws Refusal {
    for (byte each : body) {
      if (each < 0) {
        throw new Refusal(TokenReason.MALFORMED_REQUEST);
      }
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  private static Parameters json(byte[] body) throws Refusal {
    try {
      Map<String, JsonValue> values = new LinkedHashMap<>(JSON.object(body).members());
      if (values.size() > MOST) {
        throw new Refusal(TokenReason.MALFORMED_REQUEST);
      }
      for (Map.Entry<String, JsonValue> parameter : values.entrySet()) {
        valid(parameter.getKey(), NAME);
        if (parameter.getValue() instanceof JsonString text) {
          valid(text.value(), VALUE);
        }
      }
      JsonValue resource = values.remove(RESOURCE);
      List<String> resources =
          switch (resource) {
            case null -> List.of();
            case JsonArray several -> several.strings();
            case JsonString one -> List.of(one.value());
            default -> throw new Refusal(TokenReason.MALFORMED_REQUEST);
          };
      return new Parameters(values, resources, false);
    } catch (JsonFault e) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
  }

  /** Whether they came in a form. */
  boolean form() {
    return form;
  }

  /** A parameter, or empty where it is left out or has no value. */
  Optional<String> text(String name) throws Refusal {
    return switch (values.get(name)) {
      case null -> Optional.empty();
      case JsonNull none -> Optional.empty();
      case JsonString string -> Optional.of(string.value()).filter(text -> !text.isEmpty());
      default -> throw new Refusal(TokenReason.MALFORMED_REQUEST);
    };
  }

  private static void valid(String text, int limit) throws Refusal {
    if (text.length() > limit || text.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
  }

  /** A list parted by spaces, or in JSON an array of strings; empty where it is left out. */
  Optional<List<String>> list(String name) throws Refusal {
    if (values.get(name) instanceof JsonArray array) {
      try {
        return Optional.of(array.strings());
      } catch (JsonFault e) {
        throw new Refusal(TokenReason.MALFORMED_REQUEST);
      }
    }
    return text(name).map(text -> List.of(text.split(" ", -1)));
  }

  /** An object: in JSON itself, in a form its text. Empty where it is left out. */
  JsonObject object(String name) throws Refusal {
    if (values.get(name) instanceof JsonObject object) {
      return object;
    }
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return JsonObject.EMPTY;
    }
    try {
      return JSON.object(text.get().getBytes(StandardCharsets.UTF_8));
    } catch (JsonFault e) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
  }

  /** The distinct values of {@code resource}, those without a value left out. */
  List<String> resources() throws Refusal {
    List<String> distinct = new ArrayList<>();
    for (String resource : resources) {
      valid(resource, VALUE);
      if (!resource.isEmpty() && !distinct.contains(resource)) {
        distinct.add(resource);
      }
    }
    return distinct;
  }
}
