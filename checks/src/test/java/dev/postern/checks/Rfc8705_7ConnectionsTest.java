package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.JwksUriConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A certificate belongs to a connection, which outlives requests, serves several tenants, and may
 * go on where another one ended (RFC 8705 sections 6.3 and 7).
 */
final class Rfc8705_7ConnectionsTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String NAME = "CN=mover,O=Example";
  private static final Issued ROOT = TestCertificates.authority("CN=Root,O=Example");

  private static MtlsSite site;
  private static String api;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    site =
        new MtlsSite(
            Files.createDirectories(folder.resolve("data")),
            Files.createDirectories(folder.resolve("keys")),
            ClientCertificates.TLS,
            JwksUriConfig.USUAL);
    site.trust(ROOT);
    api = site.api(STORAGE, "none");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** One connection, which is kept. */
  private static final class Kept implements AutoCloseable {

    private final SSLSocket socket;
    private final DataInputStream in;

    Kept(SSLContext context, String protocol) throws IOException {
      socket =
          (SSLSocket) context.getSocketFactory().createSocket("localhost", site.uri("").getPort());
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {protocol});
      in = new DataInputStream(socket.getInputStream());
    }

    /** A token request by that client id and nothing else; its status. */
    int ask(String path, String app) throws IOException {
      String form = "grant_type=client_credentials&client_id=" + app;
      String request =
          """
          POST %s HTTP/1.1
          Host: localhost:%d
          Content-Type: application/x-www-form-urlencoded
          Content-Length: %d

          %s\
          """
              .formatted(path, socket.getPort(), form.length(), form)
              .replace("\n", "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      String length =
          head.toString()
              .toLowerCase(Locale.ROOT)
              .replaceFirst("(?s).*\r\ncontent-length: ([0-9]+)\r\n.*", "$1");
      in.readFully(new byte[Integer.parseInt(length)]);
      return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String path(String tenant) {
    return tenant + "/service/oauth/token";
  }

  private static Answer below(String path, String type, String body, String token) {
    HttpCall call =
        HttpCall.post(
                URI.create(site.issuer() + "below" + path),
                type,
                body.getBytes(StandardCharsets.UTF_8))
            .header("Accept", "application/json");
    Answer answer =
        Answer.to(
            site.shows(
                token.isEmpty() ? call : call.header("Authorization", "Bearer " + token), null));
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    return answer;
  }

  // RFC 8705 7.4: one connection, and each tenant asks its own authorities.
  @Shows("R-8705-12")
  @Test
  void oneConnectionIsInEachTenantWhatThatTenantsAuthoritiesSay() throws Exception {
    String mine = site.app(MtlsSite.certificate("subject_dn", NAME), api).text("client_id");
    JsonObject operator =
        site.admin(
                "POST",
                "/tenants",
                "{\"name\":\"below\",\"issuer\":\"%sbelow\"}".formatted(site.issuer()))
            .json()
            .object("operator");
    String token =
        below(
                "/service/oauth/token",
                "application/json",
                JsonObject.builder()
                    .put("grant_type", "client_credentials")
                    .put("client_id", operator.string("client_id"))
                    .put("client_secret", operator.string("client_secret"))
                    .put("audience", operator.string("admin_audience"))
                    .build()
                    .text(),
                "")
            .text("access_token");
    String json = "application/json";
    String there =
        below(
                "/admin/v1/apis",
                json,
                "{\"identifier\":\"%s\",\"name\":\"n\",\"scopes\":[{\"name\":\"read\"}]}"
                    .formatted(STORAGE),
                token)
            .text("id");
    String app =
        "{\"name\":\"n\",\"credential\":%s,\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}"
            .formatted(MtlsSite.certificate("subject_dn", NAME).text(), there);
    String theirs = below("/admin/v1/apps", json, app, token).text("client_id");
    Issued good = TestCertificates.of(NAME).by(ROOT);
    try (Kept one = new Kept(site.context(good), "TLSv1.3")) {
      assertThat(one.ask(path(""), mine)).isEqualTo(200);
      assertThat(one.ask(path("/below"), theirs)).isEqualTo(401);
      assertThat(one.ask(path("/below"), mine)).isEqualTo(401);
      assertThat(one.ask(path(""), theirs)).isEqualTo(401);
      assertThat(one.ask(path(""), mine)).isEqualTo(200);
      String authority =
          JsonObject.builder().put("name", "n").put("pem", ROOT.pem()).build().text();
      below("/admin/v1/certificate-authorities", json, authority, token);
      assertThat(one.ask(path("/below"), theirs)).isEqualTo(200);
      assertThat(one.ask(path("/below"), mine)).isEqualTo(401);
      assertThat(one.ask(path(""), mine)).isEqualTo(200);
    }
  }

  // RFC 8446 4.2.11 and 4.6.1: who goes on with a session is who began it.
  @Shows("R-8705-12")
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionThatGoesOnKeepsTheCertificateThatWasProved(String protocol) throws Exception {
    Issued first = TestCertificates.selfSigned(NAME);
    Issued second = TestCertificates.selfSigned(NAME);
    String ofFirst = site.app(MtlsSite.certificate("pem", first.pem()), api).text("client_id");
    String ofSecond = site.app(MtlsSite.certificate("pem", second.pem()), api).text("client_id");
    ShownKeys keys = new ShownKeys(first);
    SSLContext context = site.showing(keys);
    try (Kept one = new Kept(context, protocol)) {
      assertThat(one.ask(path(""), ofFirst)).isEqualTo(200);
      assertThat(one.ask(path(""), ofSecond)).isEqualTo(401);
    }
    int asked = keys.asked();
    assertThat(asked).isPositive();
    keys.turnTo(second);
    try (Kept resumed = new Kept(context, protocol)) {
      assertThat(resumed.ask(path(""), ofSecond)).isEqualTo(401);
      assertThat(resumed.ask(path(""), ofFirst)).isEqualTo(200);
      assertThat(keys.asked()).as("it went on with the first session").isEqualTo(asked);
      // What the certificate is good for is asked at each request.
      assertThat(site.admin("PATCH", "/apps/" + ofFirst, "{\"status\":\"blocked\"}").status())
          .isEqualTo(200);
      assertThat(resumed.ask(path(""), ofFirst)).isEqualTo(401);
    }
    try (Kept fresh = new Kept(site.context(second), protocol)) {
      assertThat(fresh.ask(path(""), ofSecond)).isEqualTo(200);
    }
  }
}
