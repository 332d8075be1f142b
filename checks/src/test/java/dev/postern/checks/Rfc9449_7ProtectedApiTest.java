package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.client.PosternClient;
import dev.postern.client.ProtectedCalls;
import dev.postern.client.TokenSource;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.VerifierBuilder;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From our client by way of a running server to an API that the verifier guards. */
final class Rfc9449_7ProtectedApiTest {

  private static final String STORAGE = "https://storage.example.com";

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static Caller app;
  private static URI files;
  private static URI strict;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    RunningServer server = new RunningServer(data);
    open.add(server);
    Admin admin = server.admin();
    app = admin.app("archiver");
    String api = admin.api(STORAGE, "read");
    admin.grant(app, api, "read");
    assertThat(admin.patch("/apis/" + api, "{\"proof\":\"dpop\"}").status()).isEqualTo(200);
    HttpServer guarded =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    guarded.setExecutor(threads);
    String root = "http://127.0.0.1:" + guarded.getAddress().getPort();
    files = URI.create(root + "/files");
    strict = URI.create(root + "/strict");
    guard(guarded, "/files", builder(root));
    guard(guarded, "/strict", builder(root).requireDpop().requireDpopNonce());
    guarded.start();
    open.add(() -> guarded.stop(0));
    open.add(threads);
  }

  private static VerifierBuilder builder(String root) {
    return Verifier.builder(app.issuer(), STORAGE).externalUrl(root);
  }

  private static void guard(HttpServer server, String path, VerifierBuilder builder) {
    Verifier verifier = builder.build();
    open.add(verifier);
    server
        .createContext(
            path,
            exchange -> {
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            })
        .setAuthenticator(new BearerAuthenticator(verifier, "read"));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static Answer call(URI address, String authorization, String proof) {
    HttpCall call = HttpCall.get(address).header("Authorization", authorization);
    return Answer.to(proof.isEmpty() ? call : call.header("DPoP", proof));
  }

  @Test
  void ourClientNeedsToKnowNothing() throws Exception {
    // It was not told of DPoP at all: the server demands it, and both APIs take it.
    TokenSource tokens =
        PosternClient.of(app.issuer()).credentials(app.id(), app.secret()).audience(STORAGE);
    ProtectedCalls calls = new ProtectedCalls(tokens, HttpClient.newHttpClient());
    for (URI address : List.of(files, strict, strict, URI.create(files + "/a%20b?x=y"))) {
      assertThat(tokens.send(HttpCall.get(address), 100).status()).isEqualTo(204);
      assertThat(
              calls.send(HttpRequest.newBuilder(address), BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
    assertThat(tokens.authorization()).startsWith("DPoP ");
  }

  @Shows("R-9449-18")
  @ParameterizedTest
  @ValueSource(strings = {"DPoP", "dpop", "DPOP", "dPoP"})
  void theSchemeIsTakenInAnyCase(String scheme) {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    Answer answer =
        call(files, scheme + " " + token, prover.proof(Prover.claims("GET", files, token)));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Date")).isPresent();
  }

  @Shows("R-9449-8")
  @ParameterizedTest
  @ValueSource(longs = {-10, 0, 10})
  void aClockThatIsTenSecondsOffIsNoMatter(long seconds) {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    JsonObject claims = Prover.claims("GET", files, token);
    String proof =
        prover.proof(Prover.with(claims, "iat", Instant.now().getEpochSecond() + seconds));
    assertThat(call(files, "DPoP " + token, proof).status()).isEqualTo(204);
  }

  // RFC 9449 4.3 #9
  @Shows("R-9449-6")
  @Test
  void queryAndFragmentDoNotCount() {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    for (String end : List.of("?a=b", "#part", "?a=b#part", "?")) {
      String proof =
          prover.proof(Prover.with(Prover.claims("GET", files, token), "htu", files + end));
      assertThat(call(URI.create(files + "?c=d"), "DPoP " + token, proof).status()).isEqualTo(204);
    }
  }

  // RFC 9449 4.3 and 7.1
  @Shows({"R-9449-9", "R-9449-19"})
  @Test
  void whateverIsWrongWithAProofIsRefusedWith401() {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    JsonObject good = Prover.claims("GET", files, token);
    JsonObject header = prover.header();
    long now = Instant.now().getEpochSecond();
    Map<String, String> proofs = new LinkedHashMap<>();
    proofs.put("none", "");
    proofs.put("rubbish", "a.b.c");
    proofs.put("other method", prover.proof(Prover.with(good, "htm", "POST")));
    proofs.put("other address", prover.proof(Prover.with(good, "htu", strict.toString())));
    proofs.put("old", prover.proof(Prover.with(good, "iat", now - 61)));
    proofs.put("early", prover.proof(Prover.with(good, "iat", now + 61)));
    proofs.put("no ath", prover.proof(Prover.without(good, "ath")));
    proofs.put("other ath", prover.proof(Prover.claims("GET", files, "other")));
    proofs.put("no jti", prover.proof(Prover.without(good, "jti")));
    proofs.put("type", prover.sign(Prover.with(header, "typ", "JWT"), good));
    proofs.put("algorithm", prover.sign(Prover.with(header, "alg", "none"), good));
    proofs.put("no key", prover.sign(Prover.without(header, "jwk"), good));
    proofs.put(
        "private key",
        prover.sign(
            Prover.with(header, "jwk", Prover.with(prover.publicJwk(), "d", "AQAB")), good));
    proofs.put("another's key", new Prover().proof(good));
    proofs.forEach((what, proof) -> {
      Answer answer = call(files, "DPoP " + token, proof);
      assertThat(answer.status()).as(what).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate").orElseThrow())
          .as(what)
          .startsWith("DPoP realm=\"api\", error=\"")
          .contains("algs=");
    });
    // Refused ones used nothing up.
    assertThat(call(files, "DPoP " + token, prover.proof(good)).status()).isEqualTo(204);
  }

  // RFC 9449 8.2, 9: what carries a nonce is for nobody else.
  @Shows({"R-9449-14", "R-9449-23"})
  @Test
  void anAnswerThatSuppliesANonceIsNotCached() {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    JsonObject claims = Prover.claims("GET", strict, token);
    Answer refused = call(strict, "DPoP " + token, prover.proof(claims));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Cache-Control")).contains("no-store");
    String nonce = refused.header("DPoP-Nonce").orElseThrow();
    assertThat(nonce).matches("[A-Za-z0-9_-]{22}");
    Answer passed =
        call(strict, "DPoP " + token, prover.proof(Prover.with(claims, "nonce", nonce)));
    assertThat(passed.status()).isEqualTo(204);
    assertThat(passed.header("DPoP-Nonce")).as("refusals alone supply one").isEmpty();
    // Where none is demanded, none is supplied.
    Answer lax = call(files, "DPoP " + token, prover.proof(Prover.without(claims, "jti")));
    assertThat(lax.status()).isEqualTo(401);
    assertThat(lax.header("DPoP-Nonce")).isEmpty();
  }

  // RFC 9449 7.2
  @Shows({"R-9449-18", "R-9700-2"})
  @Test
  void aBoundTokenIsRefusedAsABearerToken() {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    Answer answer =
        call(files, "Bearer " + token, prover.proof(Prover.claims("GET", files, token)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"", "DPoP algs=");
  }

  // RFC 9449 11.1
  @Shows("R-9449-20")
  @Test
  void ofFiftyCopiesOfOneProofAtOnceOneIsTaken() throws Exception {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    String proof = prover.proof(Prover.claims("GET", files, token));
    List<Callable<Integer>> copies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      copies.add(() -> call(files, "DPoP " + token, proof).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : threads.invokeAll(copies)) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 204).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 401).hasSize(49);
  }
}
