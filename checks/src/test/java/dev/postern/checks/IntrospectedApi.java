package dev.postern.checks;

import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A running server with one API, the app that acts for it, and a reader who is granted it. */
final class IntrospectedApi implements AutoCloseable {

  static final String STORAGE = "https://storage.example.com";

  private final RunningServer server;
  private final Operator operator;
  private final String api;
  private final Caller guard;
  private final Caller reader;

  IntrospectedApi(Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    api = operator.api(STORAGE, "archive:read", "archive:write");
    guard = operator.guard("guard", api);
    reader = another();
  }

  RunningServer server() {
    return server;
  }

  Operator operator() {
    return operator;
  }

  String api() {
    return api;
  }

  /** The app that acts for the API. */
  Caller guard() {
    return guard;
  }

  /** An app that has tokens for it. */
  Caller reader() {
    return reader;
  }

  /** Another such app. */
  Caller another() {
    return operator.app("another", api, "archive:read");
  }

  /** Another, whose tokens live so long. */
  Caller another(JsonObject claims, @Nullable Duration lifetime) {
    Caller made = server.app("another");
    server.grant(made, api, claims, lifetime, "archive:read", "archive:write");
    return made;
  }

  /** Whether the API is told that the token is active. */
  boolean active(String token) {
    Answer answer = guard.introspect(token);
    if (answer.status() != 200) {
      throw new AssertionError("no answer: " + answer.status() + " " + answer.body());
    }
    return !answer.body().equals("{\"active\":false}");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
