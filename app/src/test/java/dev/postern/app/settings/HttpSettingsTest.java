package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.AddressRange;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.TlsFiles;
import dev.postern.server.config.TlsVersion;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpSettingsTest {

  private static final String CONNECTIONS = "a number from 1 to 1000000 is wanted";
  private static final String URL =
      "http or https, a host, and a port and a path if need be are wanted, without query; a path is"
          + " 1 to 4 segments of a-z, 0-9, '.', '_', '~' and '-', the first none that the server has"
          + " itself";

  @TempDir private Path folder;

  @Test
  void withoutAnyChoiceItListensOnLoopbackInPlainHttp() throws Exception {
    assertThat(Written.nothing().chosen().server().http())
        .isEqualTo(
            new HttpConfig(
                InetAddress.ofLiteral("127.0.0.1"),
                8080,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                "hub.localhost",
                20_000,
                256));
  }

  @Test
  void everySettingReachesItsPlace() throws Exception {
    Written all =
        Written.yaml(
            folder,
            "http:",
            "  host: 0.0.0.0",
            "  port: 8443",
            "  public-url: https://auth.example.com",
            "  hub-domain: hub.example.com",
            "  behind-proxy: [10.0.0.0/8, '2001:db8::7']",
            "  connections: 1000",
            "  connections-per-source: 20",
            "  client-certificates: tls",
            "  tls:",
            "    certificate: tls/cert.pem",
            "    key: tls/key.pem",
            "    oldest: 1.3");
    assertThat(all.chosen().server().http())
        .isEqualTo(
            new HttpConfig(
                InetAddress.ofLiteral("0.0.0.0"),
                8443,
                Optional.of(
                    new TlsFiles(
                        Path.of("tls/cert.pem"), Path.of("tls/key.pem"), TlsVersion.TLS_1_3)),
                List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::7")),
                Optional.of(URI.create("https://auth.example.com")),
                "hub.example.com",
                1000,
                20,
                ClientCertificates.TLS));
  }

  @Test
  void certificatesOfClientsComeFromWhereTlsEnds() throws Exception {
    assertThat(Written.nothing().chosen().server().http().clientCertificates())
        .isEqualTo(ClientCertificates.NONE);
    assertThat(
            Written.yaml(
                    folder, "http:", "  behind-proxy: [127.0.0.1]", "  client-certificates: proxy")
                .chosen()
                .server()
                .http()
                .clientCertificates())
        .isEqualTo(ClientCertificates.PROXY);
    assertThat(Written.yaml(folder, "http:", "  client-certificates: tls").problems().toString())
        .contains("http.client-certificates", "has to end TLS itself");
    assertThat(Written.yaml(folder, "http:", "  client-certificates: proxy").problems().toString())
        .contains("http.client-certificates", "http.behind-proxy");
    assertThat(Written.yaml(folder, "http:", "  client-certificates: some").problems().toString())
        .contains("one of none, tls, proxy is wanted");
  }

  @Test
  void valuesThatAreNoneAreRefused() throws Exception {
    assertThat(
            Written.yaml(
                    folder,
                    "http:",
                    "  host: localhost",
                    "  port: 65536",
                    "  public-url: ftp://files.example.com",
                    "  hub-domain: Hub.Example.com.",
                    "  behind-proxy: [10.0.0.0/33]",
                    "  connections: 0",
                    "  connections-per-source: many",
                    "  tls.oldest: 1.1")
                .problems())
        .containsExactlyInAnyOrder(
            "postern.yaml:2: http.host: an IP address is wanted, as 127.0.0.1 or ::1",
            "postern.yaml:3: http.port: a number from 0 to 65535 is wanted",
            "postern.yaml:4: http.public-url: " + URL,
            "postern.yaml:5: http.hub-domain: a domain in lower case without a dot at its end is"
                + " wanted, as hub.example.com",
            "postern.yaml:6: http.behind-proxy: IP addresses or networks are wanted, as 10.0.0.0/8",
            "postern.yaml:7: http.connections: " + CONNECTIONS,
            "postern.yaml:8: http.connections-per-source: a whole number is wanted",
            "postern.yaml:9: http.tls.oldest: 1.2 or 1.3 is wanted");
    for (String url :
        List.of(
            "https://a.example.com/",
            "https://a.example.com/Auth",
            "https://a.example.com/service",
            "https://a.example.com?x",
            "https://a.example.com/auth?x",
            "https://u:p@a.example.com",
            "https:a",
            "//a.example.com")) {
      assertThat(Written.nothing().flag("--public-url", url).problems())
          .as(url)
          .containsExactly("--public-url: " + URL);
    }
    assertThat(Written.nothing().flag("--public-url", "https://a b").problems())
        .containsExactly("--public-url: a URL is wanted");
  }

  @Test
  void thePublicUrlMayHaveAPath() throws Exception {
    for (String url : List.of("https://a.example.com/auth", "https://a.example.com/a/b/")) {
      assertThat(Written.nothing().flag("--public-url", url).chosen().server().http().publicUrl())
          .contains(URI.create(url));
    }
  }

  @Test
  void plainHttpOutsideOfLoopbackIsRefusedAndToldWhatToDo() throws Exception {
    Written outside =
        Written.nothing()
            .flag("--host", "192.0.2.7")
            .variable("POSTERN_HTTP_PUBLIC_URL", "https://auth.example.com");
    assertThat(outside.problems())
        .containsExactly(
            "--host: plain HTTP is served on loopback addresses only; set http.tls.certificate and"
                + " http.tls.key, or name the proxies that end TLS in http.behind-proxy");

    assertThat(outside.variable("POSTERN_HTTP_BEHIND_PROXY", "192.0.2.1").chosen().server().http())
        .extracting(HttpConfig::behindProxy)
        .isEqualTo(List.of(AddressRange.parse("192.0.2.1")));
    for (String loopback : List.of("127.0.0.1", "127.3.2.1", "::1")) {
      Written.nothing().flag("--host", loopback).chosen();
    }
  }

  @Test
  void combinationsWithoutAUsableIssuerAreRefused() {
    assertThat(
            Written.nothing()
                .flag("--host", "::")
                .flag("--tls-certificate", "c")
                .flag("--tls-key", "k")
                .problems())
        .containsExactly(
            "http.public-url: a server that listens on every address must be told its own URL (with"
                + " --host)");
    assertThat(
            Written.nothing()
                .flag("--host", "192.0.2.7")
                .variable("POSTERN_HTTP_BEHIND_PROXY", "192.0.2.1, 192.0.2.2")
                .problems())
        .containsExactly(
            "http.public-url: a server behind a proxy that ends TLS must be told the URL that the"
                + " proxy answers at (with --host, POSTERN_HTTP_BEHIND_PROXY)");
    for (String url :
        List.of("http://auth.example.com", "http://127.example.com", "http://[::2]")) {
      assertThat(Written.nothing().flag("--public-url", url).problems())
          .as(url)
          .containsExactly("--public-url: only a loopback address may be http");
    }
  }

  @Test
  void aCertificateWithoutItsKeyIsRefusedAndNothingFollowsFromIt() {
    assertThat(
            Written.nothing()
                .flag("--host", "192.0.2.7")
                .flag("--tls-certificate", "cert.pem")
                .problems())
        .containsExactly("--tls-certificate: goes with http.tls.key, which is missing");
    assertThat(Written.nothing().variable("POSTERN_HTTP_TLS_KEY", "key.pem").problems())
        .containsExactly("POSTERN_HTTP_TLS_KEY: goes with http.tls.certificate, which is missing");
  }

  @Test
  void aVersionOfTlsWithoutACertificateIsRefusedForItShutsOutNobody() {
    String alone = "POSTERN_HTTP_TLS_OLDEST: goes with http.tls.certificate, which is missing";
    Written chosen = Written.nothing().variable("POSTERN_HTTP_TLS_OLDEST", "1.3");
    assertThat(chosen.problems()).containsExactly(alone);
    assertThat(
            chosen
                .flag("--host", "192.0.2.7")
                .variable("POSTERN_HTTP_BEHIND_PROXY", "192.0.2.1")
                .variable("POSTERN_HTTP_PUBLIC_URL", "https://auth.example.com")
                .problems())
        .containsExactly(alone);
    assertThat(
            Written.nothing()
                .variable("POSTERN_HTTP_TLS_OLDEST", "1.3")
                .flag("--tls-certificate", "cert.pem")
                .problems())
        .containsExactly("--tls-certificate: goes with http.tls.key, which is missing");
  }
}
