package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Replays;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final SpoiltProofs spoilt = new SpoiltProofs(prover);

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

  private void assertRefusedHeaders(Map<String, JsonObject> headers) {
    headers.forEach((what, header) -> assertRefused(what, ask(prover.sign(header, claims()))));
  }

  @Shows({"R-9449-1", "R-9449-11"})
  @Test
  void twoHeadersAreRefusedAndSoIsOneWithTwoProofs() {
    String one = prover.proof(claims());
    String other = prover.proof(claims());
    HttpCall call = Prover.request(app, BANK).header("DPoP", one);
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

  @Shows({"R-9449-3", "R-8725-7"})
  @Test
  void anotherTypeIsNoProof() {
    assertRefusedHeaders(spoilt.types());
  }

  @Shows("R-9449-4")
  @Test
  void anotherAlgorithmThanTheKeysOwnIsRefused() {
    assertRefusedHeaders(spoilt.algorithms());
  }

  @Shows("R-9449-5")
  @Test
  void aPrivateKeyInTheHeaderIsRefused() {
    assertRefusedHeaders(spoilt.privateKeys());
  }

  @Shows("R-9449-5")
  @Test
  void theKeyInTheHeaderIsTheOneThatSigned() {
    assertRefusedHeaders(spoilt.otherKeys());
    String proof = prover.proof(claims());
    String other = prover.proof(claims());
    int end = proof.lastIndexOf('.');
    assertRefused(proof.substring(0, end) + other.substring(other.lastIndexOf('.')));
    assertRefused(proof.substring(0, end) + "." + TokenForger.base64(new byte[64]));
  }

  @Shows("R-9449-4")
  @Test
  void aSharedOrAWeakKeyIsRefused() {
    assertRefusedHeaders(spoilt.weakKeys());
  }

  @Shows("R-9449-6")
  @Test
  void aProofForAnotherMethodIsRefused() {
    for (String method : SpoiltProofs.METHODS) {
      assertRefused(Prover.with(claims(), "htm", method));
    }
  }

  @Shows("R-9449-6")
  @Test
  void queryFragmentAndSpellingOfTheAddressDoNotCount() {
    for (String same : SpoiltProofs.spellings(Prover.endpoint(app))) {
      assertTaken(Prover.with(claims(), "htu", same));
    }
  }

  @Shows({"R-9449-6", "R-9449-24"})
  @Test
  void anotherAddressIsAnother() {
    for (String other : SpoiltProofs.elsewhere(Prover.endpoint(app))) {
      assertRefused(Prover.with(claims(), "htu", other));
    }
  }

  @Shows("R-9449-24")
  @Test
  void noHeaderOfAStrangerSaysWhereTheServerIs() {
    JsonObject elsewhere = Prover.with(claims(), "htu", "https://evil.example/service/oauth/token");
    HttpCall call =
        Prover.request(app, BANK)
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
    int taken = 0;
    for (Answer each : Prover.askAtOnce(50, app, BANK, proof)) {
      if (each.status() == 200) {
        taken++;
      } else {
        assertRefused("a copy", each);
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
    HttpCall elsewhere = Prover.request(app, BANK, app.uri("services/oauth/token"));
    assertThat(Answer.to(elsewhere.header("DPoP", prover.proof(other))).status())
        .as("another address")
        .isEqualTo(200);
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

  /** The check that the server makes, with less room than it has. */
  @Shows("R-9449-20")
  @Test
  void theMemoryOfProofsIsBoundedAndForgetsNothingToMakeRoom() throws Exception {
    Replays memory = new Replays(10, 5);
    DpopCheck check = new DpopCheck(memory, false);
    Instant now = Instant.now();
    String first = prover.proof(claims());
    assertThat(faultOf(check, "one", first, now)).isEmpty();
    for (int i = 1; i < 5; i++) {
      assertThat(faultOf(check, "one", prover.proof(claims()), now)).isEmpty();
    }
    // What one client may have is used, and others have room yet.
    assertThat(faultOf(check, "one", prover.proof(claims()), now)).contains(DpopFault.Kind.FULL);
    for (int i = 0; i < 40; i++) {
      Optional<DpopFault.Kind> fault = faultOf(check, "client " + i, prover.proof(claims()), now);
      assertThat(fault).isEqualTo(i < 5 ? Optional.empty() : Optional.of(DpopFault.Kind.FULL));
    }
    assertThat(memory.size()).isEqualTo(10);
    assertThat(faultOf(check, "one", first, now)).contains(DpopFault.Kind.REPLAYED);
    // The longest name takes no more room than any; and a minute later there is some again.
    Instant later = now.plusSeconds(62);
    JsonObject longest = Prover.with(claims(), "jti", "a".repeat(256));
    String next = prover.proof(Prover.with(longest, "iat", later.getEpochSecond()));
    assertThat(faultOf(check, "one", next, later)).isEmpty();
    assertThat(memory.size()).isEqualTo(1);
  }

  private static Optional<DpopFault.Kind> faultOf(
      DpopCheck check, String client, String proof, Instant now) {
    DpopCheck.Target target =
        DpopCheck.Target.of(Replays.Owner.alone(client), "POST", List.of(endpoint));
    try {
      check.check(List.of(proof), target, Optional.empty(), now);
      return Optional.empty();
    } catch (DpopFault fault) {
      return Optional.of(fault.kind());
    }
  }

  private String signedByAnother(JsonObject claims) {
    return new Prover().sign(prover.header(), claims);
  }
}
