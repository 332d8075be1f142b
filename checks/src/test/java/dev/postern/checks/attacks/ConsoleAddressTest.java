package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D13: a console with an address of its own, and what is said to be there or elsewhere. */
@Tag("attacks")
final class ConsoleAddressTest {

  private static final TenantName ACME = new TenantName("acme");
  private static final List<String> ENDPOINTS =
      List.of(
          "/service/oauth/token",
          "/services/oauth/token",
          "/service/oauth/introspect",
          "/service/passkeys/options",
          "/service/oauth/jwks",
          "/admin/v1/me",
          "/admin/v1/apps",
          "/identity/v2/manage/account",
          "/.well-known/openid-configuration",
          "/.well-known/oauth-authorization-server",
          "/.well-known/oauth-protected-resource/admin/v1",
          "/consoles",
          "/health/ready");
  private static final List<String> PAGES =
      List.of(
          "/console",
          "/console/",
          "/console/sign-in",
          "/console/join",
          "/console/apps",
          "/console/passkeys/options");

  @TempDir private Path data;
  private @Nullable RunningServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static ConsoleConfig config(OptionalInt port, Optional<String> url) {
    return new ConsoleConfig(true, InetAddress.getLoopbackAddress(), port, url.map(URI::create));
  }

  private RunningServer onAPort() throws IOException {
    server = new RunningServer(data, Optional.empty(), config(OptionalInt.of(0), Optional.empty()));
    return server;
  }

