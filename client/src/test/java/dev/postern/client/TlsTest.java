package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.client.TokenUnavailable.Reason;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server over TLS, whose certificate only those trust who were told to. */
final class TlsTest {

  private static final String API = "https://storage.example.com";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;
  private Wire wire;
  private SSLContext tls;

  @BeforeEach
  void open() throws Exception {
    KeyStore keys = keys();
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    wire = Wire.over(server);
    wire.metadata = Wire.metadata(issuer(), issuer() + "token");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private String issuer() {
    return "https://localhost:" + wire.port() + "/";
  }

  private KeyStore keys() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore pair = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      pair.load(in, PASSWORD);
    }
    // Trust in a certificate is an entry of its own.
    pair.setCertificateEntry("trusted", pair.getCertificate("server"));
    return pair;
  }

  private Reason reason(PosternClient client) {
    TokenUnavailable refused =
        catchThrowableOfType(
            TokenUnavailable.class, () -> client.credentials("a", "s").audience(API).token());
    assertThat(refused).isNotNull();
    return refused.reason();
  }

  @Test
  void aCertificateBringsItsOwnWayOfTls() throws Exception {
    SSLContext context = SSLContext.getDefault();
    PosternClient client = PosternClient.of("https://hub.example.com/").certificate(context);
    assertThatThrownBy(() -> client.tls(context.getSocketFactory()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aServerIsReachedByTheTrustThatIsGiven() throws Exception {
    PosternClient client = PosternClient.of(issuer()).tls(tls.getSocketFactory());

    assertThat(client.credentials("a", "s").audience(API).token().value()).isEqualTo("t1");
  }

  @Test
  void aCertificateThatIsNotTrustedGetsNoSecret() {
    assertThat(reason(PosternClient.of(issuer())))
        .isEqualTo(new Reason.Unreachable("the authorization server's certificate is not trusted"));
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void aServerByTlsCannotSendTheSecretToAnAddressWithout() {
    wire.metadata = Wire.metadata(issuer(), "http://localhost:" + wire.port() + "/token");

    assertThat(reason(PosternClient.of(issuer()).tls(tls.getSocketFactory())))
        .isEqualTo(new Reason.Malformed("the metadata's token_endpoint is not protected by TLS"));
    assertThat(wire.tokenRequests).isEmpty();
  }
}
