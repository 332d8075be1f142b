package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Audience;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.DescriptionHandler;
import dev.postern.verifier.servlet.BearerFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API says of itself (RFC 9728), by both adapters, and who is told where that is. */
final class DescriptionTest {

  private static final String API = "https://storage.example.com/v1";
  private static final String PLACE = "/.well-known/oauth-protected-resource/v1";

  private final AtomicInteger handled = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LiveIssuer issuer;
  private Verifier verifier;
  private HttpServer handler;
  private HttpServer filter;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
    verifier = builder(API).scopes("archive:read", "archive:write").build();
    handler = server();
    handler
        .createContext("/", served())
        .setAuthenticator(new BearerAuthenticator(verifier, "archive:read"));
    handler.createContext(ResourceMetadata.PATH, new DescriptionHandler(verifier));
    handler.start();
    filter = server();
    filter.createContext(
        "/",
        new ServletContainer(
            new BearerFilter(verifier, "archive:read"),
            (request, exchange) -> served().handle(exchange)));
    filter.start();
  }

  @AfterEach
  void stop() {
    handler.stop(0);
    filter.stop(0);
    threads.shutdownNow();
    verifier.close();
    issuer.close();
  }

  private VerifierBuilder builder(String audience) {
    return Verifier.builder(issuer.issuer.text(), audience);
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    return server;
  }

  private HttpHandler served() {
    return exchange -> {
      handled.incrementAndGet();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    };
  }

  private HttpAnswer call(String adapter, String method, String path) throws IOException {
    HttpServer server = adapter.equals("filter") ? filter : handler;
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return HttpCall.of(method, uri, new byte[0]).send(10_000);
  }

  private static JsonObject json(HttpAnswer answer) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST).object(answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "filter"})
  void whoeverAsksIsToldWithoutAToken(String adapter) throws Exception {
    for (String path : List.of(PLACE, PLACE + "/", PLACE + "?x=1")) {
      HttpAnswer answer = call(adapter, "GET", path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.header("Content-Type")).contains("application/json");
      assertThat(answer.header("Cache-Control")).contains("public, max-age=300");
      assertThat(ResourceMetadata.read(json(answer), new Audience(API)))
          .isEqualTo(
              new ResourceMetadata(
                  new Audience(API),
                  List.of(issuer.issuer),
                  Scopes.of("archive:read", "archive:write"),
                  false));
    }
    HttpAnswer head = call(adapter, "HEAD", PLACE);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(handled.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "filter"})
  void itIsReadOnly(String adapter) throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      HttpAnswer answer = call(adapter, method, PLACE);
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).contains("GET, HEAD");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/",
        PLACE + "/x",
        PLACE + "//",
        PLACE + "1",
        "/.well-known/oauth-protected-resource/v",
        "/.well-known/oauth-protected-resource/%761"
      })
  void nothingElseIsToldWithoutAToken(String path) throws IOException {
    assertThat(call("handler", "GET", path).status()).isEqualTo(404);
    assertThat(call("filter", "GET", path).status()).isEqualTo(401);
    assertThat(handled.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "filter"})
  void whoIsRefusedLearnsWhereItIs(String adapter) throws Exception {
    String place = "resource_metadata=\"https://storage.example.com" + PLACE + "\"";
    HttpServer server = adapter.equals("filter") ? filter : handler;
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/files");
    String lacking =
        issuer.bearer(issuer.claims().put("aud", API).put("scope", "archive:list").build());
    HttpCall call = HttpCall.get(uri);
    HttpAnswer none = call.send(100);
    HttpAnswer bad = call.header("Authorization", "Bearer a.b.c").send(100);
    HttpAnswer refused = call.header("Authorization", lacking).send(100);
    assertThat(List.of(none.status(), bad.status(), refused.status()))
        .containsExactly(401, 401, 403);
    for (HttpAnswer each : List.of(none, bad, refused)) {
      String challenge = each.header("WWW-Authenticate").orElseThrow();
      assertThat(challenge).startsWith("Bearer ").containsOnlyOnce(place);
      int other = challenge.indexOf("DPoP ");
      assertThat(other < 0 || challenge.indexOf(place) < other).as(challenge).isTrue();
    }
  }

  /** RFC 9728 3.1 keeps the slash at the end of a path; who asks without it is told as well. */
  @Test
  void anIdentifiersSlashIsNamedAndEitherSpellingIsAnswered() {
    try (Verifier slashed = builder(API + "/").build();
        Verifier root = builder("https://storage.example.com/").build()) {
      ApiDescription description = slashed.description().orElseThrow();
      assertThat(description.location().getRawPath()).isEqualTo(PLACE + "/");
      assertThat(List.of(PLACE, PLACE + "/")).allMatch(description::at);
      assertThat(List.of(PLACE + "//", PLACE + "x", PLACE + "/x", "/")).noneMatch(description::at);
      ApiDescription bare = root.description().orElseThrow();
      assertThat(bare.location().getRawPath()).isEqualTo(ResourceMetadata.PATH);
      assertThat(List.of(ResourceMetadata.PATH, ResourceMetadata.PATH + "/")).allMatch(bare::at);
      assertThat(List.of(PLACE, "/")).noneMatch(bare::at);
    }
  }

  @Test
  void anApiThatDemandsProofSaysSo() throws Exception {
    try (Verifier demanding = builder(API).requireDpop().build()) {
      JsonObject said =
          new JsonReader(JsonLimits.REQUEST).object(demanding.description().orElseThrow().body());
      assertThat(ResourceMetadata.read(said, new Audience(API)).bound()).isTrue();
      assertThat(new String(demanding.description().orElseThrow().body(), UTF_8))
          .doesNotContain("scopes_supported");
    }
  }

  @Test
  void anApiThatTakesCertificatesSaysSo() throws Exception {
    try (Verifier demanding = builder(API).requireMtls().build();
        Verifier either = builder(API).requireDpop().requireMtls().build();
        Verifier strict = builder(API).fapi2().build();
        Verifier any = builder(API).build()) {
      assertThat(said(demanding).certificates()).isTrue();
      assertThat(said(demanding).bound()).isFalse();
      assertThat(said(either).certificates()).isTrue();
      // RFC 9728 2: that every token has to be bound by DPoP would be wrong of it.
      assertThat(said(either).bound()).isFalse();
      assertThat(said(strict).certificates()).isTrue();
      assertThat(said(strict).bound()).isFalse();
      assertThat(said(any).certificates()).isFalse();
    }
  }

  private static ResourceMetadata said(Verifier verifier) throws JsonFault {
    byte[] body = verifier.description().orElseThrow().body();
    return ResourceMetadata.read(
        new JsonReader(JsonLimits.REQUEST).object(body), new Audience(API));
  }

  @Test
  void whereTheIdentifierIsNoWebAddressNothingIsSaid() throws Exception {
    try (Verifier nowhere = builder("urn:storage").build()) {
      assertThat(nowhere.description()).isEmpty();
      HttpServer server = server();
      server.createContext(ResourceMetadata.PATH, new DescriptionHandler(nowhere));
      server.start();
      URI uri =
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + ResourceMetadata.PATH);
      assertThat(HttpCall.get(uri).send(100).status()).isEqualTo(404);
      server.stop(0);
      assertThatRefusalNamesNothing(nowhere);
    }
  }

  private static void assertThatRefusalNamesNothing(Verifier verifier) {
    try {
      verifier.verify("Bearer a.b.c");
    } catch (TokenRefused refused) {
      assertThat(refused.headers().get("WWW-Authenticate")).doesNotContain("resource_metadata");
      return;
    }
    throw new AssertionError("let in");
  }

  @Test
  void aScopeIsOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> builder(API).scopes("a b"));
  }
}
