package dev.postern.examples.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.httpserver.BearerPrincipal;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET /files} lists, {@code PUT /files/NAME} stores, {@code GET /files/NAME} reads. Whoever
 * comes here has a token with the scope that the request needs.
 */
final class FileHandler implements HttpHandler {

  private static final String ROOT = "/files";

  private final Shelf shelf;

  FileHandler(Shelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      if (path.equals(ROOT)) {
        if (method.equals("GET")) {
          list(exchange);
        } else {
          exchange.getResponseHeaders().set("Allow", "GET");
          error(exchange, 405, "the list of files can only be read");
        }
        return;
      }
      if (!path.startsWith(ROOT + "/")) {
        error(exchange, 404, "there is nothing here; files are at " + ROOT + "/NAME");
        return;
      }
      String name = path.substring(ROOT.length() + 1);
      if (!Shelf.wellFormed(name)) {
        error(exchange, 400, "a name is 1 to 100 letters, digits, '.', '_' or '-'");
        return;
      }
      switch (method) {
        case "PUT" -> store(exchange, name);
        case "GET" -> read(exchange, name);
        default -> {
          exchange.getResponseHeaders().set("Allow", "GET, PUT");
          error(exchange, 405, "a file can be stored (PUT) and read (GET)");
        }
      }
    }
  }

  private void store(HttpExchange exchange, String name) throws IOException {
    Shelf.Outcome outcome = shelf.put(name, exchange.getRequestBody());
    if (outcome == Shelf.Outcome.TOO_LARGE) {
      error(exchange, 413, "a file has at most " + Shelf.LARGEST + " bytes");
      return;
    }
    String client = BearerPrincipal.token(exchange).clientId().text();
    System.out.println("stored " + name + " for " + client);
    JsonObject stored = JsonObject.builder().put("stored", name).build();
    json(exchange, outcome == Shelf.Outcome.NEW ? 201 : 200, stored);
  }

  private void read(HttpExchange exchange, String name) throws IOException {
    Optional<byte[]> content = shelf.find(name);
    if (content.isEmpty()) {
      error(exchange, 404, "there is no such file");
      return;
    }
    answer(exchange, 200, "application/octet-stream", content.get());
  }

  private void list(HttpExchange exchange) throws IOException {
    JsonArray names = JsonArray.ofStrings(shelf.names());
    json(exchange, 200, JsonObject.builder().put("files", names).build());
  }

  private static void error(HttpExchange exchange, int status, String text) throws IOException {
    json(exchange, status, JsonObject.builder().put("error", text).build());
  }

  private static void json(HttpExchange exchange, int status, JsonObject body) throws IOException {
    answer(exchange, status, "application/json", body.bytes());
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    // To this server, 0 is "of unknown length" and -1 "without a body".
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
