package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.config.DpopConfig;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that demands nonces, at the token endpoint and at its own APIs. */
final class Rfc9449_8NoncesTest {

  private static RunningServer server;
  private static Caller operator;
  private static String audience;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data, DpopConfig.Nonce.REQUIRED);
    operator = server.operator();
    audience = operator.issuer() + "admin/v1";
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer ask(Prover prover, Caller caller, String nonce) {
    JsonObject claims = Prover.claims("POST", Prover.endpoint(caller));
    String api = caller.issuer() + "admin/v1";
    return Prover.ask(
        caller, api, prover.proof(nonce.isEmpty() ? claims : Prover.with(claims, "nonce", nonce)));
  }

  private static String demanded(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("use_dpop_nonce");
    String nonce = answer.header("DPoP-Nonce").orElseThrow();
    // One header: two would have been joined by a comma.
    assertThat(nonce).matches("[A-Za-z0-9_-]+");
    return nonce;
  }

  @Shows({"R-9449-7", "R-9449-13", "R-9449-14"})
  @Test
  void aProofWithoutANonceIsAnsweredWithOneThatIsTaken() {
    Prover prover = new Prover();
    String nonce = demanded(ask(prover, operator, ""));
    Answer answer = ask(prover, operator, nonce);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(answer.header("DPoP-Nonce")).isPresent();
  }

  /** What else was in the request may be sent again as it was: many a client does. */
  @Test
  void whoIsSentBackForANonceHasUsedUpNothing() {
    KeyCaller app = KeyCaller.of(operator, new Operator(operator));
    Prover prover = new Prover();
    String assertion = app.sign(app.claims());
    String nonce = demanded(ask(prover, operator, assertion, ""));
    assertThat(ask(prover, operator, assertion, nonce).status()).isEqualTo(200);
    assertThat(ask(prover, operator, assertion, nonce).status()).isEqualTo(401);
  }

  private static Answer ask(Prover prover, Caller caller, String assertion, String nonce) {
    JsonObject claims = Prover.claims("POST", Prover.endpoint(caller));
    String proof = prover.proof(nonce.isEmpty() ? claims : Prover.with(claims, "nonce", nonce));
    byte[] form =
        KeyCaller.form(assertion, "audience", audience).getBytes(StandardCharsets.US_ASCII);
    return Answer.to(
        HttpCall.post(Prover.endpoint(caller), "application/x-www-form-urlencoded", form)
            .header("DPoP", proof));
  }

  @Shows("R-9449-7")
  @Test
  void aNonceOfAnotherTenantIsNotTaken() {
    Caller acme = server.found(new TenantName("acme"));
    Prover prover = new Prover();
    String theirs = demanded(ask(prover, acme, ""));
    assertThat(ask(prover, acme, theirs).status()).isEqualTo(200);
    demanded(ask(prover, operator, theirs));
  }

  // RFC 9449 9
  @Shows({"R-9449-7", "R-9449-13", "R-9449-15"})
  @Test
  void theNoncesOfTheTokenEndpointAndOfTheApisAreNotEachOthers() {
    Prover prover = new Prover();
    String nonce = demanded(ask(prover, operator, ""));
    String token = ask(prover, operator, nonce).text("access_token");
    JsonObject claims = Prover.claims("GET", operator.uri("admin/v1/apis"), token);
    HttpCall call =
        HttpCall.get(operator.uri("admin/v1/apis")).header("Authorization", "DPoP " + token);
    Answer refused =
        Answer.to(call.header("DPoP", prover.proof(Prover.with(claims, "nonce", nonce))));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP ")
        .contains("error=\"use_dpop_nonce\"");
    String apis = refused.header("DPoP-Nonce").orElseThrow();
    Answer answer =
        Answer.to(call.header("DPoP", prover.proof(Prover.with(claims, "nonce", apis))));
    assertThat(answer.status()).isEqualTo(200);
    demanded(ask(prover, operator, apis));
  }

  @Test
  void ourClientDoesAllOfThisByItself() throws Exception {
    TokenSource tokens =
        PosternClient.of(operator.issuer())
            .credentials(operator.id(), operator.secret())
            .dpop()
            .audience(audience);
    for (String path : new String[] {"admin/v1/apis", "admin/v1/apps?limit=3"}) {
      assertThat(tokens.send(HttpCall.get(operator.uri(path)), 1 << 20).status()).isEqualTo(200);
    }
    assertThat(tokens.token().bound()).isTrue();
  }

  @Test
  void withoutAProofNothingIsDemanded() {
    assertThat(operator.ask("audience", audience).text("token_type")).isEqualTo("Bearer");
  }
}
