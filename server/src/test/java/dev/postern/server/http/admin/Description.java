package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The description of the Admin API as a tenant serves it, and what it demands of an answer. */
final class Description {

  /** For whole answers, which may be longer than requests. */
  static final JsonReader JSON =
      new JsonReader(new JsonLimits(16 * 1024 * 1024, 64, 100_000, 64, 256 * 1024));

  private static final JsonValue TRUE = new JsonBoolean(true);
  private static final String REF = "$ref";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonObject document;

  Description(byte[] document) {
    this.document = read(document);
  }

  /** One call that is described. */
  record Operation(String method, String path, Optional<String> scope, JsonObject json) {

    /** The schema of the body, by its media type. */
    Optional<JsonObject> bodySchema() {
      return json.member("requestBody")
          .map(body -> object(body, "content", "application/json", "schema"));
    }

    Optional<JsonObject> bodyExample() {
      return json.member("requestBody")
          .map(body -> object(body, "content", "application/json", "example"));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static JsonObject read(byte[] json) {
    try {
      return JSON.object(json);
    } catch (JsonFault e) {
      throw new AssertionError(e.text(), e);
    }
  }

  /** The member of {@code object}, which is there. */
  static JsonValue member(JsonValue object, String name) {
    return ((JsonObject) object)
        .member(name)
        .orElseThrow(() -> new AssertionError("there is no " + name));
  }

  /** The text that a member is. */
  static String text(JsonValue object, String name) {
    return ((JsonString) member(object, name)).value();
  }

  /** The elements of the array that a member is. */
  static List<JsonValue> values(JsonValue object, String name) {
    return ((JsonArray) member(object, name)).values();
  }

  /** The object that lies within {@code value} along {@code names}. */
  static JsonObject object(JsonValue value, String... names) {
    JsonValue at = value;
    for (String name : names) {
      at = member(at, name);
    }
    return (JsonObject) at;
  }

  JsonObject document() {
    return document;
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    object(document, "paths")
        .members()
        .forEach((path, item) -> {
          ((JsonObject) item)
              .members()
              .forEach((method, operation) -> {
                if (METHODS.contains(method)) {
                  JsonObject json = (JsonObject) operation;
                  String name = method.toUpperCase(Locale.ROOT);
                  all.add(new Operation(name, path, scope(json), json));
                }
              });
        });
    return all;
  }

  private static Optional<String> scope(JsonObject operation) {
    List<JsonValue> ways = values(operation, "security");
    if (ways.isEmpty()) {
      return Optional.empty();
    }
    List<JsonValue> scopes = values(ways.getFirst(), "postern");
    assertThat(scopes).hasSizeLessThan(2);
    // Where any token of the API will do, the scope is the empty text.
    return Optional.of(scopes.isEmpty() ? "" : ((JsonString) scopes.getFirst()).value());
  }

  /** What {@code $ref} leads to, or the thing itself. */
  JsonObject resolve(JsonObject written) {
    if (!(written.members().get(REF) instanceof JsonString ref)) {
      return written;
    }
    assertThat(written.members()).as("nothing beside " + REF).hasSize(1);
    return object(document, ref.value().substring("#/".length()).split("/", -1));
  }

  /** What is wrong with {@code value} by {@code schema}. */
  List<String> faults(JsonObject schema, JsonValue value) {
    return Schema.faults(schema, value, this::resolve);
  }

  /** The call that a request for {@code path} (below the root) is, if it is one. */
  Optional<Operation> operation(String method, String path) {
    return operations().stream()
        .filter(each -> each.method().equals(method) && fits(each.path(), path))
        .findFirst();
  }

  private static boolean fits(String template, String path) {
    List<String> wanted = List.of(template.split("/", -1));
    List<String> there = List.of(path.split("/", -1));
    boolean fits = wanted.size() == there.size();
    for (int i = 0; fits && i < wanted.size(); i++) {
      fits = wanted.get(i).startsWith("{") || wanted.get(i).equals(there.get(i));
    }
    return fits;
  }

  /** Fails unless {@code reply} is an answer that {@code operation} is described to give. */
  void check(Operation operation, Reply reply) {
    String what = operation + " -> " + reply.status();
    JsonObject responses = object(operation.json(), "responses");
    JsonObject response =
        resolve(
            (JsonObject)
                responses
                    .member(Integer.toString(reply.status()))
                    .orElseThrow(() -> new AssertionError(what + " is not described")));
    response
        .member("headers")
        .ifPresent(headers -> checkHeaders(what, (JsonObject) headers, reply));
    Optional<JsonValue> content = response.member("content");
    if (content.isEmpty()) {
      assertThat(reply.body()).as(what).isEmpty();
      return;
    }
    String type = reply.headers().first("Content-Type").orElse("none");
    JsonObject schema = object(content.get(), type, "schema");
    JsonObject body = read(reply.body());
    assertThat(faults(schema, body)).as(what + " " + body.text()).isEmpty();
  }

  private void checkHeaders(String what, JsonObject headers, Reply reply) {
    for (Map.Entry<String, JsonValue> each : headers.members().entrySet()) {
      JsonObject header = resolve((JsonObject) each.getValue());
      Optional<String> value = reply.headers().first(each.getKey());
      boolean required = member(header, "required").equals(TRUE);
      assertThat(value.isPresent() || !required).as(what + " has " + each.getKey()).isTrue();
      value.ifPresent(text ->
          assertThat(faults(object(header, "schema"), new JsonString(text)))
              .as(what + " " + each.getKey() + ": " + text)
              .isEmpty());
    }
  }
}
