package dev.postern.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server and an API as far as a client can see: over a real socket it answers what
 * a test has laid out, a fresh token where nothing is laid out, and records what came.
 */
final class Wire implements AutoCloseable {

  /** One token request as it came. */
  record Seen(String authorization, String contentType, String form) {}

  /** One answer; status 0 cuts the connection without a byte. */
  record Answer(int status, String body, Map<String, String> headers) {

    static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }

    static Answer cut() {
      return of(0, "");
    }
  }

  final List<Seen> tokenRequests = new CopyOnWriteArrayList<>();
  final List<String> apiCalls = new CopyOnWriteArrayList<>();
  final List<String> tokenProofs = new CopyOnWriteArrayList<>();
  final List<String> apiProofs = new CopyOnWriteArrayList<>();
  final AtomicInteger metadataRequests = new AtomicInteger();
  final Queue<Answer> tokenAnswers = new ConcurrentLinkedQueue<>();
  final Queue<Answer> apiAnswers = new ConcurrentLinkedQueue<>();
  volatile @Nullable Answer metadata;
  volatile @Nullable CountDownLatch gate;
  volatile int lifetime = 1000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger issued = new AtomicInteger();

  private Wire(HttpServer server) {
    this.server = server;
  }

  static Wire open() throws IOException {
    return over(HttpServer.create());
  }

  static Wire over(HttpServer server) throws IOException {
    Wire wire = new Wire(server);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", wire::answer);
    server.setExecutor(wire.threads);
    server.start();
    return wire;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String issuer() {
    return "http://localhost:" + port() + "/";
  }

  /** The document of an issuer whose token endpoint lies at {@code endpoint}. */
  static Answer metadata(String issuer, String endpoint) {
    return Answer.of(
        200,
        """
        {"issuer":"%1$s","token_endpoint":"%2$s","jwks_uri":"%1$sjwks",
         "postern_revocations_uri":"%1$sr","postern_revocations_jwks_uri":"%1$sr/jwks"}
        """
            .formatted(issuer, endpoint));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    switch (exchange.getRequestURI().getPath()) {
      case "/.well-known/oauth-authorization-server" -> {
        metadataRequests.incrementAndGet();
        String issuer = "http://" + host + "/";
        Answer laidOut = metadata;
        send(exchange, laidOut != null ? laidOut : metadata(issuer, issuer + "token"));
      }
      case "/token" -> token(exchange);
      default -> {
        apiCalls.add(exchange.getRequestHeaders().getFirst("Authorization"));
        apiProofs.add(proof(exchange));
        Answer laidOut = apiAnswers.poll();
        send(exchange, laidOut != null ? laidOut : Answer.of(200, "done"));
      }
    }
  }

  /** The proof that came, empty where there was none. */
  private static String proof(HttpExchange exchange) {
    return String.join(",", exchange.getRequestHeaders().getOrDefault("DPoP", List.of()));
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenProofs.add(proof(exchange));
    tokenRequests.add(
        new Seen(
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)));
    CountDownLatch closed = gate;
    if (closed != null) {
      pass(closed);
    }
    Answer laidOut = tokenAnswers.poll();
    send(exchange, laidOut != null ? laidOut : fresh());
  }

  private Answer fresh() {
    return Answer.of(
        200,
        "{\"access_token\":\"t%d\",\"token_type\":\"bearer\",\"expires_in\":%d}"
            .formatted(issued.incrementAndGet(), lifetime));
  }

  private static void pass(CountDownLatch gate) {
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test never opened the gate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) {
    try (exchange) {
      if (answer.status() == 0) {
        return;
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
