package dev.postern.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.client.PosternClient;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.InvalidConfig;
import dev.postern.server.config.PublicAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that ends TLS itself (RFC 9325 section 3, and what others demand of https). */
final class Rfc9325_3TlsTest {

  private static final int ALERT = 0x15;
  private static final int HANDSHAKE = 0x16;
  private static final int PATIENCE_MILLIS = 20_000;

  /** ECDHE on P-256 with ECDSA: groups, point formats and signature schemes of a ClientHello. */
  private static final String EXTENSIONS =
      "000a00060004" + "00170018" + "000b00020100" + "000d00080006" + "040305030203";

  private static final String GET = "GET /service/oauth/jwks HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static RunningServer server;
  private static TestCertificate certificate;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    certificate = TestCertificate.make(keys);
    server = new RunningServer(data, Optional.of(certificate.files()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer get(String url) {
    return Answer.to(HttpCall.get(URI.create(url)).over(certificate.trusting().getSocketFactory()));
  }

  private static SSLSocket connect(String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificate
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.url().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  @Shows({"R-8414-1", "R-8414-12", "R-9728-1", "R-9700-9"})
  @Test
  void whatIsPublishedNamesHttpsAndNothingElse() throws Exception {
    String issuer = server.url() + "/";
    assertThat(issuer).startsWith("https://");
    JsonObject metadata = get(issuer + ".well-known/oauth-authorization-server").json();
    assertThat(metadata.string("issuer")).isEqualTo(issuer).doesNotContain("?", "#");
    for (String member : List.of("token_endpoint", "jwks_uri")) {
      assertThat(metadata.string(member)).startsWith(issuer);
    }
    assertThat(get(metadata.string("jwks_uri")).status()).isEqualTo(200);
    for (String api : List.of("admin/v1", "identity/v2/manage")) {
      JsonObject resource = get(issuer + ".well-known/oauth-protected-resource/" + api).json();
      // RFC 9728 3.3: what it names is what it was fetched for.
      assertThat(resource.string("resource")).isEqualTo(issuer + api).doesNotContain("#");
    }
    Caller operator = server.operator();
    assertThat(
            PosternClient.of(issuer)
                .tls(certificate.trusting().getSocketFactory())
                .credentials(operator.id(), operator.secret())
                .audience(issuer + "admin/v1")
                .authorization())
        .startsWith("Bearer ");
  }

  @Shows({"R-6749-3", "R-7009-9", "R-7662-12"})
  @Test
  void noSecretIsTakenInClear() throws Exception {
    for (String endpoint : List.of("token", "introspect", "revoke")) {
      String request =
          "POST /service/oauth/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"
              .formatted(endpoint);
      assertThat(new String(sent(request.getBytes(UTF_8)), ISO_8859_1))
          .as(endpoint)
          .doesNotStartWith("HTTP/");
      HttpCall call =
          HttpCall.post(
              URI.create(server.url() + "/service/oauth/" + endpoint),
              "application/x-www-form-urlencoded",
              new byte[0]);
      Answer answer = Answer.to(call.over(certificate.trusting().getSocketFactory()));
      assertThat(answer.status()).as(endpoint + ", by TLS").isIn(400, 401);
    }
    // Without TLS a server listens on this machine alone, unless it is told of a proxy.
    assertThatThrownBy(() ->
            new HttpConfig(
                InetAddress.ofLiteral("192.0.2.1"),
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                PublicAddress.LOCAL_HUB,
                10,
                10))
        .isInstanceOf(InvalidConfig.class);
  }

  /** What the server answers to bytes, up to where it ends the connection or says enough. */
  private static byte[] sent(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      int next;
      while (answer.size() < 7 && (next = socket.getInputStream().read()) >= 0) {
        answer.write(next);
      }
      return answer.toByteArray();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  private static byte[] clientHello(String version, String suites) {
    String body =
        version
            + "00".repeat(32)
            + "00"
            + "%04x".formatted(suites.length() / 2)
            + suites
            + "0100"
            + "%04x".formatted(EXTENSIONS.length() / 2)
            + EXTENSIONS;
    String message = "01" + "%06x".formatted(body.length() / 2) + body;
    return HexFormat.of().parseHex("160301" + "%04x".formatted(message.length() / 2) + message);
  }

  @Shows("R-TLS-1")
  @ParameterizedTest
  @CsvSource({
    "0303, c02bc02c, true", // TLS 1.2, AES-GCM: the control
    "0303, cca9cca8, false", // TLS 1.2, ChaCha20-Poly1305
    "0302, c009c00a, false", // TLS 1.1
    "0301, c009c00a, false", // TLS 1.0
    "0300, c009c00a, false", // SSL 3.0
    "0303, c009c00ac023c024, false", // TLS 1.2, AES-CBC
    "0303, c006c007c008, false", // TLS 1.2, no encryption, RC4, 3DES
  })
  void onlyTls12AndNewerAndOnlyAeadAreSpoken(String version, String suites, boolean spoken)
      throws Exception {
    byte[] answer = sent(clientHello(version, suites));
    assertThat(answer).hasSize(7);
    assertThat((int) answer[0]).isEqualTo(spoken ? HANDSHAKE : ALERT);
    if (!spoken) {
      assertThat((int) answer[5]).as("a fatal alert").isEqualTo(2);
    }
  }

  @Shows("R-TLS-1")
  @Test
  void nothingIsNegotiatedAgain() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      try (SSLSocket socket = connect(protocol)) {
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        assertThat(socket.getSession().getCipherSuite()).containsAnyOf("GCM", "CHACHA20");
      }
    }
    try (SSLSocket socket = connect("TLSv1.2")) {
      socket.startHandshake();
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getOutputStream().write(GET.getBytes(UTF_8));
                byte[] answer = socket.getInputStream().readNBytes(12);
                throw new AssertionError("answered: " + new String(answer, ISO_8859_1));
              })
          .isInstanceOf(IOException.class);
    }
  }
}
