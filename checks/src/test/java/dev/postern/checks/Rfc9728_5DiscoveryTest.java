package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postern.client.PosternClient;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import dev.postern.verifier.httpserver.DescriptionHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an API's refusal to a token for it: by the API's own description, which the verifier library
 * serves, and the metadata of the server that it names, with and without a path in its issuer.
 */
final class Rfc9728_5DiscoveryTest {

  /** An API of its own, with the tenant that issues its tokens. */
  private record Guarded(Admin admin, Caller app, String identifier) {}

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static Guarded hosted;
  private static Guarded below;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    RunningServer server = new RunningServer(data);
    open.add(server);
    hosted = guarded(server.admin());
    String issuer = server.url() + "/acme";
    Answer made =
        server.admin().post("/tenants", "{\"name\":\"acme\",\"issuer\":\"%s\"}".formatted(issuer));
    JsonObject operator = made.json().object("operator");
    below =
        guarded(
            new Admin(
                new Caller(
                    issuer, operator.string("client_id"), operator.string("client_secret"))));
  }

  private static Guarded guarded(Admin admin) throws IOException {
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String identifier = "http://127.0.0.1:" + api.getAddress().getPort() + "/files";
    String id = admin.api(identifier, "read", "write");
    Caller app = admin.app("reader");
    admin.grant(app, id, "read");
    Verifier verifier = Verifier.builder(app.issuer(), identifier).scopes("read", "write").build();
    open.add(verifier);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    open.add(threads);
    api.setExecutor(threads);
    api.createContext(
            "/files",
            exchange -> {
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            })
        .setAuthenticator(
            new BearerAuthenticator(
                verifier,
                exchange ->
                    Scopes.of(exchange.getRequestMethod().equals("GET") ? "read" : "write")));
    api.createContext(ResourceMetadata.PATH, new DescriptionHandler(verifier));
    api.start();
    open.add(() -> api.stop(0));
    return new Guarded(admin, app, identifier);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static Answer get(String address) {
    return Answer.to(HttpCall.get(URI.create(address)));
  }

  /** The place that a refusal names. */
  private static String told(Answer refused) {
    return Challenge.of(refused).getOrDefault("resource_metadata", "none");
  }

  @Shows({"R-9728-1", "R-9728-2", "R-9728-4", "R-9728-5", "R-MCP-6"})
  @Test
  void whoIsRefusedFindsTheWayToATokenByWhatHeIsTold() throws Exception {
    for (Guarded one : List.of(hosted, below)) {
      Answer refused = get(one.identifier());
      assertThat(refused.status()).isEqualTo(401);
      String place = told(refused);
      assertThat(place)
          .isEqualTo(
              one.identifier().replace("/files", "/.well-known/oauth-protected-resource/files"));
      Answer described = get(place);
      assertThat(described.status()).isEqualTo(200);
      assertThat(described.header("Content-Type")).contains("application/json");
      JsonObject document = described.json();
      assertThat(document.string("resource")).isEqualTo(one.identifier());
      assertThat(document.array("scopes_supported").strings()).containsExactly("read", "write");
      assertThat(document.array("bearer_methods_supported").strings()).containsExactly("header");
      String issuer = document.array("authorization_servers").strings().getFirst();
      assertThat(issuer).isEqualTo(one.app().issuer());
      URI metadata = ServerMetadata.location(new Issuer(issuer));
      ServerMetadata server =
          ServerMetadata.read(Answer.to(HttpCall.get(metadata)).json(), new Issuer(issuer));
      assertThat(server.tokenEndpoint()).isEqualTo(one.app().uri("service/oauth/token"));
      String token = one.app().ask("resource", document.string("resource")).text("access_token");
      HttpCall call = HttpCall.get(URI.create(one.identifier()));
      assertThat(Answer.to(call.header("Authorization", "Bearer " + token)).status())
          .isEqualTo(204);
    }
  }

  @Test
  void aTokenThatIsBadOrLacksAScopeIsToldTheSamePlace() {
    for (Guarded one : List.of(hosted, below)) {
      String token = one.app().token(one.identifier());
      URI address = URI.create(one.identifier());
      HttpCall bad = HttpCall.get(address).header("Authorization", "Bearer a.b.c");
      HttpCall lacking =
          HttpCall.of("PUT", address, new byte[0]).header("Authorization", "Bearer " + token);
      assertThat(List.of(Answer.to(bad).status(), Answer.to(lacking).status()))
          .containsExactly(401, 403);
      for (HttpCall call : List.of(bad, lacking)) {
        assertThat(get(told(Answer.to(call))).text("resource")).isEqualTo(one.identifier());
      }
    }
  }

  @Test
  void ourClientReadsWhatAnApiSaysOfItself() throws Exception {
    for (Guarded one : List.of(hosted, below)) {
      ResourceMetadata said = PosternClient.of(one.app().issuer()).describe(one.identifier());
      assertThat(said.scopes()).isEqualTo(Scopes.of("read", "write"));
      assertThat(said.bound()).isFalse();
      assertThat(
              PosternClient.of(one.app().issuer())
                  .credentials(one.app().id(), one.app().secret())
                  .scope("read")
                  .audience(said.resource().text())
                  .authorization())
          .startsWith("Bearer ");
    }
  }

  /** RFC 9728 3.3 and 7.3: an API is believed about itself alone. */
  @Shows("R-9728-1")
  @Test
  void whatAnApiSaysOfAnotherOrOfAnotherServerIsNotUsed() throws Exception {
    PosternClient stranger = PosternClient.of(below.app().issuer());
    assertThatThrownBy(() -> stranger.describe(hosted.identifier()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other authorization servers");
    byte[] copied =
        get(hosted.identifier().replace("/files", "/.well-known/oauth-protected-resource/files"))
            .body()
            .getBytes(StandardCharsets.UTF_8);
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    liar.createContext(
        ResourceMetadata.PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, copied.length);
          exchange.getResponseBody().write(copied);
          exchange.close();
        });
    liar.start();
    String identifier = "http://127.0.0.1:" + liar.getAddress().getPort() + "/files";
    try {
      assertThatThrownBy(() -> PosternClient.of(hosted.app().issuer()).describe(identifier))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another API's");
    } finally {
      liar.stop(0);
    }
  }
}
