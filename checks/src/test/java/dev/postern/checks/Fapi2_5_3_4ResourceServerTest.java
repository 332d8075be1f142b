package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.examples.api.ProtectedApi;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.verifier.Verifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example API that the verifier guards, over TLS: with each thing that the OpenID Foundation's
 * tests do to a resource server.
 */
final class Fapi2_5_3_4ResourceServerTest {

  private static final String QUERY = "?which=all";

  private static Fapi2Site site;
  private static ProtectedApi api;
  private static Fapi2App app;
  private static Fapi2App other;
  private static URI accounts;

  private String token;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new Fapi2Site(data, keys);
    app = site.app("reader", SignatureAlgorithm.ES256);
    other = site.app("writer", SignatureAlgorithm.ES256, "", site.accounts(), "write");
    site.switchOn();
    api =
        ProtectedApi.local(
            Verifier.builder(site.issuer(), Fapi2Site.ACCOUNTS).tls(site.tls()),
            "read",
            site.certificate().serving());
    accounts = api.uri("/accounts");
  }

  @AfterAll
  static void stop() {
    api.close();
    site.close();
  }

  @BeforeEach
  void token() {
    token = app.token();
  }

  private JsonObject claims() {
    return Fapi2App.callClaims(accounts, token);
  }

  /** A call of the API with this proof. */
  private Answer call(String proof) {
    return app.call(accounts, token, proof);
  }

  private Answer call(JsonObject claims) {
    return call(app.prover().proof(claims));
  }

  private Answer callWithHeader(JsonObject header) {
    return call(app.prover().sign(header, claims()));
  }

  private static void assertPasses(String what, Answer answer) {
    assertThat(answer.status()).as(what + " " + answer.header("WWW-Authenticate")).isEqualTo(200);
    assertThat(answer.text("client_id")).isEqualTo(app.caller().id());
    // RFC 9110 6.6.1
    assertThat(answer.header("Date")).isPresent();
  }

  private static void assertRefused(String what, Answer answer) {
    assertThat(answer.status()).as(what).isIn(400, 401);
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).as(what).startsWith("DPoP ");
  }

  @Shows({"R-FAPI-15", "R-FAPI-18"})
  @ParameterizedTest
  @ValueSource(strings = {"DPoP", "dpop", "DPOP", "dPOp"})
  void aTokenWithItsProofPassesBySchemeInAnyCase(String scheme) {
    HttpCall call =
        HttpCall.get(accounts)
            .header("Authorization", scheme + " " + token)
            .header(scheme, app.prover().proof(claims()));
    assertPasses(scheme, app.caller().send(call));
  }

  @Shows("R-FAPI-1")
  @Test
  void ourClientNeedsToKnowNothing() throws Exception {
    TokenSource tokens =
        PosternClient.of(site.issuer())
            .tls(site.tls())
            .credentials(app.caller().id(), app.key())
            .audience(Fapi2Site.ACCOUNTS);
    for (int i = 0; i < 3; i++) {
      HttpCall call = HttpCall.get(accounts).over(site.tls());
      assertThat(tokens.send(call, 1000).status()).isEqualTo(200);
    }
    assertThat(tokens.authorization()).startsWith("DPoP ");
  }

  @Shows("R-FAPI-15")
  @Test
  void aTokenInTheAddressIsNone() {
    URI address = URI.create(accounts + "?access_token=" + token);
    HttpCall call = HttpCall.get(address).header("DPoP", app.prover().proof(claims()));
    assertRefused("in the query", app.caller().send(call));
  }

  @Shows("R-FAPI-18")
  @Test
  void whoeverMerelyBearsATokenIsRefused() {
    Caller caller = app.caller();
    HttpCall bearing = HttpCall.get(accounts).header("Authorization", "Bearer " + token);
    assertRefused("borne", caller.send(bearing));
    HttpCall both = bearing.header("DPoP", app.prover().proof(claims()));
    assertRefused("borne, with a proof", caller.send(both));
    HttpCall bare = HttpCall.get(accounts).header("Authorization", "DPoP " + token);
    assertRefused("without a proof", caller.send(bare));
    assertRefused("nothing at all", caller.send(HttpCall.get(accounts)));
  }

  @Shows("R-FAPI-18")
  @Test
  void anotherAppsKeyDoesNotOpenIt() {
    Answer answer = app.call(accounts, token, other.prover().proof(claims()));
    assertRefused("another key", answer);
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    assertPasses("its own key", call(claims()));
  }

  @Shows("R-FAPI-18")
  @Test
  void aProofThatLacksAnythingOrSaysSomethingElseIsRefused() {
    for (String name : new String[] {"jti", "htm", "htu", "iat", "ath"}) {
      assertRefused("without " + name, call(Prover.without(claims(), name)));
    }
    for (String name : new String[] {"typ", "alg", "jwk"}) {
      assertRefused("without " + name, callWithHeader(Prover.without(app.prover().header(), name)));
    }
    long now = Instant.now().getEpochSecond();
    Map<String, JsonObject> wrong = new LinkedHashMap<>();
    wrong.put("another method", Prover.with(claims(), "htm", "PUT"));
    wrong.put("another address", Prover.with(claims(), "htu", accounts + "ohno"));
    wrong.put("an hour ahead", Prover.with(claims(), "iat", now + 3600));
    wrong.put("an hour ago", Prover.with(claims(), "iat", now - 3600));
    wrong.put("another token", Prover.with(claims(), "ath", "AAAA"));
    wrong.forEach((what, claims) -> assertRefused(what, call(claims)));
    JsonObject header = app.prover().header();
    assertRefused("another type", callWithHeader(Prover.with(header, "typ", "dpop+jwt+wrong")));
    assertRefused("no signature", callWithHeader(Prover.with(header, "alg", "none")));
    String proof = app.prover().proof(claims());
    assertRefused("two parts", call(proof.substring(0, proof.lastIndexOf('.'))));
    String changed = proof.substring(0, proof.length() - 4) + "AAAA";
    assertRefused("a changed signature", call(changed));
    assertPasses("a sound one", call(claims()));
  }

  @Shows({"R-FAPI-18", "R-FAPI-19"})
  @Test
  void aProofIsOfOneHeaderOneUseAndAnAlgorithmThatIsTaken() throws Exception {
    String proof = app.prover().proof(claims());
    HttpCall twice =
        HttpCall.get(accounts)
            .header("Authorization", "DPoP " + token)
            .header("DPoP", proof)
            .header("dpop", app.prover().proof(claims()));
    assertRefused("two headers", app.caller().send(twice));
    assertPasses("the first use", call(proof));
    assertRefused("the second", call(proof));
    JsonObject secret = SigningKey.generate();
    Fapi2App shown = app.bindingBy(new Prover(SigningKey.read(secret)));
    String bound = shown.token();
    JsonObject naked = Prover.with(shown.prover().header(), "jwk", secret);
    JsonObject claims = Fapi2App.callClaims(accounts, bound);
    assertRefused("a private key", shown.call(accounts, bound, shown.prover().sign(naked, claims)));
    assertPasses("its public half", shown.call(accounts, bound, shown.prover().proof(claims)));
    Fapi2App rsa = app.bindingBy(new Prover(Fapi2App.key(SignatureAlgorithm.PS256)));
    String rsaBound = rsa.token();
    JsonObject rsaClaims = Fapi2App.callClaims(accounts, rsaBound);
    JsonObject older = Prover.with(rsa.prover().header(), "alg", "RS256");
    assertRefused("RS256", rsa.call(accounts, rsaBound, rsa.prover().sign(older, rsaClaims)));
    assertPasses("PS256", rsa.call(accounts, rsaBound, rsa.prover().proof(rsaClaims)));
  }

  @Shows("R-FAPI-18")
  @Test
  void theAddressIsReadWithoutQueryAndFragmentAndInOneSpelling() {
    URI asked = URI.create(accounts + QUERY);
    String spelled = accounts.toString().replace("https:", "HTTPS:");
    for (String htu : new String[] {accounts + "", accounts + QUERY, accounts + "?a#b", spelled}) {
      JsonObject claims = Prover.with(claims(), "htu", htu);
      assertPasses(htu, app.call(asked, token, app.prover().proof(claims)));
    }
  }

  @Test
  void whatElseAProofSaysIsPassedOver() {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = Prover.with(Prover.with(claims(), "nbf", now), "exp", now + 300);
    JsonObject header = Prover.with(app.prover().header(), "tx_id", now);
    String proof = app.prover().sign(header, Prover.with(claims, "tx_id_key", now));
    assertPasses("more in header and claims", call(proof));
    for (long seconds : new long[] {-10, 10}) {
      assertPasses(seconds + " s", call(Prover.with(claims(), "iat", now + seconds)));
    }
  }

  @Shows("R-FAPI-17")
  @Test
  void aTokenThatDoesNotPermitItIsRefusedByName() {
    String writing = other.token();
    Answer answer =
        other.call(accounts, writing, other.prover().proof(Fapi2App.callClaims(accounts, writing)));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", "scope=\"read\"");
  }

  @Shows("R-FAPI-16")
  @Test
  void aTokenIsRefusedOnceItIsRevokedOrChanged() throws Exception {
    assertPasses("at first", call(claims()));
    int dot = token.indexOf('.') + 2;
    String changed = token.substring(0, dot) + "A" + token.substring(dot + 1);
    assertRefused(
        "changed",
        app.call(accounts, changed, app.prover().proof(Fapi2App.callClaims(accounts, changed))));
    HttpCall revocation =
        app.form("service/oauth/revoke", app.assertion(app.claims()), "token", token);
    assertThat(app.caller().send(revocation).status()).isEqualTo(200);
    for (int i = 0; i < 400 && call(claims()).status() == 200; i++) {
      Thread.sleep(25);
    }
    assertRefused("revoked", call(claims()));
  }

  @Shows("R-FAPI-19")
  @Test
  void aTokenThatIsSignedAsFapi2DoesNotAllowIsRefused() throws Exception {
    // Next door, where tokens may be signed so.
    String name = "https://older.example.com";
    String body =
        "{\"identifier\":\"%s\",\"name\":\"n\",\"signing_algorithm\":\"RS256\",\"scopes\":[{\"name\":\"read\"}]}"
            .formatted(name);
    Operator next = site.installation();
    String id = Fapi2Site.made(next.admin("POST", "/apis", body)).text("id");
    SigningKey key = SigningKey.fresh();
    String credential = Fapi2App.credential(key, "");
    Answer made = next.admin("POST", "/apps", Fapi2Site.body("older", credential, id, "read"));
    Caller caller = next.caller().as(Fapi2Site.made(made).text("client_id"), "");
    Fapi2App neighbour = new Fapi2App(caller, key);
    try (ProtectedApi strict =
        ProtectedApi.local(
            Verifier.builder(caller.issuer(), name).tls(site.tls()),
            "read",
            site.certificate().serving())) {
      String signed = neighbour.token();
      URI address = strict.uri("/");
      Answer answer =
          neighbour.call(
              address, signed, neighbour.prover().proof(Fapi2App.callClaims(address, signed)));
      assertRefused("RS256", answer);
      assertThat(answer.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    }
  }
}
