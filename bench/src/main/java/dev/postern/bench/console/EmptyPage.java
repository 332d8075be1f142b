package dev.postern.bench.console;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A page of one word, without style and scripts, from a server that does nothing else: what is
 * painted of it is what the browser itself takes. Like the console it wants a process of its own
 * (Cross-Origin-Opener-Policy).
 */
final class EmptyPage implements AutoCloseable {

  private static final byte[] PAGE =
      "<!doctype html><html lang=en><title>One word</title><p>Word"
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;

  EmptyPage() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.getResponseHeaders().set("Cross-Origin-Opener-Policy", "same-origin");
          exchange.sendResponseHeaders(200, PAGE.length);
          exchange.getResponseBody().write(PAGE);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
