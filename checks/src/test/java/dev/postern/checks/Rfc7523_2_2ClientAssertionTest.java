package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertRefused;
import static dev.postern.checks.AssertionServer.assertTaken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.client.PosternClient;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an assertion is sent (RFC 7523 section 2.2, RFC 7521 section 4.2). */
final class Rfc7523_2_2ClientAssertionTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  private static AssertionServer server;
  private static KeyCaller app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new AssertionServer(data);
    app = server.app("mover");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Shows({"R-7523-1", "R-9700-4"})
  @Test
  void anAssertionThatAnotherLibraryMadeGetsAToken() {
    Answer answer = app.ask();
    assertTaken(answer);
    assertThat(answer.text("scope")).isEqualTo("go");
  }

  @Test
  void anAssertionThatOurClientMakesGetsAToken() throws Exception {
    JsonObject jwk = SigningKey.generate();
    SigningKey key = SigningKey.read(jwk);
    String body = "{\"type\":\"public_key\",\"jwk\":" + key.publicKey().text() + "}";
    String path = "/apps/" + app.app().id() + "/credentials";
    assertThat(server.operator().admin("POST", path, body).status()).isEqualTo(201);
    String token =
        PosternClient.of(app.app().issuer())
            .credentials(app.app().id(), key)
            .audience("https://files.example.com")
            .token()
            .value();
    assertThat(token).startsWith("ey");
  }

  @Test
  void anAssertionMayComeInJsonAsWell() {
    String body =
        JsonObject.builder()
            .put("grant_type", "client_credentials")
            .put("client_assertion_type", KeyCaller.TYPE)
            .put("client_assertion", app.sign(app.claims()))
            .build()
            .text();
    assertTaken(app.app().post("application/json", body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
        "URN:IETF:PARAMS:OAUTH:CLIENT-ASSERTION-TYPE:JWT-BEARER",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "jwt-bearer"
      })
  void anotherTypeOfAssertionIsAMethodThatIsNotSupported(String type) {
    String form = KeyCaller.form(app.sign(app.claims()));
    String other = form.replace(Caller.encode(KeyCaller.TYPE), Caller.encode(type));
    assertRefused(app.app().post(FORM, other));
  }

  @Test
  void halfOfThePairIsAMalformedRequest() {
    String grant = "grant_type=client_credentials";
    for (String half :
        List.of(
            "&client_assertion=" + app.sign(app.claims()),
            "&client_assertion_type=" + Caller.encode(KeyCaller.TYPE))) {
      Answer answer = app.app().post(FORM, grant + half);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
  }

  @Shows("R-7523-1")
  @Test
  void theParameterHoldsExactlyOneJwt() {
    String one = app.sign(app.claims());
    for (String several :
        List.of(one + "." + one, one + " " + one, one + "~", "[\"" + one + "\"]")) {
      assertRefused(app.send(several));
    }
    String array =
        "{\"grant_type\":\"client_credentials\",\"client_assertion_type\":\"%s\",\"client_assertion\":[\"%s\"]}"
            .formatted(KeyCaller.TYPE, one);
    assertThat(app.app().post("application/json", array).status()).isEqualTo(400);
    assertTaken(app.send(one));
  }

  @Shows("R-7523-2")
  @Test
  void theClientIdMayBeLeftOutAndElseSaysTheSame() {
    assertTaken(app.ask("client_id", app.app().id()));
    assertRefused(app.ask("client_id", server.operator().caller().id()));
    assertRefused(app.ask("client_id", app.app().id() + "x"));
  }

  @Test
  void anAssertionBesideAnotherMethodIsRefusedEvenIfBothAreRight() {
    String form = KeyCaller.form(app.sign(app.claims()));
    Answer secret = app.app().post(FORM, form + "&client_secret=" + app.app().secret());
    Answer basic =
        Answer.to(
            HttpCall.post(
                    app.app().uri("service/oauth/token"),
                    FORM,
                    form.getBytes(StandardCharsets.UTF_8))
                .header("Authorization", Caller.basic(app.app().id(), app.app().secret())));
    for (Answer answer : List.of(secret, basic)) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    assertTaken(app.app().post(FORM, form));
  }

  @Shows("R-7523-6")
  @Test
  void ofFiftyCopiesAtOnceExactlyOneIsTaken() throws Exception {
    String assertion = app.sign(app.claims());
    int copies = 50;
    CyclicBarrier start = new CyclicBarrier(copies);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(copies)) {
      Callable<Integer> copy =
          () -> {
            start.await();
            return app.send(assertion).status();
          };
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < copies; i++) {
        answers.add(threads.submit(copy));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 401).hasSize(copies - 1);
  }

  @Shows({"R-8414-11", "R-MCP-3"})
  @Test
  void rfc8414Section2TheMetadataNamesTheMethodAndItsAlgorithms() throws Exception {
    JsonObject metadata =
        Answer.to(HttpCall.get(app.app().uri(".well-known/oauth-authorization-server"))).json();
    assertThat(metadata.array("token_endpoint_auth_methods_supported").strings())
        .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(metadata.array("token_endpoint_auth_signing_alg_values_supported").strings())
        .containsExactlyInAnyOrder("ES256", "ES384", "EdDSA", "PS256", "RS256")
        .doesNotContain("none", "HS256");
  }

  @Test
  void anAppMayBeBornWithAKeyAndNoSecretAtAll() throws Exception {
    SigningKey key = SigningKey.read(SigningKey.generate());
    String body =
        "{\"name\":\"born\",\"credential\":{\"type\":\"public_key\",\"jwk\":"
            + key.publicKey().text()
            + "}}";
    Answer made = server.operator().admin("POST", "/apps", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().has("client_secret")).isFalse();
    String all = "/apps/" + made.text("client_id") + "/credentials";
    assertThat(server.operator().admin("GET", all, "").body())
        .contains("\"type\":\"public_key\"", key.id().text())
        .doesNotContain("client_secret");
  }
}
