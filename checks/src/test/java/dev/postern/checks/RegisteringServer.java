package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A running server with two APIs, where apps may register themselves. */
final class RegisteringServer implements AutoCloseable {

  static final String STORAGE = "https://storage.example.com";
  static final String QUEUE = "https://queue.example.com";

  private final RunningServer server;
  private final Operator operator;
  private final String storage;
  private final String queue;

  RegisteringServer(RunningServer running) {
    server = running;
    operator = new Operator(server.operator());
    storage = operator.api(STORAGE, "read", "write", "purge");
    queue = operator.api(QUEUE, "read", "send");
  }

  Operator operator() {
    return operator;
  }

  RunningServer server() {
    return server;
  }

  String storage() {
    return storage;
  }

  /**
   * A policy.
   *
   * @param id its id
   * @param token its initial access token
   */
  record Policy(String id, String token) {}

  /** A policy of {@code read} and {@code write} at the storage and {@code send} at the queue. */
  Policy policy(String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    String body =
        ("{\"name\":\"Workers\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\",\"write\"]},"
                + "{\"api_id\":\"%s\",\"scopes\":[\"send\"]}]%s}")
            .formatted(storage, queue, more);
    return made(operator, body);
  }

  static Policy made(Operator by, String body) {
    Answer made = by.admin("POST", "/registration-policies", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new Policy(made.text("id"), made.text("initial_access_token"));
  }

  URI endpoint() {
    return operator.caller().uri("service/oauth/register");
  }

  /** Registers an app; {@code metadata} is JSON. */
  Answer register(Policy policy, String metadata) {
    return call("POST", endpoint(), policy.token(), metadata);
  }

  /** The same, which must succeed. */
  JsonObject registered(Policy policy, String metadata) {
    Answer answer = register(policy, metadata);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  /** A request; an empty body is none. */
  static Answer call(String method, URI uri, String token, String body) {
    HttpCall call =
        HttpCall.of(method, uri, body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    return Answer.to(body.isEmpty() ? call : call.header("Content-Type", "application/json"));
  }

  /** A request of an app about itself. */
  static Answer own(String method, JsonObject registration, String body) {
    URI uri = URI.create(text(registration, "registration_client_uri"));
    return call(method, uri, text(registration, "registration_access_token"), body);
  }

  /** Replaces a registration by these members, the name of the app beside them. */
  static Answer put(JsonObject registration, String members) {
    String id = text(registration, "client_id");
    String more = members.isEmpty() ? "" : "," + members;
    return own("PUT", registration, "{\"client_id\":\"%s\"%s}".formatted(id, more));
  }

  /** Who calls with the secret of a registration. */
  Caller caller(JsonObject registration) {
    return new Caller(
        operator.caller().issuer(),
        text(registration, "client_id"),
        text(registration, "client_secret"));
  }

  static String text(JsonObject object, String member) {
    try {
      return object.string(member);
    } catch (JsonFault e) {
      throw new AssertionError(e.text() + " in " + object.text(), e);
    }
  }

  static long number(JsonObject object, String member) {
    try {
      return object.integer(member);
    } catch (JsonFault e) {
      throw new AssertionError(e.text() + " in " + object.text(), e);
    }
  }

  /** The strings of an array. */
  static List<String> texts(JsonObject object, String member) {
    List<String> texts = new ArrayList<>();
    if (object.members().get(member) instanceof JsonArray array) {
      array.values().forEach(value -> texts.add(((JsonString) value).value()));
      return texts;
    }
    throw new AssertionError("no array " + member + " in " + object.text());
  }

  /** A registration without what differs from answer to answer, or is told once only. */
  static JsonObject lasting(JsonObject registration) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(registration.members());
    rest.remove("client_secret");
    return new JsonObject(rest);
  }

  static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(code);
    assertThat(answer.text("error_description")).matches("[ !#-\\[\\]-~]+");
    assertUnkept(answer);
  }

  static void assertNoToken(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_token");
    assertThat(answer.header("WWW-Authenticate").orElse("none")).startsWith("Bearer ");
    assertUnkept(answer);
  }

  static void assertUnkept(Answer answer) {
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Pragma")).contains("no-cache");
  }

  @Override
  public void close() {
    server.close();
  }
}
