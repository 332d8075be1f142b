package dev.postern.checks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.server.config.JwksUriConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where apps keep their keys: an https host on this machine, with a certificate of its own. */
final class KeyHost implements AutoCloseable {

  /** How a request is answered. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpsServer server;
  private final Path certificate;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = exchange -> exchange.sendResponseHeaders(404, -1);

  private KeyHost(HttpsServer server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.add(exchange.getRequestURI().toString());
            answer.to(exchange);
          }
        });
    server.start();
  }

  static KeyHost open(Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serving()));
    return new KeyHost(server, certificate.files().certificate());
  }

  /** What an operator says who lets keys be fetched from here. */
  JwksUriConfig allowed() {
    String place = "localhost:" + server.getAddress().getPort();
    return new JwksUriConfig(Set.of(place), Optional.of(certificate));
  }

  /** What one says who trusts the certificate and does not name the host. */
  JwksUriConfig trusted() {
    return new JwksUriConfig(Set.of(), Optional.of(certificate));
  }

  String url(String path) {
    return "https://localhost:" + server.getAddress().getPort() + path;
  }

  List<String> requests() {
    return requests;
  }

  void answers(Answer next) {
    answer = next;
  }

  /** Answers with a set of these keys. */
  void keys(Object... jwks) {
    List<String> texts = List.of(jwks).stream().map(Object::toString).toList();
    json("{\"keys\":[" + String.join(",", texts) + "]}");
  }

  /** Answers with this document. */
  void json(String document) {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    answers(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    });
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
