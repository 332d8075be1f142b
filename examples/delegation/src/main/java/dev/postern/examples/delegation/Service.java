package dev.postern.examples.delegation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** An API that lets in whoever has a token for it: the part that the two of them share. */
final class Service {

  private final HttpServer server;
  private final Verifier verifier;
  private final String url;

  private Service(HttpServer server, Verifier verifier, String url) {
    this.server = server;
    this.verifier = verifier;
    this.url = url;
  }

  /** One for the tokens that {@code issuer} gives for {@code audience}, not serving yet. */
  static Service of(String issuer, String audience, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Verifier verifier = Verifier.builder(issuer, audience).externalUrl(url).build();
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return new Service(server, verifier, url + "/");
  }

  /** Serves one path to those whose token has {@code needed}. */
  void serve(String path, Scopes needed, HttpHandler handler) {
    server
        .createContext(
            path,
            exchange -> {
              try (exchange) {
                handler.handle(exchange);
              }
            })
        .setAuthenticator(new BearerAuthenticator(verifier, exchange -> needed));
    server.start();
  }

  String url() {
    return url;
  }

  static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
    byte[] bytes = body.bytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** RFC 9110 15.6.3: what stands behind this one did not give what it was asked for. */
  static void error(HttpExchange exchange, String text) throws IOException {
    answer(exchange, 502, JsonObject.builder().put("error", text).build());
  }
}
