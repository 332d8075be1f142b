package dev.postern.checks;

import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.http.HttpCall;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.VerifierStatus;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.BearerPrincipal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API behind the verifier library, as its owner builds it on the JDK's server: {@code GET} needs
 * one scope, everything else another, and who passes is told who he is.
 */
public final class GuardedApi implements AutoCloseable {

  private final Verifier verifier;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public GuardedApi(String issuer, String audience, String reading, String writing)
      throws IOException {
    verifier = Verifier.of(issuer, audience);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server
        .createContext(
            "/",
            exchange -> {
              byte[] who =
                  BearerPrincipal.token(exchange)
                      .clientId()
                      .text()
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, who.length);
              exchange.getResponseBody().write(who);
              exchange.close();
            })
        .setAuthenticator(
            new BearerAuthenticator(
                verifier,
                exchange ->
                    Scopes.of(exchange.getRequestMethod().equals("GET") ? reading : writing)));
    server.setExecutor(threads);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
  }

  /** A GET without a token. */
  Answer anonymous() {
    return Answer.to(HttpCall.get(uri("")));
  }

  /** A GET with this value of Authorization. */
  Answer get(String authorization) {
    return call("GET", authorization);
  }

  /** A GET with a bearer token. */
  public Answer bearing(String token) {
    return get("Bearer " + token);
  }

  Answer call(String method, String authorization) {
    return Answer.to(
        HttpCall.of(method, uri(""), new byte[0]).header("Authorization", authorization));
  }

  VerifierStatus status() {
    return verifier.status();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    verifier.close();
  }
}
