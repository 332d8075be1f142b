package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each of the checks of a proof, at the token endpoint: what is wrong alone is enough to be refused
 * (RFC 9449 sections 4.3, 5 and 11.1).
 */
final class Rfc9449_4_3CheckingProofsTest {

  private static final String BANK = "https://bank.example.com";

  private static RunningServer server;
  private static Caller app;
  private static String endpoint;

  private final Prover prover = new Prover();

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    Operator operator = new Operator(server.operator());
    app = operator.app("payer", operator.api(BANK, "pay"), "pay");
    endpoint = Prover.endpoint(app).toString();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject claims() {
    return Prover.claims("POST", Prover.endpoint(app));
  }

  private static Answer ask(String proof) {
    return Prover.ask(app, BANK, proof);
  }

  private void assertTaken(JsonObject claims) {
    Answer answer = ask(prover.proof(claims));
    assertThat(answer.status()).as(claims.text() + " " + answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  private static void assertRefused(String proof) {
    assertRefused(proof, ask(proof));
  }

  private static void assertRefused(String what, Answer answer) {
    assertThat(answer.status()).as(what + " " + answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).as(what).isEqualTo("invalid_dpop_proof");
    assertThat(answer.json().has("access_token")).as(what).isFalse();
  }

  private void assertRefused(JsonObject claims) {
    assertRefused(claims.text(), ask(prover.proof(claims)));
  }

  private void assertRefusedHeader(JsonObject header) {
    assertRefused(header.text(), ask(prover.sign(header, claims())));
  }

  @Shows({"R-9449-1", "R-9449-11"})
  @Test
  void twoHeadersAreRefusedAndSoIsOneWithTwoProofs() {
    String one = prover.proof(claims());
    String other = prover.proof(claims());
    String form = "grant_type=client_credentials&audience=" + Caller.encode(BANK);
    HttpCall call =
        HttpCall.post(
                Prover.endpoint(app),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII))
            .header("Authorization", Caller.basic(app.id(), app.secret()))
            .header("DPoP", one);
    assertRefused("two", Answer.to(call.header("dpop", other)));
    assertRefused("the same twice", Answer.to(call.header("dpop", one)));
    assertRefused(one + ", " + other);
    assertThat(Answer.to(call).status()).as("neither was used up").isEqualTo(200);
  }

  @Shows({"R-9449-2", "R-9449-11"})
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "e30.e30.AA", "e30..AA", "..", "a.b.c.d.e"})
  void whatIsNoSignedJwtIsRefused(String proof) {
    assertRefused(proof);
  }

  @Shows("R-9449-2")
  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "htu", "iat"})
  void aProofThatLacksAClaimIsRefused(String name) {
    assertRefused(Prover.without(claims(), name));
    assertRefused(Prover.with(claims(), name, JsonObject.EMPTY));
    assertTaken(claims());
  }

  @Shows("R-9449-3")
  @ParameterizedTest
  @ValueSource(strings = {"", "JWT", "at+jwt", "dpop", "DPOP+JWT", "client-authentication+jwt"})
  void anotherTypeIsNoProof(String type) {
    assertRefusedHeader(Prover.with(prover.header(), "typ", type));
    assertRefusedHeader(Prover.without(prover.header(), "typ"));
  }

  @Shows("R-9449-4")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none", "None", "NONE", "nOnE", "", "HS256", "HS512", "es256", "ES256K", "ES512", "ES384",
        "RS256", "EdDSA", "RSA1_5", "dir"
      })
  void anotherAlgorithmThanTheKeysOwnIsRefused(String algorithm) {
    assertRefusedHeader(Prover.with(prover.header(), "alg", algorithm));
    assertRefusedHeader(Prover.without(prover.header(), "alg"));
  }

  @Shows("R-9449-5")
  @Test
  void theKeyInTheHeaderIsTheOneThatSigned() {
    assertRefusedHeader(Prover.with(prover.header(), "jwk", new Prover().publicJwk()));
    assertRefusedHeader(Prover.without(prover.header(), "jwk"));
    String proof = prover.proof(claims());
    String other = prover.proof(claims());
    int end = proof.lastIndexOf('.');
    assertRefused(proof.substring(0, end) + other.substring(other.lastIndexOf('.')));
    assertRefused(proof.substring(0, end) + "." + TokenForger.base64(new byte[64]));
  }

  @Shows("R-9449-5")
  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void aPrivateKeyInTheHeaderIsRefused(String member) {
    JsonObject jwk = Prover.with(prover.publicJwk(), member, "AQAB");
    assertRefusedHeader(Prover.with(prover.header(), "jwk", jwk));
  }

  @Shows("R-9449-4")
  @Test
  void aSharedOrAWeakKeyIsRefused() {
    JsonObject shared = JsonObject.builder().put("kty", "oct").put("k", "AQAB").build();
    assertRefusedHeader(Prover.with(prover.header(), "jwk", shared));
    assertRefusedHeader(Prover.with(Prover.with(prover.header(), "jwk", shared), "alg", "HS256"));
    JsonObject elsewhere = Prover.with(prover.publicJwk(), "y", TokenForger.base64(new byte[32]));
    assertRefusedHeader(Prover.with(prover.header(), "jwk", elsewhere));
    JsonObject weak =
        JsonObject.builder()
            .put("kty", "RSA")
            .put("n", TokenForger.base64(odd(128)))
            .put("e", "AQAB")
            .build();
    assertRefusedHeader(Prover.with(Prover.with(prover.header(), "jwk", weak), "alg", "RS256"));
    JsonObject open =
        JsonObject.builder()
            .put("kty", "RSA")
            .put("n", TokenForger.base64(odd(256)))
            .put("e", "AQ")
            .build();
    assertRefusedHeader(Prover.with(Prover.with(prover.header(), "jwk", open), "alg", "RS256"));
  }

  private static byte[] odd(int length) {
    byte[] number = new byte[length];
    Arrays.fill(number, (byte) 0xff);
    return number;
  }

  @Shows("R-9449-6")
  @ParameterizedTest
  @ValueSource(strings = {"GET", "post", "Post", "PUT", "", "POST "})
  void aProofForAnotherMethodIsRefused(String method) {
    assertRefused(Prover.with(claims(), "htm", method));
  }

  @Shows("R-9449-6")
  @Test
  void queryFragmentAndSpellingOfTheAddressDoNotCount() {
    for (String same :
        List.of(
            endpoint + "?a=b",
            endpoint + "#c",
            endpoint + "?a=b#c",
            endpoint + "?",
            endpoint.replace("http:", "HTTP:"),
            endpoint.replace("oauth", "%6Fauth"),
            endpoint.replace("oauth/", "x/../oauth/./"))) {
      assertTaken(Prover.with(claims(), "htu", same));
    }
  }

  @Shows({"R-9449-6", "R-9449-24"})
  @Test
  void anotherAddressIsAnother() {
    int port = Prover.endpoint(app).getPort();
    for (String other :
        List.of(
            "",
            "/service/oauth/token",
            endpoint + "/",
            endpoint.replace("http:", "https:"),
            endpoint.replace("/service/", "/services/"),
            endpoint.replace("token", "Token"),
            endpoint.replace("/oauth", "%2Foauth"),
            endpoint.replace(":" + port, ""),
            endpoint.replace(":" + port, ":" + (port + 1)),
            endpoint.replace("://", "://user@"),
            "https://evil.example/service/oauth/token")) {
      assertRefused(Prover.with(claims(), "htu", other));
    }
  }

  @Shows("R-9449-24")
  @Test
  void noHeaderOfAStrangerSaysWhereTheServerIs() {
    JsonObject elsewhere = Prover.with(claims(), "htu", "https://evil.example/service/oauth/token");
    String form = "grant_type=client_credentials&audience=" + Caller.encode(BANK);
    HttpCall call =
        HttpCall.post(
                Prover.endpoint(app),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII))
            .header("Authorization", Caller.basic(app.id(), app.secret()))
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Proto", "https")
            .header("Forwarded", "host=evil.example;proto=https");
    assertRefused("forwarded", Answer.to(call.header("DPoP", prover.proof(elsewhere))));
    assertThat(Answer.to(call.header("DPoP", prover.proof(claims()))).status()).isEqualTo(200);
  }

  @Shows("R-9449-8")
  @ParameterizedTest
  @ValueSource(longs = {-25, -10, 0, 10, 25})
  void aProofThatWasMadeJustNowIsTaken(long seconds) {
    assertTaken(Prover.with(claims(), "iat", Instant.now().getEpochSecond() + seconds));
  }

  @Shows("R-9449-8")
  @ParameterizedTest
  @ValueSource(longs = {-1_000_000_000, -61, -35, 35, 61, 1_000_000_000})
  void aProofThatIsOldOrFromTheFutureIsRefused(long seconds) {
    assertRefused(Prover.with(claims(), "iat", Instant.now().getEpochSecond() + seconds));
  }

  @Shows("R-9449-20")
  @Test
  void ofFiftyCopiesOfOneProofAtOnceExactlyOneIsTaken() throws Exception {
    String proof = prover.proof(claims());
    List<Callable<Answer>> copies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      copies.add(() -> ask(proof));
    }
    int taken = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> each : threads.invokeAll(copies)) {
        if (each.get().status() == 200) {
          taken++;
        } else {
          assertRefused("a copy", each.get());
        }
      }
    }
    assertThat(taken).isEqualTo(1);
    assertRefused(proof);
  }

  @Shows("R-9449-20")
  @Test
  void aNameIsUsedUpForItsAddressAndIsNoLongerThanWeTake() {
    JsonObject claims = claims();
    assertTaken(claims);
    assertRefused("another key", ask(new Prover().proof(claims)));
    JsonObject other =
        Prover.with(claims, "htu", endpoint.replace("/service/oauth", "/services/oauth"));
    String form = "grant_type=client_credentials&audience=" + Caller.encode(BANK);
    Answer elsewhere =
        Answer.to(
            HttpCall.post(
                    app.uri("services/oauth/token"),
                    "application/x-www-form-urlencoded",
                    form.getBytes(StandardCharsets.US_ASCII))
                .header("Authorization", Caller.basic(app.id(), app.secret()))
                .header("DPoP", prover.proof(other)));
    assertThat(elsewhere.status()).as("another address").isEqualTo(200);
    assertTaken(Prover.with(claims(), "jti", "a".repeat(256)));
    assertRefused(Prover.with(claims(), "jti", "a".repeat(257)));
    assertRefused(Prover.with(claims(), "jti", ""));
  }

  @Shows("R-9449-20")
  @Test
  void whatIsRefusedUsesNothingUp() {
    JsonObject claims = claims();
    assertRefused(Prover.with(claims, "htm", "GET"));
    assertRefused("another's signature", ask(signedByAnother(claims)));
    assertTaken(claims);
  }

  private String signedByAnother(JsonObject claims) {
    return new Prover().sign(prover.header(), claims);
  }
}
