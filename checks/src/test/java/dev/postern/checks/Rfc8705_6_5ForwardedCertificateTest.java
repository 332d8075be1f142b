package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.AddressRange;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a header tells of a certificate (RFC 9440), and who is believed (RFC 8705 section 6.5). */
final class Rfc8705_6_5ForwardedCertificateTest {

  private static final Issued OWN = TestCertificates.selfSigned("CN=mover");

  private static HttpConfig http(ClientCertificates source, String proxies) {
    return new HttpConfig(
        InetAddress.getLoopbackAddress(),
        0,
        Optional.empty(),
        List.of(AddressRange.parse(proxies)),
        Optional.empty(),
        PublicAddress.LOCAL_HUB,
        20_000,
        256,
        source);
  }

  private static Answer ask(String issuer, String app, String... headers) {
    HttpCall call =
        HttpCall.post(
            URI.create(issuer + "service/oauth/token"),
            "application/x-www-form-urlencoded",
            ("grant_type=client_credentials&client_id=" + app).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < headers.length; i += 2) {
      call = call.header(headers[i], headers[i + 1]);
    }
    return Answer.to(call);
  }

  private static String item(Issued issued) throws Exception {
    return ":" + Base64.getEncoder().encodeToString(issued.certificate().getEncoded()) + ":";
  }

  /** An app with a certificate, at a server where the setting does not matter to administration. */
  private static String app(Operator operator) {
    String api = operator.api("https://storage.example.com", "read");
    String body =
        "{\"name\":\"n\",\"credential\":%s,\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}"
            .formatted(MtlsSite.certificate("pem", OWN.pem()).text(), api);
    return operator.admin("POST", "/apps", body).text("client_id");
  }

  // RFC 9440 2 and 4
  @Shows({"R-8705-11", "R-9700-7"})
  @Test
  void a21AConfiguredProxyIsBelievedAndNoOtherPeer(@TempDir Path folder) throws Exception {
    for (String[] each :
        new String[][] {
          {"PROXY", "127.0.0.0/8", "200"},
          {"PROXY", "192.0.2.0/24", "401"},
          {"NONE", "127.0.0.0/8", "401"},
        }) {
      Path data = Files.createDirectories(folder.resolve(each[0] + each[1].hashCode()));
      HttpConfig http = http(ClientCertificates.valueOf(each[0]), each[1]);
      try (RunningServer server = new RunningServer(data, http, JwksUriConfig.USUAL)) {
        String app = app(new Operator(server.operator()));
        Answer answer = ask(server.url() + "/", app, "Client-Cert", item(OWN));
        assertThat(answer.status())
            .as(String.join(" ", each) + answer.body())
            .isEqualTo(Integer.parseInt(each[2]));
        assertThat(ask(server.url() + "/", app).status()).isEqualTo(401);
      }
    }
  }

  @Shows({"R-8705-11", "R-9700-7"})
  @ParameterizedTest
  @EnumSource(names = "TLS")
  void a21WhereTlsEndsHereAHeaderTellsNothing(ClientCertificates source, @TempDir Path folder)
      throws Exception {
    try (MtlsSite site =
        new MtlsSite(
            Files.createDirectories(folder.resolve("data")),
            Files.createDirectories(folder.resolve("keys")),
            source,
            JwksUriConfig.USUAL)) {
      String api = site.api("https://storage.example.com", "none");
      String app = site.app(MtlsSite.certificate("pem", OWN.pem()), api).text("client_id");
      assertThat(site.token(app, OWN).status()).isEqualTo(200);
      HttpCall call =
          HttpCall.post(
                  site.uri("service/oauth/token"),
                  "application/x-www-form-urlencoded",
                  ("grant_type=client_credentials&client_id=" + app)
                      .getBytes(StandardCharsets.US_ASCII))
              .header("Client-Cert", item(OWN))
              .header("X-Client-Cert", item(OWN))
              .header("X-Forwarded-Client-Cert", "Cert=\"" + item(OWN) + "\"");
      assertThat(Answer.to(site.shows(call, null)).status()).isEqualTo(401);
      Issued other = TestCertificates.selfSigned("CN=other");
      assertThat(Answer.to(site.shows(call, other)).status()).isEqualTo(401);
    }
  }

  // RFC 9440 2.1: one byte sequence, RFC 8941 3.3.5.
  @Shows({"R-8705-11", "R-9700-7"})
  @Test
  void a21WhatAProxyTellsTwiceOrMalformedIsRefused(@TempDir Path folder) throws Exception {
    HttpConfig http = http(ClientCertificates.PROXY, "127.0.0.0/8");
    try (RunningServer server = new RunningServer(folder, http, JwksUriConfig.USUAL)) {
      String app = app(new Operator(server.operator()));
      String issuer = server.url() + "/";
      String good = item(OWN);
      assertThat(ask(issuer, app, "Client-Cert", good).status()).isEqualTo(200);
      for (String bad :
          List.of(
              "",
              "::",
              good.substring(1),
              good.substring(0, good.length() - 1),
              good + ", " + good,
              good + ";a=b",
              ":!!!!:",
              "x")) {
        assertThat(ask(issuer, app, "Client-Cert", bad).status()).as(bad).isEqualTo(400);
      }
      // As where a proxy appends to what the client sent.
      assertThat(ask(issuer, app, "Client-Cert", good, "client-cert", good).status())
          .isEqualTo(400);
      assertThat(ask(issuer, app, "Client-Cert-Chain", good).status()).isEqualTo(400);
      // Who came without TLS has shown no certificate: the proxy takes the header away elsewhere.
      String proto = "X-Forwarded-Proto";
      assertThat(ask(issuer, app, "Client-Cert", good, proto, "http").status()).isEqualTo(400);
      assertThat(ask(issuer, app, "Client-Cert", good, proto, "https").status()).isEqualTo(200);
      String five = String.join(", ", List.of(good, good, good, good, good));
      assertThat(ask(issuer, app, "Client-Cert", good, "Client-Cert-Chain", five).status())
          .isEqualTo(400);
      // Well-formed, and no certificate.
      assertThat(ask(issuer, app, "Client-Cert", ":AAAA:").status()).isEqualTo(401);
    }
  }
}
