package dev.postern.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server as far as a command can see: over a real socket it gives tokens, records each request of
 * an API, and answers what a test has laid out for its method and path.
 */
final class Wire implements AutoCloseable {

  /** One request of an API as it came. */
  record Seen(String line, Map<String, String> headers, String body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** One answer. */
  record Answer(int status, String body, Map<String, String> headers) {}

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final List<String> tokenForms = new CopyOnWriteArrayList<>();
  final AtomicInteger tokens = new AtomicInteger();

  /** Whether there are no tokens but those that are bound to a key. */
  volatile boolean demandsProof;

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  private Wire(HttpServer server) {
    this.server = server;
  }

  static Wire open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Wire wire = new Wire(server);
    server.createContext("/", wire::answer);
    server.start();
    return wire;
  }

  String issuer() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  Wire on(String line, int status, String body) {
    answers.put(line, new Answer(status, body, Map.of("ETag", "\"7\"")));
    return this;
  }

  Wire on(String line, Answer answer) {
    answers.put(line, answer);
    return this;
  }

  /** The only request with this method. */
  Seen only(String method) {
    List<Seen> found = seen.stream().filter(one -> one.line().startsWith(method + " ")).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one " + method + ", came " + seen);
    }
    return found.get(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    switch (exchange.getRequestURI().getPath()) {
      case "/.well-known/oauth-authorization-server" -> metadata(exchange, issuer());
      case "/.well-known/oauth-authorization-server/acme" -> metadata(exchange, issuer() + "acme");
      case "/token" -> {
        tokenForms.add(body);
        if (demandsProof && exchange.getRequestHeaders().getFirst("DPoP") == null) {
          send(exchange, 400, "{\"error\":\"invalid_dpop_proof\"}");
          return;
        }
        String type = demandsProof ? "DPoP" : "Bearer";
        Answer laidOut = answers.get("TOKEN");
        send(
            exchange,
            laidOut == null ? 200 : laidOut.status(),
            laidOut == null
                ? "{\"access_token\":\"t%d\",\"token_type\":\"%s\",\"expires_in\":3600}"
                    .formatted(tokens.incrementAndGet(), type)
                : laidOut.body());
      }
      default -> api(exchange, body);
    }
  }

  private void metadata(HttpExchange exchange, String issuer) throws IOException {
    send(
        exchange,
        200,
        """
        {"issuer":"%2$s","token_endpoint":"%1$stoken","jwks_uri":"%1$sjwks",
         "postern_revocations_uri":"%1$sr","postern_revocations_jwks_uri":"%1$sr/jwks"}
        """
            .formatted(issuer(), issuer));
  }

  private void api(HttpExchange exchange, String body) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    seen.add(new Seen(line, headers, body));
    Answer answer = answers.get(line);
    if (answer == null) {
      send(exchange, 404, "{\"title\":\"Not Found\",\"status\":404}");
      return;
    }
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    send(exchange, answer.status(), answer.body());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
