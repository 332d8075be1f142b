package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The request examples that LoginRadius prints for M2M authorization, sent as they are printed but
 * for host, paths and keys: a token by JSON, its claims, an account by the Identity Management API,
 * and a business API.
 */
final class ProductPageTest {

  private static final String BUSINESS = "https://api.business.example";

  private static RunningServer server;
  private static Admin admin;
  private static Caller app;
  private static Verifier verifier;
  private static HttpServer business;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    String api = admin.api(BUSINESS, "orders:read", "orders:write");
    app = admin.app("Order service");
    admin.grant(app, api, "orders:read");
    verifier = Verifier.of(server.url() + "/", BUSINESS);
    business = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    business.createContext(
        "/orders",
        exchange -> {
          String needed =
              exchange.getRequestMethod().equals("GET") ? "orders:read" : "orders:write";
          int status = 200;
          try {
            verifier.verify(exchange.getRequestHeaders().getFirst("Authorization")).require(needed);
          } catch (TokenRefused refused) {
            status = refused.status();
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    business.start();
  }

  @AfterAll
  static void stop() {
    business.stop(0);
    verifier.close();
    server.close();
  }

  private static Answer token(Caller caller, String audience) {
    return caller.post(
        "application/json",
        """
        {
          "grant_type": "client_credentials",
          "client_id": "%s",
          "client_secret": "%s",
          "audience": "%s"
        }\
        """
            .formatted(caller.id(), caller.secret(), audience));
  }

  @Test
  void aTokenIsHadByJsonAndSaysWhatThePagePrints() throws Exception {
    Answer answer = token(app, BUSINESS);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.json().integer("expires_in")).isEqualTo(86_400);
    String[] parts = answer.text("access_token").split("\\.", -1);
    JsonObject claims =
        new JsonReader(JsonLimits.REQUEST).object(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.string("iss")).isEqualTo(server.url() + "/");
    assertThat(claims.string("sub")).isEqualTo(app.id() + "@client");
    assertThat(claims.string("aud")).isEqualTo(BUSINESS);
    assertThat(claims.integer("exp")).isEqualTo(claims.integer("iat") + 86_400);
    assertThat(claims.array("scp").strings()).containsExactly("orders:read");
    assertThat(claims.string("scope")).isEqualTo("orders:read");
    assertThat(claims.string("gty")).isEqualTo("client_credentials");
    assertThat(claims.string("cid")).isEqualTo(server.apiKey());
    assertThat(claims.string("jti")).isNotEmpty();
  }

  @Test
  void aProfileIsReadByWhomProfileReadIsGrantedAndNotMade() throws Exception {
    String identity = server.url() + "/identity/v2/manage";
    String builtIn = admin.builtIn("identity/v2/manage");
    Caller owner = admin.app("Owner");
    admin.grant(owner, builtIn, "profile:create");
    Caller reader = admin.app("Reader");
    admin.grant(reader, builtIn, "profile:read");
    String mayCreate = token(owner, identity).text("access_token");
    String mayRead = token(reader, identity).text("access_token");

    String profile =
        "{\"FirstName\":\"Jane\",\"Email\":[{\"Type\":\"Primary\",\"Value\":\"jane@example.com\"}]}";
    Answer made = identity("POST", "", mayCreate, profile);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    Answer read = identity("GET", "/" + made.text("Uid"), mayRead, "");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("FirstName")).isEqualTo("Jane");
    assertThat(identity("GET", "/" + made.text("Uid"), mayCreate, "").status()).isEqualTo(403);
    Answer lacking = identity("POST", "", mayRead, profile);
    assertThat(lacking.status()).isEqualTo(403);
    assertThat(lacking.json().integer("ErrorCode")).isEqualTo(1143);
  }

  private static Answer identity(String method, String path, String token, String body) {
    HttpCall call =
        HttpCall.of(
            method,
            URI.create(server.url() + "/identity/v2/manage/account" + path),
            body.getBytes(StandardCharsets.UTF_8));
    return Answer.to(
        (body.isEmpty() ? call : call.header("Content-Type", "application/json"))
            .header("X-LoginRadius-ApiKey", server.apiKey())
            .header("Authorization", "Bearer " + token));
  }

  @Test
  void aBusinessApiIsCalledWithTheTokenAndNothingElseAndTheScopeDecides() throws IOException {
    String token = token(app, BUSINESS).text("access_token");
    assertThat(orders("GET", token)).isEqualTo(200);
    assertThat(orders("POST", token)).isEqualTo(403);
    assertThat(orders("GET", token(app, BUSINESS).text("access_token") + "x")).isEqualTo(401);
    String elsewhere = admin.caller().token(server.url() + "/admin/v1");
    assertThat(orders("GET", elsewhere)).as("a token for another API").isEqualTo(401);
  }

  private static int orders(String method, String token) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + business.getAddress().getPort() + "/orders");
    return HttpCall.of(method, uri, new byte[0])
        .header("Authorization", "Bearer " + token)
        .send(1024)
        .status();
  }
}
