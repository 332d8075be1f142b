package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Bodies made from a schema: for every bound that it names one at the bound and one beyond; for
 * every choice each of the choices and another; for every object a member that nobody knows; for
 * every member a value of another type, and null.
 */
final class Bodies {

  /**
   * A body.
   *
   * @param what what it tries
   * @param json the body
   * @param pointer which part of it is tried
   * @param good whether it keeps to the schema
   */
  record Body(String what, JsonObject json, String pointer, boolean good) {}

  /** RFC 7515 appendix A.3.1. */
  static final JsonObject KEY =
      Description.read(
          ("{\"kty\":\"EC\",\"crv\":\"P-256\","
                  + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                  + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}")
              .getBytes(StandardCharsets.UTF_8));

  private static final List<String> METHODS =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt");

  private final Description description;
  private final Targets targets;
  private final List<Body> bodies = new ArrayList<>();

  private Bodies(Description description, Targets targets) {
    this.description = description;
    this.targets = targets;
  }

  /** All bodies that {@code schema} gives rise to. */
  static List<Body> of(JsonObject schema, Description description, Targets targets) {
    Bodies all = new Bodies(description, targets);
    JsonObject resolved = description.resolve(schema);
    if (resolved.members().get("oneOf") instanceof JsonArray variants) {
      variants.values().forEach(each -> all.whole(description.resolve((JsonObject) each)));
    } else {
      all.whole(resolved);
    }
    return all.bodies;
  }

  private void whole(JsonObject schema) {
    add("the least", base(schema), "", true);
    object(schema, value -> value, "");
  }

  private void add(String what, JsonValue body, String pointer, boolean good) {
    bodies.add(new Body(what, (JsonObject) body, pointer, good));
  }

  /** Tries what stands at {@code pointer}; {@code in} puts a value there into a whole body. */
  private void value(JsonObject written, UnaryOperator<JsonValue> in, String pointer) {
    JsonObject schema = description.resolve(written);
    String name = pointer.substring(pointer.lastIndexOf('/') + 1);
    if (schema.members().get("const") instanceof JsonString) {
      add("another constant", in.apply(new JsonString("other")), pointer, false);
      return;
    }
    List<String> types = Schema.types(Description.member(schema, "type"));
    JsonValue other = types.contains("boolean") ? new JsonString("true") : new JsonBoolean(true);
    add("another type", in.apply(other), pointer, false);
    add("null", in.apply(JsonNull.NULL), pointer, types.contains("null"));
    if (types.contains("boolean")) {
      add("true", in.apply(new JsonBoolean(true)), pointer, true);
      add("false", in.apply(new JsonBoolean(false)), pointer, true);
    }
    if (types.contains("object")) {
      object(schema, in, pointer);
    }
    for (Map.Entry<String, JsonValue> word : schema.members().entrySet()) {
      switch (word.getKey()) {
        case "minLength", "maxLength" -> texts(schema, word, in, pointer);
        case "minimum", "maximum" -> numbers(word, in, pointer);
        case "minItems", "maxItems" -> lengths(schema, word, in, pointer);
        case "uniqueItems" -> twice(name, in, pointer);
        case "items" -> item((JsonObject) word.getValue(), in, pointer);
        case "enum" -> choices((JsonArray) word.getValue(), in, pointer);
        case "maxProperties" -> members(word, in, pointer);
        default -> {
          // The others bound nothing by a number, or stand for what is tried by hand.
        }
      }
    }
  }

  private void object(JsonObject schema, UnaryOperator<JsonValue> in, String pointer) {
    JsonObject base = base(schema);
    if (new JsonBoolean(false).equals(schema.members().get("additionalProperties"))) {
      for (String name : List.of("tenant_id", "is_admin", "epoch", "version", "__proto__")) {
        add(
            "unknown",
            in.apply(with(base, name, new JsonBoolean(true))),
            pointer + "/" + name,
            false);
        add("unknown null", in.apply(with(base, name, JsonNull.NULL)), pointer + "/" + name, false);
      }
    }
    if (schema.members().get("additionalProperties") instanceof JsonObject each) {
      value(each, value -> in.apply(with(base, "x", value)), pointer);
    }
    if (schema.members().get("properties") instanceof JsonObject properties) {
      properties
          .members()
          .forEach((name, each) ->
              value(
                  (JsonObject) each,
                  value -> in.apply(with(base, name, value)),
                  pointer + "/" + name));
    }
  }

  private void texts(
      JsonObject schema,
      Map.Entry<String, JsonValue> word,
      UnaryOperator<JsonValue> in,
      String pointer) {
    int bound = Math.toIntExact(Schema.longOf(word.getValue()));
    int inside = word.getKey().equals("minLength") ? 1 : -1;
    add(word.toString(), in.apply(text(schema, pointer, bound)), pointer, true);
    add(word + " inside", in.apply(text(schema, pointer, bound + inside)), pointer, true);
    add(word + " beyond", in.apply(text(schema, pointer, bound - inside)), pointer, false);
  }

  private JsonValue text(JsonObject schema, String pointer, int length) {
    if (pointer.equals("/identifier")) {
      String start = "urn:" + targets.name();
      return new JsonString(start + "a".repeat(length - start.length()));
    }
    if (pointer.equals("/jwks_uri")) {
      String start = length < 100 ? "https://" : "https://keys.example.com/";
      return new JsonString(start + "a".repeat(length - start.length()));
    }
    if (schema.members().get("pattern") instanceof JsonString pattern
        && Pattern.compile(pattern.value()).matcher("\ud83d\ude00").find()) {
      // Two units of UTF-16, one character.
      return new JsonString("\ud83d\ude00".repeat(length));
    }
    return new JsonString("a".repeat(length));
  }

