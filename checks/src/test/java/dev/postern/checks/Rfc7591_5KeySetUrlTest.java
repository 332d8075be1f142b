package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertTaken;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D6: a {@code jwks_uri} as a lever to reach what is not public (RFC 7591 section 5). */
final class Rfc7591_5KeySetUrlTest {

  private static KeyHost host;
  private static AssertionServer server;
  private static AssertionServer strict;

  private KeyCaller app;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path strictData) throws Exception {
    host = KeyHost.open(data);
    server = new AssertionServer(new RunningServer(data, host.allowed()));
    strict = new AssertionServer(new RunningServer(strictData, host.trusted()));
  }

  @AfterAll
  static void stop() {
    strict.close();
    server.close();
    host.close();
  }

  @BeforeEach
  void register() throws Exception {
    host.requests().clear();
    app = app(server);
    String body =
        "{\"type\":\"public_key\",\"jwks_uri\":\"" + host.url("/" + UUID.randomUUID()) + "\"}";
    Answer made = server.operator().admin("POST", "/apps/" + app.app().id() + "/credentials", body);
    assertThat(made.status()).isEqualTo(201);
  }

  private static KeyCaller app(AssertionServer server) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    return KeyCaller.signing(server.app("lever").app(), key);
  }

  private void unavailable() {
    long began = System.nanoTime();
    Answer answer = app.ask();
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("localhost");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
  }

  @Shows("R-7591-10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://[fd00:ec2::254]/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://100.100.100.200/",
        "https://localhost/",
        "https://a.localhost:8443/",
        "https://localhost./",
        "https://user@keys.example.com/",
        "https://keys.example.com@127.0.0.1/",
        "https://keys.example.com/#@127.0.0.1",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "ftp://keys.example.com/",
        "jar:https://keys.example.com/!/a",
        "data:application/json,{}",
        "javascript:alert(1)",
        "//keys.example.com/",
        "/keys"
      })
  void d6AUrlThatLeadsWithinIsRefusedWhenItIsNamed(String url) throws Exception {
    String body = "{\"type\":\"public_key\",\"jwks_uri\":\"" + url + "\"}";
    Answer answer =
        strict
            .operator()
            .admin("POST", "/apps/" + strict.app("d6").app().id() + "/credentials", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"/jwks_uri\"").doesNotContain(url);
  }

  /** As a name would that meant a public address when it was registered, and this machine now. */
  @Shows("R-7591-10")
  @Test
  void d6AHostThatIsWithinWhenItIsAskedIsNotConnectedTo() throws Exception {
    KeyCaller inside = app(strict);
    strict.server().keySet(inside.app(), host.url("/keys"));
    host.keys(inside.key().toPublicJWK());
    assertThat(inside.ask().status()).isEqualTo(503);
    assertThat(host.requests()).isEmpty();
  }

  @Shows("R-7591-10")
  @Test
  void d6ARedirectIsNotFollowed() {
    host.answers(exchange -> {
      exchange.getResponseHeaders().set("Location", host.url("/elsewhere"));
      exchange.sendResponseHeaders(302, -1);
    });
    unavailable();
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void d6AnEndlessBodyIsCutOff() {
    host.answers(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      byte[] much = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 16 * 1024; i++) {
        exchange.getResponseBody().write(much);
      }
    });
    unavailable();
  }

  @Test
  void d6ASlowBodyIsGivenUp() {
    host.answers(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      for (int i = 0; i < 100; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        try {
          Thread.sleep(200);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    });
    unavailable();
  }

  @Test
  void d6APackedBodyIsNotUnpacked() {
    host.answers(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, 10);
      exchange.getResponseBody().write(new byte[10]);
    });
    unavailable();
  }

  @Test
  void d6WhatIsNoKeySetIsNone() {
    host.json("<html>");
    unavailable();
  }

  @Test
  void d6AKeyThatShowsItsPrivateHalfVouchesForNobody() {
    host.keys(app.key());
    assertThat(app.ask().status()).isEqualTo(401);
  }

  @Test
  void d6AllOfThisIsNoneOfTheGoodKeysBusiness() {
    host.keys(app.key().toPublicJWK());
    assertTaken(app.ask());
  }
}
