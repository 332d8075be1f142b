package dev.postern.examples.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.VerifierBuilder;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.BearerPrincipal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * An API over TLS that takes no token without the proof that goes with it, and answers every
 * request that may pass with who sent it. It is what the FAPI 2.0 conformance tests of the OpenID
 * Foundation can call.
 */
public final class ProtectedApi implements AutoCloseable {

  private static final int ARGUMENTS = 7;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Verifier verifier;

  private ProtectedApi(HttpsServer server, Verifier verifier) {
    this.server = server;
    this.verifier = verifier;
    server.setExecutor(threads);
  }

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    if (arguments.length != ARGUMENTS) {
      System.err.println(
          "ProtectedApi ISSUER AUDIENCE SCOPE URL PORT KEYSTORE PASSWORD-FILE"
              + "    (URL: where the world reaches it; a PKCS #12 file and its password)");
      System.exit(2);
    }
    char[] password = Files.readString(Path.of(arguments[6])).strip().toCharArray();
    StrictTls tls = StrictTls.of(Path.of(arguments[5]), password);
    HttpsServer server = listening(new InetSocketAddress(Integer.parseInt(arguments[4])), tls);
    Verifier verifier =
        Verifier.builder(arguments[0], arguments[1]).externalUrl(arguments[3]).fapi2().build();
    new ProtectedApi(server, verifier).serve(arguments[2]);
    System.out.println("API ready: " + arguments[3]);
  }

  /**
   * Serves on a free port of this machine.
   *
   * @param builder whose tokens are taken, and for which audience
   * @param scope what every request needs
   * @param tls the certificate
   */
  public static ProtectedApi local(VerifierBuilder builder, String scope, SSLContext tls)
      throws IOException {
    HttpsServer server =
        listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new StrictTls(tls));
    Verifier verifier = builder.externalUrl(root(server)).fapi2().build();
    ProtectedApi api = new ProtectedApi(server, verifier);
    api.serve(scope);
    return api;
  }

  private static HttpsServer listening(InetSocketAddress address, StrictTls tls)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(tls);
    return server;
  }

  private static String root(HttpsServer server) {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(String scope) {
    server
        .createContext("/", ProtectedApi::answer)
        .setAuthenticator(new BearerAuthenticator(verifier, scope));
    server.start();
  }

  /** Where something of it is, if it is local. */
  public URI uri(String path) {
    return URI.create(root(server) + path);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    AccessToken token = BearerPrincipal.token(exchange);
    byte[] who =
        JsonObject.builder()
            .put("client_id", token.clientId().text())
            .put("scope", token.scopes().text())
            .build()
            .bytes();
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, who.length);
      exchange.getResponseBody().write(who);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    verifier.close();
  }
}