  private void numbers(
      Map.Entry<String, JsonValue> word, UnaryOperator<JsonValue> in, String pointer) {
    long bound = Schema.longOf(word.getValue());
    int inside = word.getKey().equals("minimum") ? 1 : -1;
    add(word.toString(), in.apply(JsonNumber.of(bound)), pointer, true);
    add(word + " inside", in.apply(JsonNumber.of(bound + inside)), pointer, true);
    add(word + " beyond", in.apply(JsonNumber.of(bound - inside)), pointer, false);
    add(word + " as text", in.apply(new JsonString(Long.toString(bound))), pointer, false);
    add(word + " broken", in.apply(new JsonNumber(bound + ".5")), pointer, false);
  }

  private void lengths(
      JsonObject schema,
      Map.Entry<String, JsonValue> word,
      UnaryOperator<JsonValue> in,
      String pointer) {
    int bound = Math.toIntExact(Schema.longOf(word.getValue()));
    int inside = word.getKey().equals("minItems") ? 1 : -1;
    boolean objects = description.resolve(Description.object(schema, "items")).has("properties");
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    String name = pointer.equals("/scopes") && objects ? "defined" : last;
    add(word.toString(), in.apply(items(name, bound)), pointer, true);
    add(word + " inside", in.apply(items(name, bound + inside)), pointer, true);
    add(word + " beyond", in.apply(items(name, bound - inside)), pointer, false);
  }

  private JsonArray items(String name, int count) {
    List<JsonValue> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text =
          switch (name) {
            case "allowed_ips" -> "10.0.0." + i;
            case "authentication_methods" -> METHODS.get(i % METHODS.size());
            case "acts_for", "grants", "from", "only_apis" -> targets.apis(count).get(i);
            default -> i == 0 ? "read" : "s" + i;
          };
      all.add(new JsonString(text));
    }
    return switch (name) {
      case "grants" -> new JsonArray(all.stream().map(Bodies::grant).toList());
      case "defined" -> new JsonArray(all.stream().map(Bodies::defined).toList());
      default -> new JsonArray(all);
    };
  }

  private static JsonValue defined(JsonValue scope) {
    return JsonObject.builder().put("name", scope).build();
  }

  private static JsonValue grant(JsonValue api) {
    return JsonObject.builder()
        .put("api_id", api)
        .put("scopes", JsonArray.ofStrings(List.of("read")))
        .build();
  }

  private void twice(String name, UnaryOperator<JsonValue> in, String pointer) {
    JsonValue one = items(name, 1).values().getFirst();
    add("twice", in.apply(new JsonArray(List.of(one, one))), pointer + "/1", false);
  }

  private void item(JsonObject written, UnaryOperator<JsonValue> in, String pointer) {
    JsonObject item = description.resolve(written);
    UnaryOperator<JsonValue> alone = value -> in.apply(new JsonArray(List.of(value)));
    add("another type", alone.apply(new JsonBoolean(true)), pointer + "/0", false);
    add("null", alone.apply(JsonNull.NULL), pointer + "/0", false);
    if (item.has("properties")) {
      object(item, alone, pointer + "/0");
    }
  }

  private void choices(JsonArray choices, UnaryOperator<JsonValue> in, String pointer) {
    for (JsonValue each : choices.values()) {
      add("a choice", in.apply(each), pointer, true);
      if (each instanceof JsonString text) {
        add("no choice", in.apply(new JsonString(text.value() + " ")), pointer, false);
      }
    }
  }

  private void members(
      Map.Entry<String, JsonValue> word, UnaryOperator<JsonValue> in, String pointer) {
    int bound = Math.toIntExact(Schema.longOf(word.getValue()));
    for (int count = bound - 1; count <= bound + 1; count++) {
      JsonObject.Builder many = JsonObject.builder();
      for (int i = 0; i < count; i++) {
        many.put("l" + i, "x");
      }
      add(count + " members", in.apply(many.build()), pointer, count <= bound);
    }
  }

  /** The least object that {@code schema} takes. */
  private JsonObject base(JsonObject schema) {
    JsonObject.Builder base = JsonObject.builder();
    JsonValue properties = schema.member("properties").orElse(JsonObject.EMPTY);
    if (schema.members().get("required") instanceof JsonArray required) {
      for (JsonValue each : required.values()) {
        String name = ((JsonString) each).value();
        base.put(name, sample(name, Description.object(properties, name)));
      }
      if (properties instanceof JsonObject all && all.has("api_id") && all.has("identifier")) {
        base.put("api_id", targets.apis(1).getFirst());
      }
    }
    return base.build();
  }

  private JsonValue sample(String name, JsonObject schema) {
    return switch (name) {
      case "kind", "type" -> Description.member(schema, "const");
      case "jwk" -> KEY;
      case "jwks_uri" -> new JsonString("https://keys.example.com/" + targets.name());
      case "identifier" -> new JsonString("urn:" + targets.name());
      case "pem" -> new JsonString(TestCertificates.authority("CN=" + targets.name()).pem());
      case "subject_dn" -> new JsonString("CN=" + targets.name());
      case "san_dns" -> new JsonString(targets.name() + ".example.com");
      case "san_uri" -> new JsonString("urn:" + targets.name());
      case "san_ip" -> new JsonString("192.0.2.7");
      case "san_email" -> new JsonString(targets.name() + "@example.com");
      case "scopes" -> JsonArray.ofStrings(List.of("read"));
      case "grants" -> items(name, 1);
      case "from" -> JsonArray.ofStrings(targets.apis(1));
      case "sub" -> new JsonString(targets.name() + "@client");
      default -> new JsonString(targets.name());
    };
  }

  private static JsonObject with(JsonObject base, String name, JsonValue value) {
    return JsonObject.builder().putAll(base).put(name, value).build();
  }
}