  /** One whose console is at {@code console.localhost}, on the listener of the endpoints. */
  private RunningServer byName() throws IOException {
    int port = free();
    server =
        new RunningServer(
            data,
            URI.create("http://127.0.0.1:" + port),
            config(OptionalInt.empty(), Optional.of("http://console.localhost:" + port)));
    return server;
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The answer to a request for {@code host} on {@code port}, with more header lines. */
  private static RawAnswer ask(int port, String host, String method, String path, String... more)
      throws IOException {
    StringBuilder request = new StringBuilder(256);
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    request.append("\r\nConnection: close\r\n");
    for (String line : more) {
      request.append(line).append("\r\n");
    }
    if (method.equals("POST")) {
      request.append("Content-Length: 0\r\n");
    }
    try (Wire wire = new Wire(port)) {
      return wire.send(request.append("\r\n").toString()).answer();
    }
  }

  private static void nowhere(int port, String host, String path) throws IOException {
    for (String method : List.of("GET", "POST", "OPTIONS")) {
      RawAnswer answer = ask(port, host, method, path);
      assertThat(answer.status()).as("%s %s at %s", method, path, host).isIn(400, 404);
      assertThat(answer.head()).doesNotContain("Set-Cookie", "Content-Security-Policy");
    }
  }

  private static int look(int port, String host) throws IOException {
    return ask(port, host, "GET", "/console/sign-in").status();
  }

  @Test
  void theConsolesPortServesTheConsoleAndNothingElse() throws IOException {
    RunningServer running = onAPort();
    int port = running.console().getPort();
    for (String name : List.of("localhost", "127.0.0.1")) {
      String host = name + ":" + port;
      assertThat(look(port, host)).isEqualTo(200);
      RawAnswer door = ask(port, host, "GET", "/");
      assertThat(door.status()).isEqualTo(303);
      assertThat(door.header("Location")).isEqualTo("/console");
      assertThat(door.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      for (String path : ENDPOINTS) {
        nowhere(port, host, path);
      }
      assertThat(ask(port, host, "GET", "/console/../admin/v1/apps").status()).isEqualTo(400);
    }
  }

  @Test
  void thePublicPortServesNoConsoleBesideOneWithAPortOfItsOwn() throws IOException {
    RunningServer running = onAPort();
    int port = running.url().getPort();
    String unknown = ask(port, "localhost:" + port, "GET", "/nowhere").body();
    for (String name : List.of("localhost", "127.0.0.1")) {
      for (String path : PAGES) {
        nowhere(port, name + ":" + port, path);
        assertThat(ask(port, name + ":" + port, "GET", path).body()).isEqualTo(unknown);
      }
      nowhere(port, name + ":" + port, "/");
    }
    Operator operator = new Operator(running.operator());
    assertThat(operator.admin("GET", "/apps", "").status()).isEqualTo(200);
  }

  @Test
  void theNameOfOneListenerOpensNothingAtTheOther() throws IOException {
    RunningServer running = onAPort();
    int open = running.url().getPort();
    int own = running.console().getPort();
    assertThat(look(own, "localhost:" + open)).as("the public host there").isEqualTo(404);
    assertThat(look(own, "localhost")).isEqualTo(404);
    assertThat(look(own, "elsewhere.example:" + own)).isEqualTo(404);
    assertThat(look(own, "localhost:" + own + ".elsewhere.example")).isIn(400, 404);
    nowhere(open, "localhost:" + own, "/console");
    nowhere(open, "localhost:" + own, "/service/oauth/token");
    for (String header : List.of("X-Forwarded-Host", "X-Forwarded-Port", "Forwarded", "X-Host")) {
      String value =
          switch (header) {
            case "Forwarded" -> "host=\"localhost:" + own + "\"";
            case "X-Forwarded-Port" -> Integer.toString(own);
            default -> "localhost:" + own;
          };
      assertThat(
              ask(open, "localhost:" + open, "GET", "/console/sign-in", header + ": " + value)
                  .status())
          .as(header + " by nobody's proxy")
          .isEqualTo(404);
    }
    RawAnswer absolute =
        ask(open, "localhost:" + open, "GET", "http://localhost:" + own + "/console/sign-in");
    assertThat(absolute.status()).isIn(400, 404);
  }

  @Test
  void aConsoleWithANameOfItsOwnIsThereAloneAndNothingElseIs() throws IOException {
    RunningServer running = byName();
    int port = running.url().getPort();
    String own = "console.localhost:" + port;
    assertThat(look(port, own)).isEqualTo(200);
    for (String path : ENDPOINTS) {
      nowhere(port, own, path);
    }
    for (String host : List.of("localhost:" + port, "127.0.0.1:" + port)) {
      for (String path : PAGES) {
        nowhere(port, host, path);
      }
      assertThat(ask(port, host, "GET", "/.well-known/openid-configuration").status())
          .isEqualTo(200);
    }
    for (String other :
        List.of(
            "console.localhost",
            "xconsole.localhost:" + port,
            "console.localhost.:" + port,
            "nobody.console.localhost:" + port,
            "default.console.localhost:" + port,
            "a.b.console.localhost:" + port)) {
      assertThat(look(port, other)).as(other).isIn(400, 404);
    }
  }

  /** Decision 0034: no console is where the endpoints of a tenant are, nor the other way round. */
  @Test
  void aNameAboveTheHubsIsReadInOneWayAlone() throws IOException {
    int port = free();
    RunningServer running =
        new RunningServer(
            data,
            URI.create("https://auth.example.com:" + port),
            config(OptionalInt.empty(), Optional.of("http://127.0.0.1:" + port)));
    server = running;
    running.found(ACME);
    // One that is named as the first part of http.hub-domain, hub.localhost.
    running.found(new TenantName("hub"));
    String metadata = "/.well-known/oauth-authorization-server";
    for (String name : List.of("localhost", "127.0.0.1", "acme.localhost", "hub.localhost")) {
      String host = name + ":" + port;
      assertThat(look(port, host)).as(name).isEqualTo(200);
      nowhere(port, host, metadata);
      nowhere(port, host, "/admin/v1/me");
    }
    for (String name : List.of("auth.example.com", "acme.hub.localhost", "hub.hub.localhost")) {
      String host = name + ":" + port;
      RawAnswer answer = ask(port, host, "GET", metadata);
      assertThat(answer.status()).as(name).isEqualTo(200);
      assertThat(answer.body()).contains("\"issuer\":\"https://" + host + "/\"");
      nowhere(port, host, "/console");
    }
  }

  @Test
  void theFormsOfAnOwnAddressAreTakenFromThatAddressAlone() throws IOException {
    RunningServer running = onAPort();
    int own = running.console().getPort();
    Operator operator = new Operator(running.operator());
    Caller victim = operator.app("victim", operator.api("https://victim.example.com", "a"), "a");
    Browsing admin = Browsing.at(running.console()).as(operator.adminToken());
    String block = "/apps/" + victim.id() + "/block";
    String form = "form_token=" + admin.formToken();
    String type = "Content-Type: application/x-www-form-urlencoded";
    for (String origin :
        List.of(
            "http://localhost:" + running.url().getPort(),
            "http://127.0.0.1:" + own,
            "http://localhost",
            "https://localhost:" + own,
            "http://elsewhere.example:" + own,
            "null")) {
      assertThat(admin.send("POST", block, List.of("Origin: " + origin, type), form).status())
          .as(origin)
          .isEqualTo(403);
    }
    // The other port of the same name is another origin of the same site.
    assertThat(admin.send("POST", block, List.of("Sec-Fetch-Site: same-site", type), form).status())
        .isEqualTo(403);
    assertThat(operator.admin("GET", "/apps/" + victim.id(), "").text("status"))
        .isEqualTo("active");
    assertThat(admin.form(block, "sure=yes").status()).isEqualTo(303);
    assertThat(operator.admin("GET", "/apps/" + victim.id(), "").text("status"))
        .isEqualTo("blocked");
  }

  @Test
  void tenantsAreStrangersAtTheConsolesAddress() throws IOException {
    RunningServer running = onAPort();
    mixUp(running, running.console().getPort(), "acme.hub.localhost");
  }

  @Test
  void tenantsAreStrangersAtTheConsolesName() throws IOException {
    RunningServer running = byName();
    mixUp(running, running.url().getPort(), "acme.console.localhost");
  }

  private static void mixUp(RunningServer running, int port, String acme) throws IOException {
    String home = running.console().getHost();
    Browsing at = new Browsing(port, acme, "", "");
    assertThat(look(port, acme + ":" + port)).as("before there is such a tenant").isEqualTo(404);
    running.found(ACME);
    assertThat(look(port, acme + ":" + port)).isEqualTo(200);
    String token = new Operator(running.operator()).adminToken();
    assertThat(at.host(home).as(token).get("/apps").status()).isEqualTo(200);
    for (String name : List.of("__Host-postern-acme", Browsing.COOKIE)) {
      RawAnswer answer = at.cookies(name + "=" + token).get("/apps");
      assertThat(answer.status()).as(name).isEqualTo(303);
      assertThat(answer.header("Location")).startsWith("/console/sign-in");
    }
    assertThat(look(port, "acme.elsewhere.localhost:" + port)).isEqualTo(404);
  }
}
