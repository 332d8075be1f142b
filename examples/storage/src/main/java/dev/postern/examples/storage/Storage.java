package dev.postern.examples.storage;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.DescriptionHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * The storage: keeps files for whoever has a token for them. It has no list of callers and no
 * secret; all it knows is who issues its tokens and by which identifier it is registered there.
 */
public final class Storage {

  private static final Scopes WRITE = Scopes.of("archive:write");
  private static final Scopes READ = Scopes.of("archive:read");

  private Storage() {}

  /** Serves files until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      System.err.println("Storage ISSUER AUDIENCE FOLDER PORT    (port 0: a free one)");
      System.exit(2);
    }
    Shelf shelf = new Shelf(Path.of(arguments[2]));
    int port = Integer.parseInt(arguments[3]);

    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    String authority = ":" + server.getAddress().getPort();
    Verifier verifier =
        Verifier.builder(arguments[0], arguments[1])
            .externalUrl("http://127.0.0.1" + authority)
            .externalUrl("http://localhost" + authority)
            .scopes("archive:read", "archive:write")
            .build();
    HttpContext files = server.createContext("/files", new FileHandler(shelf));
    files.setAuthenticator(new BearerAuthenticator(verifier, Storage::needed));
    server.createContext(ResourceMetadata.PATH, new DescriptionHandler(verifier));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    System.out.println("Storage ready: http://127.0.0.1" + authority + "/");
  }

  /** What a request needs before it reaches the handler: storing is one thing, reading another. */
  private static Scopes needed(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("PUT") ? WRITE : READ;
  }
}
