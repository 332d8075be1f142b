package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.examples.api.ProtectedApi;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The TLS of the server and of the example API, suite by suite. */
final class Fapi2_5_2_2TlsTest {

  private static final int PATIENCE_MILLIS = 20_000;

  private static Fapi2Site site;
  private static ProtectedApi api;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new Fapi2Site(data, keys);
    api =
        ProtectedApi.local(
            Verifier.builder(site.issuer(), Fapi2Site.ACCOUNTS).tls(site.tls()),
            "read",
            site.certificate().serving());
  }

  @AfterAll
  static void stop() {
    api.close();
    site.close();
  }

  private static SSLSocket socket(URI to) throws IOException {
    SSLSocket socket =
        (SSLSocket) site.tls().createSocket(InetAddress.getLoopbackAddress(), to.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** The suites of a version that are agreed upon when each is offered alone. */
  private static Set<String> spoken(URI to, String version) throws IOException {
    Set<String> spoken = new TreeSet<>();
    for (String suite : site.tls().getSupportedCipherSuites()) {
      try (SSLSocket socket = socket(to)) {
        socket.setEnabledProtocols(new String[] {version});
        socket.setEnabledCipherSuites(new String[] {suite});
        socket.startHandshake();
        spoken.add(suite);
      } catch (IOException refused) {
        // By either side: what the platform itself would not speak is not spoken here.
      }
    }
    return spoken;
  }

  @Shows({"R-FAPI-1", "R-FAPI-2"})
  @Test
  void of12TheRecommendedSuitesAreSpokenAndOf13AllThatAreSound() throws Exception {
    assertThat(Arrays.asList(site.tls().getSupportedCipherSuites()))
        .as("these could be spoken")
        .contains(
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");
    for (URI to : new URI[] {site.server().url(), api.uri("/")}) {
      // The certificate has an elliptic curve; those by RSA are tried with the listener's own
      // tests.
      assertThat(spoken(to, "TLSv1.2"))
          .containsExactly(
              "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
      assertThat(spoken(to, "TLSv1.3"))
          .containsExactly(
              "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    }
  }

  @Shows("R-FAPI-1")
  @Test
  void whoSpeaksBothSpeaks13() throws Exception {
    for (URI to : new URI[] {site.server().url(), api.uri("/")}) {
      try (SSLSocket socket = socket(to)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }

  @Shows("R-FAPI-1")
  @Test
  void anAppReachesBothByTlsAlone() {
    Fapi2App app = site.app("reader", SignatureAlgorithm.ES256);
    URI accounts = api.uri("/accounts");
    assertThat(accounts.getScheme()).isEqualTo("https");
    assertThat(Prover.endpoint(app.caller()).getScheme()).isEqualTo("https");
    String token = app.token();
    String proof = app.prover().proof(Fapi2App.callClaims(accounts, token));
    assertThat(app.call(accounts, token, proof).status()).isEqualTo(200);
  }
}
