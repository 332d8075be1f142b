package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Program;
import dev.postern.checks.Prover;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Proxies in front of an API that knows nothing of tokens: it answers everybody, with what it was
 * told of the caller.
 */
@Tag("clients")
@ExtendWith(OneStage.class)
final class ProxiesTest {

  private static HttpServer upstream;

  @BeforeAll
  static void startTheApi() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          boolean leaked = exchange.getRequestHeaders().containsKey("Authorization");
          String who =
              leaked
                  ? "a token came through"
                  : exchange.getRequestHeaders().getFirst("X-Client-Id");
          byte[] body = Optional.ofNullable(who).orElse("nobody").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    upstream.start();
  }

  @AfterAll
  static void stopTheApi() {
    upstream.stop(0);
  }

  private static String address() {
    return "127.0.0.1:" + upstream.getAddress().getPort();
  }

  @Test
  void nginxAsksForEachTokenAndRefusesOneThatWasCalledBackAtOnce(Stage stage) throws Exception {
    int port = Stage.freePort();
    Caller guard = stage.operator().guard("nginx", stage.apiId());
    byte[] credential = (guard.id() + ":" + guard.secret()).getBytes(StandardCharsets.US_ASCII);
    Path run = Stage.FOLDER.resolve("run");
    Map<String, String> values =
        Map.of(
            "ISSUER", stage.issuer(),
            "UPSTREAM", "http://" + address(),
            "GUARD", Base64.getEncoder().encodeToString(credential),
            "PORT", Integer.toString(port),
            "FOLDER", run.resolve("nginx").toString());
    Path folder = ClientPage.of("nginx").unpack(run, values);
    // Where it runs and what it writes is the machine's affair, not the page's.
    String machine = "daemon off; master_process off; pid nginx.pid; error_log stderr;";
    List<String> command =
        List.of(
            "nginx", "-p", folder.toString(), "-e", "stderr", "-c", "nginx.conf", "-g", machine);
    Files.createDirectories(folder.resolve("logs"));
    try (Gate gate = Gate.at(Program.start(folder, Map.of(), command), port)) {
      gate.assertGuards(stage);
      Caller app = stage.reader();
      String token = app.token(Stage.API);
      assertThat(gate.call(token).status()).isEqualTo(200);
      String bound = new Prover().token(app, Stage.API);
      assertThat(gate.call(bound).status()).as("bound, and merely borne").isEqualTo(401);
      assertThat(app.revoke(token).status()).isEqualTo(200);
      assertThat(gate.call(token).status()).as("given back").isEqualTo(401);
      String another = app.token(Stage.API);
      assertThat(gate.call(another).status()).isEqualTo(200);
      Answer blocked =
          stage.operator().admin("PATCH", "/apps/" + app.id(), "{\"status\":\"blocked\"}");
      assertThat(blocked.status()).as(blocked.body()).isEqualTo(200);
      assertThat(gate.call(another).status()).as("of a blocked app").isEqualTo(401);
    }
  }

  @Test
  void haproxyChecksTokensByItselfWithTheKeyInItsFile(Stage stage) throws Exception {
    int port = Stage.freePort();
    Map<String, String> environment = stage.environment();
    String pem = new PageProgram("haproxy", "key.mjs").run(environment).text();
    assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----");
    Path folder = ClientPage.of("haproxy").unpack(Stage.FOLDER.resolve("run"), Map.of());
    environment.put("KEY", Files.writeString(folder.resolve("key.pem"), pem).toString());
    environment.put("PORT", Integer.toString(port));
    environment.put("UPSTREAM", address());
    List<String> command = List.of("haproxy", "-db", "-f", "haproxy.cfg");
    try (Gate gate = Gate.at(Program.start(folder, environment, command), port)) {
      gate.assertGuards(stage);
    }
  }
}
