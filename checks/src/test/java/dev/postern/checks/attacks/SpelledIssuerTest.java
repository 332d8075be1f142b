package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A3 at an issuer whose host and port can be written in other ways that mean the same. */
@Tag("attacks")
final class SpelledIssuerTest {

  private static final String HOST = "xn--bcher-kva.example";
  private static final String ISSUER = "https://" + HOST + "/";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A request as the proxy before the server sends it. */
  private static RawAnswer post(int port, String path, String type, String body, String lines)
      throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.send(
              "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s"
                  .formatted(path, HOST, type, body.length(), lines, body))
          .answer();
    }
  }

  private static RawAnswer token(int port, String form) throws IOException {
    String audience = "&audience=" + Caller.encode(ISSUER + "admin/v1");
    return post(port, "/service/oauth/token", FORM, form + audience, "");
  }

  @Test
  void a3NoOtherSpellingOfTheSameHostIsTheIssuer(@TempDir Path folder) throws Exception {
    int port = free();
    try (ServerProcess server =
        ServerProcess.startBehind(folder, port, URI.create("https://" + HOST))) {
      Caller operator = server.operator();
      assertThat(operator.issuer()).isEqualTo(ISSUER);
      String secret =
          "grant_type=client_credentials&client_id=%s&client_secret=%s"
              .formatted(operator.id(), operator.secret());
      String bearer =
          token(port, secret).body().replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
      KeyCaller app =
          KeyCaller.signing(operator, new ECKeyGenerator(Curve.P_256).keyID("k").generate());
      RawAnswer made =
          post(
              port,
              "/admin/v1/apps/" + operator.id() + "/credentials",
              "application/json",
              "{\"type\":\"public_key\",\"jwk\":" + app.key().toPublicJWK() + "}",
              "Authorization: Bearer " + bearer + "\r\n");
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      for (String twin :
          List.of(
              "https://xn--bcher-kva.example:443/",
              "https://xn--bcher-kva.example:0443/",
              "https://xn--bcher-kva.example:/",
              "https://xn--bcher-kva.example./",
              "https://XN--BCHER-KVA.example/",
              "https://b\u00fccher.example/",
              "https://bu\u0308cher.example/",
              "https://b%C3%BCcher.example/",
              "https://xn--bcher-kva%2Eexample/",
              "https://xn--bcher-kva.example",
              "http://xn--bcher-kva.example/",
              "https://127.0.0.1:" + port + "/",
              "http://127.0.0.1:" + port + "/")) {
        RawAnswer answer = token(port, KeyCaller.form(app.sign(app.with("aud", twin))));
        assertThat(answer.status()).as(twin).isEqualTo(401);
        assertThat(answer.body()).contains("\"invalid_client\"");
      }
      // One from the second in which the server started may have been used before.
      Thread.sleep(1_100);
      assertThat(token(port, KeyCaller.form(app.sign(app.claims()))).status()).isEqualTo(200);
    }
  }
}
