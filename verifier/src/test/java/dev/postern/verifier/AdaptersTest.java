package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.SigningKey;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.BearerPrincipal;
import dev.postern.verifier.servlet.BearerFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same answers from both adapters, over HTTP. */
class AdaptersTest {

  private final AtomicInteger handled = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LiveIssuer issuer;
  private Verifier verifier;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
    verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server
        .createContext("/authenticator", exchange -> answer(exchange, caller(exchange)))
        .setAuthenticator(new BearerAuthenticator(verifier, AdaptersTest::needed));
    server
        .createContext("/simple/authenticator", exchange -> answer(exchange, caller(exchange)))
        .setAuthenticator(new BearerAuthenticator(verifier, "archive:read"));
    server.createContext(
        "/filter", servlet(new BearerFilter(verifier, r -> needed(r.getMethod()))));
    server.createContext("/simple/filter", servlet(new BearerFilter(verifier, "archive:read")));
    server.createContext("/open", this::unguarded);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
    verifier.close();
    issuer.close();
  }

  private static Scopes needed(HttpExchange exchange) {
    return needed(exchange.getRequestMethod());
  }

  private static Scopes needed(String method) {
    return method.equals("PUT") ? Scopes.of("archive:write") : Scopes.of("archive:read");
  }

  private HttpHandler servlet(BearerFilter filter) {
    return new ServletContainer(
        filter,
        (request, exchange) -> {
          AccessToken token = (AccessToken) request.getAttribute(BearerFilter.TOKEN);
          answer(exchange, token.clientId().text());
        });
  }

  private static String caller(HttpExchange exchange) {
    return BearerPrincipal.token(exchange).clientId().text();
  }

  private void unguarded(HttpExchange exchange) throws IOException {
    String text;
    try {
      text = caller(exchange);
    } catch (IllegalStateException e) {
      text = String.valueOf(e.getMessage());
    }
    answer(exchange, text);
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    handled.incrementAndGet();
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private HttpCall call(String method, String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
    return HttpCall.of(method, uri, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter", "simple/authenticator", "simple/filter"})
  void aGoodTokenReachesTheHandlerWhichKnowsTheCaller(String adapter) throws IOException {
    HttpAnswer answer = call("GET", adapter).header("Authorization", issuer.bearer()).send(100);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("reader");
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter", "simple/authenticator", "simple/filter"})
  void withoutAGoodTokenTheHandlerIsNotReached(String adapter) throws IOException {
    HttpAnswer none = call("GET", adapter).send(100);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer ")
        .contains(issuer.issuer.text())
        .doesNotContain("error=");
    HttpAnswer rubbish = call("GET", adapter).header("Authorization", "Bearer a.b.c").send(100);
    assertThat(rubbish.status()).isEqualTo(401);
    assertThat(rubbish.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"");
    assertThat(handled.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter"})
  void whatARequestNeedsMayDependOnIt(String adapter) throws IOException {
    HttpAnswer put = call("PUT", adapter).header("Authorization", issuer.bearer()).send(100);
    assertThat(put.status()).isEqualTo(403);
    assertThat(put.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", "scope=\"archive:write\"");
    assertThat(handled.get()).isZero();
    String writer = issuer.bearer(issuer.claims().put("scope", "archive:write").build());
    assertThat(call("PUT", adapter).header("Authorization", writer).send(100).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter"})
  void aBoundTokenPassesWithTheProofForItsRequest(String adapter) throws IOException {
    ProofKey key = new ProofKey(SigningKey.fresh());
    JsonObject cnf = JsonObject.builder().put("jkt", key.thumbprint().text()).build();
    String token = issuer.tokenKey.jws("at+jwt", issuer.claims().put("cnf", cnf).build());
    HttpCall call = call("GET", adapter + "?a=b").header("Authorization", "DPoP " + token);
    HttpAnswer refused = call.send(100);
    assertThat(refused.status()).isEqualTo(401);
    String address = LiveIssuer.AUDIENCE + "/" + adapter;
    Optional<String> nonce = refused.header("DPoP-Nonce");
    String proof = key.proof("GET", URI.create(address), Optional.of(token), nonce, Instant.now());
    assertThat(call.header("DPoP", proof).send(100).status()).isEqualTo(200);
    assertThat(call.header("DPoP", proof).send(100).status()).isEqualTo(401);
    assertThat(handled.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter"})
  void twoAuthorizationHeadersAreRefusedAndNotChosenFrom(String adapter) throws IOException {
    String header = "Authorization: " + issuer.bearer() + "\r\n";
    String request =
        "GET /" + adapter + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + header;
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write((request + "\r\n").getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 400");
    }
    assertThat(handled.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authenticator", "filter"})
  void whatCannotBeToldNowIs503WithATimeToWait(String adapter) throws IOException {
    issuer.close();
    try (Verifier alone =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
            .patience(Duration.ofMillis(200))
            .build()) {
      server
          .createContext("/alone/authenticator", exchange -> answer(exchange, "reached"))
          .setAuthenticator(new BearerAuthenticator(alone));
      server.createContext("/alone/filter", servlet(new BearerFilter(alone)));
      HttpAnswer answer =
          call("GET", "alone/" + adapter).header("Authorization", issuer.bearer()).send(100);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).contains("1");
      assertThat(answer.header("WWW-Authenticate")).isEmpty();
      assertThat(handled.get()).isZero();
    }
  }

  @Test
  void aContextWithoutAnAuthenticatorHasNoToken() throws IOException {
    assertThat(call("GET", "open").send(100).text())
        .isEqualTo("the exchange's context has no BearerAuthenticator");
  }

  @Test
  void requestsAtTheSameTimeSeeTheirOwnToken() throws Exception {
    String[] names = {"one", "two", "three", "four"};
    var answers =
        Arrays.stream(names)
            .flatMap(name ->
                Stream.of("authenticator", "filter")
                    .map(adapter -> threads.submit(() -> sameCaller(adapter, name))))
            .toList();
    for (var answer : answers) {
      assertThat(answer.get()).isTrue();
    }
  }

  private boolean sameCaller(String adapter, String name) throws IOException {
    String header =
        issuer.bearer(issuer.claims().put("client_id", name).put("sub", name + "@client").build());
    for (int i = 0; i < 20; i++) {
      HttpAnswer answer = call("GET", adapter).header("Authorization", header).send(100);
      if (!answer.text().equals(name)) {
        return false;
      }
    }
    return true;
  }
}
