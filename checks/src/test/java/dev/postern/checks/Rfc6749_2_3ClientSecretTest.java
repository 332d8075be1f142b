package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an app proves itself by its secret (RFC 6749 sections 2.3 and 10.10). */
final class Rfc6749_2_3ClientSecretTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String GRANT = "grant_type=client_credentials";
  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Admin admin;
  private static Caller app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    String storage = admin.api(STORAGE, "archive:read");
    app = admin.app("app");
    admin.grant(app, storage, "archive:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer withBasic(String header, String form) {
    return Answer.to(
        HttpCall.post(app.uri("service/oauth/token"), FORM, form.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", header));
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().has("access_token")).isFalse();
  }

  /** Every character as {@code %XX}. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      escaped.append("%%%02x".formatted(b));
    }
    return escaped.toString();
  }

  @Shows("R-6749-1")
  @Test
  void theHalvesOfABasicHeaderAreFormDecoded() {
    for (String header :
        new String[] {
          Caller.basic(app.id(), app.secret()),
          Caller.basic(escaped(app.id()), escaped(app.secret())),
          Caller.basic(app.id().replace("_", "%5F"), app.secret().replace("_", "%5f")),
          Caller.basic(app.id(), app.secret()).replace("Basic", "bASIC"),
        }) {
      assertThat(withBasic(header, GRANT).status()).as(header).isEqualTo(200);
    }
    assertThat(withBasic(Caller.basic(app.id(), app.secret()), GRANT + "&client_id=" + app.id()))
        .extracting(Answer::status)
        .isEqualTo(200);
    // A plus is a blank, which no secret has; the first colon parts, others belong to the secret.
    assertRefused(
        withBasic(Caller.basic(app.id(), app.secret() + "+"), GRANT), 401, "invalid_client");
    assertRefused(
        withBasic(Caller.basic(app.id(), app.secret() + ":"), GRANT), 401, "invalid_client");
    assertRefused(
        withBasic(Caller.basic(app.id(), escaped(escaped(app.secret()))), GRANT),
        401,
        "invalid_client");
    assertRefused(withBasic(Caller.basic(app.id(), "%zz"), GRANT), 400, "invalid_request");
  }

  @Shows({"R-6749-2", "R-21-1", "R-MCP-1"})
  @Test
  void theSecretMayStandInTheBodyAndNeverInTheAddress() {
    String proof = "client_id=" + app.id() + "&client_secret=" + app.secret();
    assertThat(app.post(FORM, GRANT + "&" + proof).status()).isEqualTo(200);
    for (String body : new String[] {GRANT, GRANT + "&" + proof}) {
      Answer answer =
          Answer.to(
              HttpCall.post(
                  app.uri("service/oauth/token?" + proof),
                  FORM,
                  body.getBytes(StandardCharsets.UTF_8)));
      assertRefused(answer, 400, "invalid_request");
    }
  }

  @Shows({"R-6749-5", "R-7523-12"})
  @Test
  void twoWaysOfAuthenticationAreRefused() {
    String form = GRANT + "&client_id=" + app.id() + "&client_secret=" + app.secret();
    String header = Caller.basic(app.id(), app.secret());
    assertRefused(withBasic(header, form), 400, "invalid_request");
    assertRefused(app.ask("client_assertion", "a.b.c"), 400, "invalid_request");
    assertRefused(withBasic(header, GRANT + "&client_assertion=a.b.c"), 400, "invalid_request");
    assertRefused(withBasic(header, GRANT + "&client_id=another"), 400, "invalid_request");
  }

  @Shows({"R-6749-11", "R-21-4"})
  @ParameterizedTest
  @ValueSource(strings = {"", "&client_id=%s", "&client_id=%s&client_secret=", "&client_secret=x"})
  void whoDoesNotProveHimselfGetsNoToken(String proof) {
    Answer answer = app.post(FORM, GRANT + proof.formatted(app.id()));
    assertRefused(answer, 401, "invalid_client");
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
  }

  @Shows({"R-6749-23", "R-21-8"})
  @Test
  void neitherASecretNorATokenCanBeGuessed() {
    Set<String> secrets = new HashSet<>();
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      String secret = admin.app("app " + i).secret();
      // 40 characters of 62 are 238 bits at most, and Postern puts 206 into them.
      assertThat(secret).matches("pst_[A-Za-z0-9]{46}");
      secrets.add(secret.substring(4, 14));
      String jti = Admin.text(TokenParts.claims(app.token(STORAGE)), "jti");
      // 22 characters of base64url are 128 bits.
      assertThat(jti).matches("[A-Za-z0-9_-]{22}");
      tokens.add(jti.substring(0, 10));
    }
    assertThat(secrets).hasSize(50);
    assertThat(tokens).hasSize(50);
  }
}
