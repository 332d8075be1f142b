package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The server that all attacks are sent to, and what must be true of every answer of it. */
final class Site implements AutoCloseable {

  /** Stands in hostile input; no answer to a refused request may repeat it. */
  static final String MARK = "zq7mark";

  /** Kept with an account, and looked for afterwards. */
  static final String PASSWORD = "canary-password-zq7";

  private static final Path FOLDER = Path.of("target", "attacks").toAbsolutePath();

  private final ServerProcess server;
  private final Operator operator;
  private final Operator other;
  private final Operator below;
  private final String account;
  private final List<Endpoint> endpoints;
  private final Vitals before;

  private Site(ServerProcess server) {
    this.server = server;
    this.operator = new Operator(server.operator());
    this.other = found("other");
    this.below = founded("{\"name\":\"below\",\"issuer\":\"%s/below\"}".formatted(server.url()));
    this.account =
        operator
            .identity(
                "POST", "/account", "{\"UserName\":\"zoe\",\"Password\":\"" + PASSWORD + "\"}")
            .text("Uid");
    this.endpoints = Endpoints.of(this);
    this.before = Vitals.of(server);
  }

  static Site start() {
    try {
      if (Files.exists(FOLDER)) {
        try (Stream<Path> old = Files.walk(FOLDER)) {
          for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
      Files.createDirectories(FOLDER);
      ServerProcess server = ServerProcess.start(FOLDER);
      try {
        return new Site(server);
      } catch (RuntimeException | AssertionError e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Founds a tenant; who runs it. */
  Operator found(String name) {
    return founded("{\"name\":\"" + name + "\"}");
  }

  private Operator founded(String tenant) {
    Answer made = operator.admin("POST", "/tenants", tenant);
    try {
      JsonObject one = made.json();
      JsonObject credential = one.object("operator");
      return new Operator(
          new Caller(
              one.string("issuer"),
              credential.string("client_id"),
              credential.string("client_secret")));
    } catch (JsonFault e) {
      throw new AssertionError(made.body(), e);
    }
  }

  ServerProcess server() {
    return server;
  }

  Path folder() {
    return FOLDER;
  }

  /** What the server's process held before the first attack. */
  Vitals before() {
    return before;
  }

  /** Who runs the server. */
  Operator operator() {
    return operator;
  }

  /** Who runs another tenant of it. */
  Operator otherOperator() {
    return other;
  }

  /** Who runs a tenant of it whose issuer has a path. */
  Operator belowOperator() {
    return below;
  }

  /** The id of the API whose tokens are for {@code audience}. */
  String apiId(String audience) {
    return operator.apiId(audience);
  }

  /** The uid of an account that stays. */
  String account() {
    return account;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  int port() {
    return server.url().getPort();
  }

  /** The token endpoint, with a request in a form that is answered with a token. */
  Endpoint token() {
    return endpoints.getFirst();
  }

  Wire wire(Endpoint endpoint) throws IOException {
    return new Wire(endpoint.port());
  }

  private String probe(Endpoint endpoint) {
    boolean management = endpoint.port() != port();
    return "GET "
        + (management ? "/health/live" : "/service/oauth/revocations/jwks")
        + " HTTP/1.1\r\n"
        + endpoint.host()
        + "\r\n";
  }

  /** A request in order is answered as it should be. */
  private void serves(Endpoint endpoint, Wire wire) throws IOException {
    RawAnswer answer = wire.send(probe(endpoint)).answer();
    assertThat(answer.status()).as("the next normal request").isEqualTo(200);
    assertThat(answer.body()).containsAnyOf("\"keys\"", "\"live\"");
  }

  /** The endpoint answers its own request in order. */
  void serves(Endpoint endpoint) throws IOException {
    RawAnswer answer = attack(endpoint, endpoint.request());
    assertThat(endpoint.normal()).as(answer.head() + answer.body()).contains(answer.status());
  }

  /**
   * Sends bytes as they are, and checks what must be true whatever they are: an answer or a close
   * in bounded time, one well-formed error in the style of the path or none, nothing repeated that
   * was sent, and the next request in order is served, on this connection too where it is kept.
   */
  RawAnswer attack(Endpoint endpoint, String bytes) throws IOException {
    RawAnswer answer;
    try (Wire wire = wire(endpoint)) {
      answer = wire.send(bytes).answer();
      check(endpoint, answer);
      if (answer.closes()) {
        assertThat(wire.answer()).as("after the last answer").isEqualTo(RawAnswer.NONE);
      } else if (answer.status() != RawAnswer.CLOSED && !answer.streams()) {
        serves(endpoint, wire);
      }
    }
    try (Wire fresh = wire(endpoint)) {
      serves(endpoint, fresh);
    }
    return answer;
  }

  /** The same, where the answer must be one of these. */
  void attack(Endpoint endpoint, String name, String bytes, Set<Integer> allowed) {
    try {
      RawAnswer answer = attack(endpoint, bytes);
      assertThat(allowed).as("%s%n%s", answer.head(), answer.body()).contains(answer.status());
    } catch (IOException | AssertionError e) {
      throw new AssertionError(endpoint + ", " + name + ": " + e.getMessage(), e);
    }
  }

  private static void check(Endpoint endpoint, RawAnswer answer) {
    int status = answer.status();
    if (status == RawAnswer.CLOSED) {
      return;
    }
    assertThat(status).as(answer.head()).matches(s -> s < 500 || s == 503, "no 5xx but 503");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Date")).isNotEmpty();
    if (status >= 400) {
      // What is refused before its path is known is refused in the one style that all paths share.
      assertThat(endpoint.dialect().isSpokenBy(answer) || Dialect.OAUTH.isSpokenBy(answer))
          .as("one well-formed error: %s%n%s", answer.head(), answer.body())
          .isTrue();
      assertThat(answer.closes() || endpoint.dialect().isSpokenBy(answer))
          .as("in the style of its path: %s", answer.body())
          .isTrue();
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.head() + answer.body()).doesNotContainIgnoringCase(MARK);
    }
    if (status == 401) {
      assertThat(answer.header("WWW-Authenticate")).isNotEmpty();
    }
    if (status == 405) {
      assertThat(answer.header("Allow")).isNotEmpty();
    }
    if (status == 503) {
      assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
