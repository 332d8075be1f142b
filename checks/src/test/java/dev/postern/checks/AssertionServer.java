package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** A running server with one app that proves itself by a key. */
final class AssertionServer implements AutoCloseable {

  private final RunningServer server;
  private final Operator operator;
  private final String api;

  AssertionServer(Path data) throws Exception {
    this(new RunningServer(data));
  }

  /** On a server that is there. */
  AssertionServer(RunningServer running) {
    server = running;
    operator = new Operator(server.operator());
    api = operator.api("https://files.example.com", "go");
  }

  Operator operator() {
    return operator;
  }

  RunningServer server() {
    return server;
  }

  /** A new app with a grant, a secret and a key. */
  KeyCaller app(String name) {
    return app(name, "");
  }

  /** The same with more members of the key's credential. */
  KeyCaller app(String name, String members) {
    return KeyCaller.of(operator.app(name, api, "go"), operator, members);
  }

  static void assertTaken(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** RFC 7523 3.2: whatever is wrong with an assertion is invalid_client. */
  static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
    assertThat(answer.text("error_description")).isEqualTo("Client authentication failed.");
    assertThat(answer.header("WWW-Authenticate")).isPresent();
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Override
  public void close() {
    server.close();
  }
}
