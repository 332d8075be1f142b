package dev.postern.verifier.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postern.verifier.ApiDescription;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.util.Optional;

/**
 * Serves what the API says of itself (RFC 9728), without a token. Its context is {@link
 * dev.postern.protocol.resource.ResourceMetadata#PATH}, whatever the API's identifier:
 *
 * <pre>{@code
 * server.createContext(ResourceMetadata.PATH, new DescriptionHandler(verifier));
 * }</pre>
 */
public final class DescriptionHandler implements HttpHandler {

  private final Optional<ApiDescription> description;

  /** A handler; where the API's identifier is no web address, of nothing. */
  public DescriptionHandler(Verifier verifier) {
    this.description = verifier.description();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      Optional<ApiDescription> here = description.filter(each -> path != null && each.at(path));
      if (here.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        serve(here.get(), exchange);
      }
    }
  }

  private static void serve(ApiDescription description, HttpExchange exchange) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> {
        byte[] body = description.body();
        exchange.getResponseHeaders().set("Content-Type", description.contentType());
        exchange.getResponseHeaders().set("Cache-Control", description.caching());
        if (exchange.getRequestMethod().equals("HEAD")) {
          exchange.sendResponseHeaders(200, -1);
        } else {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        }
      }
      default -> {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      }
    }
  }
}
