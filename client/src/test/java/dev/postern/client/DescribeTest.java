package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.resource.ResourceMetadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API says of itself, and what of it is believed (RFC 9728 section 3.3). */
final class DescribeTest {

  private static final String ISSUER = "https://auth.example.com/acme";

  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final PosternClient client = PosternClient.of(ISSUER);
  private HttpServer server;
  private String api;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String document = documents.get(exchange.getRequestURI().toString());
          byte[] body = (document == null ? "no" : document).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    api = "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void says(String document) {
    documents.put("/.well-known/oauth-protected-resource/v1", document);
  }

  private static String document(String resource, String issuer) {
    return """
    {"resource":"%s","authorization_servers":["https://other.example.com/","%s"],
     "scopes_supported":["a:read"],"dpop_bound_access_tokens_required":true,"more":1}
    """
        .formatted(resource, issuer);
  }

  @Test
  void itIsReadWhereTheIdentifierSays() throws IOException {
    says(document(api, ISSUER));
    assertThat(client.describe(api))
        .isEqualTo(
            new ResourceMetadata(
                new Audience(api),
                List.of(new Issuer("https://other.example.com/"), new Issuer(ISSUER)),
                Scopes.of("a:read"),
                true));
  }

  /** RFC 9728 3.1: of slashes only one that follows the host is left out. */
  @Test
  void theSlashAtTheEndOfAnIdentifiersPathStays() throws IOException {
    documents.put("/.well-known/oauth-protected-resource/v1/", document(api + "/", ISSUER));
    assertThat(client.describe(api + "/").resource()).isEqualTo(new Audience(api + "/"));
    String root = api.replace("/v1", "/");
    documents.put("/.well-known/oauth-protected-resource", document(root, ISSUER));
    assertThat(client.describe(root).resource()).isEqualTo(new Audience(root));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/x", "?", ":1"})
  void anotherApisIsNotUsed(String more) {
    says(document(api + more, ISSUER));
    assertThatThrownBy(() -> client.describe(api))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another API's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.com/acme/",
        "https://auth.example.com/",
        "https://evil.example.com/"
      })
  void anApiDoesNotChooseTheServerThatASecretIsShownTo(String issuer) {
    says(document(api, issuer));
    assertThatThrownBy(() -> client.describe(api))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other authorization servers")
        .hasMessageNotContaining("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}", "{\"resource\":\"x\",\"resource\":\"x\"}"})
  void whatIsNoDocumentIsSaidToBeNone(String document) {
    says(document);
    assertThatThrownBy(() -> client.describe(api))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void anApiThatSaysNothingIsToldByItsStatus() {
    assertThatThrownBy(() -> client.describe(api))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 404");
  }

  @Test
  void aDocumentThatIsTooLongIsNotRead() {
    says(" ".repeat(300_000));
    assertThatThrownBy(() -> client.describe(api)).isInstanceOf(IOException.class);
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForForLong() throws IOException {
    try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PosternClient hurried =
          client.waits(new Waits(Duration.ofMillis(200), Duration.ofMillis(200)));
      assertThatThrownBy(() -> hurried.describe("http://localhost:" + deaf.getLocalPort() + "/v1"))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:storage",
        "http://api.example.com/v1",
        "https://api.example.com/v1?x",
        "ftp://api.example.com",
        "v1"
      })
  void whereThereIsNoSafePlaceToLookNothingIsFetched(String identifier) {
    assertThatIllegalArgumentException().isThrownBy(() -> client.describe(identifier));
  }
}
