package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Prover;
import dev.postern.checks.SpoiltProofs;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** B9 to B12: proofs that nearly stand, and bound tokens without them. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class DpopTest {

  private static final String BANK = "https://bank.example.com";

  private static final Prover PROVER = new Prover();
  private static Caller app = new Caller("http://localhost/", "x", "x");
  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(BANK, "pay");
    app = site.operator().app("payer", api, "pay");
  }

  private static JsonObject claims() {
    return Prover.claims("POST", Prover.endpoint(app));
  }

  private static Answer ask(String proof) {
    return Prover.ask(app, BANK, proof);
  }

  private static void refused(String what, String proof, String error) {
    Answer answer = ask(proof);
    assertThat(answer.status()).as(what + " " + answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).as(what).isEqualTo(error);
    assertThat(answer.header("DPoP-Nonce")).as(what).isPresent();
  }

  private static void refused(String what, JsonObject claims) {
    refused(what, PROVER.proof(claims), "invalid_dpop_proof");
  }

  @Test
  void b9TheAddressMatchesAsConfiguredOrNotAtAll(Site site) {
    List<String> same = new ArrayList<>(SpoiltProofs.spellings(Prover.endpoint(app)));
    // On loopback, one name of it is as good as another.
    same.add("http://LocalHost:" + site.port() + "/service/oauth/token");
    for (String address : same) {
      Answer answer = ask(PROVER.proof(Prover.with(claims(), "htu", address)));
      assertThat(answer.status()).as(address).isEqualTo(200);
    }
    for (String other : SpoiltProofs.elsewhere(Prover.endpoint(app))) {
      refused(other, Prover.with(claims(), "htu", other));
    }
  }

  @Test
  void b9TheMethodIsComparedInItsCase() {
    for (String other : SpoiltProofs.METHODS) {
      refused(other, Prover.with(claims(), "htm", other));
    }
  }

  @Test
  void b9NoHeaderOfAStrangerChangesTheAddress() {
    String elsewhere = "https://evil.example/service/oauth/token";
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Forwarded-Host", "evil.example");
    headers.put("X-Forwarded-Proto", "https");
    headers.put("Forwarded", "host=evil.example;proto=https");
    headers.forEach((header, value) -> {
      HttpCall call = Prover.request(app, BANK).header(header, value);
      String proof = PROVER.proof(Prover.with(claims(), "htu", elsewhere));
      assertThat(Answer.to(call.header("DPoP", proof)).text("error"))
          .isEqualTo("invalid_dpop_proof");
      assertThat(Answer.to(call.header("DPoP", PROVER.proof(claims()))).status()).isEqualTo(200);
    });
  }

  @Test
  void b10AProofIsMadeJustNow() {
    long now = Instant.now().getEpochSecond();
    refused("old", Prover.with(claims(), "iat", now - 61));
    refused("early", Prover.with(claims(), "iat", now + 61));
    refused("a fraction", Prover.with(claims(), "iat", now + ".5"));
    for (long seconds : new long[] {-10, 10}) {
      Answer answer = ask(PROVER.proof(Prover.with(claims(), "iat", now + seconds)));
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void b10OfFiftyCopiesAtOnceOneIsTaken() throws Exception {
    String proof = PROVER.proof(claims());
    int taken = 0;
    for (Answer each : Prover.askAtOnce(50, app, BANK, proof)) {
      if (each.status() == 200) {
        taken++;
      } else {
        assertThat(each.text("error")).isEqualTo("invalid_dpop_proof");
      }
    }
    assertThat(taken).isEqualTo(1);
  }

  @Test
  void b10AnotherKeyDoesNotMakeTheNameAnother() {
    JsonObject claims = claims();
    assertThat(ask(PROVER.proof(claims)).status()).isEqualTo(200);
    refused("another key", new Prover().proof(claims), "invalid_dpop_proof");
  }

  @Test
  void b10TheKeyIsAPublicOneAndTheSignaturesOwn() {
    SpoiltProofs spoilt = new SpoiltProofs(PROVER);
    Map<String, JsonObject> headers = new LinkedHashMap<>(spoilt.otherKeys());
    headers.putAll(spoilt.privateKeys());
    headers.putAll(spoilt.weakKeys());
    headers.putAll(spoilt.algorithms());
    headers.putAll(spoilt.types());
    headers.forEach(
        (what, header) -> refused(what, PROVER.sign(header, claims()), "invalid_dpop_proof"));
  }

  @Test
  void b10ANonceThatIsNotOursIsAnsweredWithOneThatIs() {
    refused("made up", PROVER.proof(Prover.with(claims(), "nonce", Site.MARK)), "use_dpop_nonce");
    Answer answer = ask(PROVER.proof(Prover.with(claims(), "nonce", "stale")));
    String nonce = answer.header("DPoP-Nonce").orElseThrow();
    assertThat(ask(PROVER.proof(Prover.with(claims(), "nonce", nonce))).status()).isEqualTo(200);
  }

  @Test
  void b10OneHeaderWithOneProof(Site site) throws IOException {
    String form =
        "grant_type=client_credentials&client_id="
            + app.id()
            + "&client_secret="
            + app.secret()
            + "&audience="
            + Caller.encode(BANK);
    Endpoint token = site.token().sending(form);
    String good = "DPoP: " + PROVER.proof(claims()) + "\r\n";
    String other = "dpop: " + PROVER.proof(claims()) + "\r\n";
    site.attack(token, "two headers", token.request(good + other), Set.of(400));
    for (String value :
        List.of(
            "",
            Site.MARK,
            "a.b.c",
            PROVER.proof(claims()) + ", " + PROVER.proof(claims()),
            PROVER.proof(Prover.with(claims(), "more", "a".repeat(4 * 1024))))) {
      site.attack(token, value, token.request("DPoP: " + value + "\r\n"), Set.of(400));
    }
    site.attack(token, "one header", token.request(good), Set.of(200));
  }

  @Test
  void b11WhoMustProveGetsNoBearerToken(Site site) {
    Caller bound = site.operator().app("bound", api, "pay");
    assertThat(
            site.operator().admin("PATCH", "/apps/" + bound.id(), "{\"proof\":\"dpop\"}").status())
        .isEqualTo(200);
    Answer refused = bound.ask("audience", BANK);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(refused.body()).doesNotContain("access_token");
    assertThat(Prover.ask(bound, BANK, "").status()).isEqualTo(400);
    assertThat(PROVER.token(bound, BANK)).isNotEmpty();
  }

  @Test
  void b12ABoundTokenIsNoBearerToken(Site site) {
    Caller operator = site.operator().caller();
    String audience = site.operator().adminAudience();
    String token = PROVER.token(operator, audience);
    URI apis = URI.create(audience + "/apis");
    HttpCall call = HttpCall.get(apis);
    String proof = PROVER.proof(Prover.claims("GET", apis, token));
    for (String scheme : List.of("Bearer ", "bearer ")) {
      HttpCall bearer = call.header("Authorization", scheme + token);
      assertThat(Answer.to(bearer).status()).isEqualTo(401);
      Answer proved = Answer.to(bearer.header("DPoP", proof));
      assertThat(proved.status()).isEqualTo(401);
      assertThat(proved.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    }
    HttpCall rightly = call.header("Authorization", "DPoP " + token);
    assertThat(Answer.to(rightly).status()).isEqualTo(401);
    assertThat(Answer.to(rightly.header("DPoP", proof)).status()).isEqualTo(200);
    // RFC 9449 7.1: ath names the token.
    String without = PROVER.proof(Prover.claims("GET", apis));
    assertThat(Answer.to(rightly.header("DPoP", without)).status()).isEqualTo(401);
    String other = PROVER.proof(Prover.claims("GET", apis, "other"));
    assertThat(Answer.to(rightly.header("DPoP", other)).status()).isEqualTo(401);
  }
}
