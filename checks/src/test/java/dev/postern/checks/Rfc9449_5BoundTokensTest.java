package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.http.HttpStream;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are bound to a key, asked for at a running server. */
final class Rfc9449_5BoundTokensTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String DEMANDING = "https://vault.example.com";

  private static RunningServer server;
  private static Admin admin;
  private static Caller app;
  private static String vault;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    app = admin.app("archiver");
    admin.grant(app, admin.api(STORAGE, "read"), "read");
    vault = admin.api(DEMANDING, "read");
    admin.grant(app, vault, "read");
    assertThat(admin.patch("/apis/" + vault, "{\"proof\":\"dpop\"}").text("proof"))
        .isEqualTo("dpop");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject claims(String token) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST)
        .object(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  private static Answer ask(Prover prover) {
    JsonObject claims = Prover.claims("POST", Prover.endpoint(app));
    return Prover.ask(app, STORAGE, prover.proof(claims));
  }

  // RFC 9449 5 and 6.1
  @Shows({"R-9449-10", "R-9449-12", "R-9449-23"})
  @Test
  void aBoundTokenIsOfTypeDpopAndNamesTheKey() throws Exception {
    Prover prover = new Prover();
    Answer answer = ask(prover);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(answer.header("DPoP-Nonce")).isPresent();
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(claims(answer.text("access_token")).object("cnf").text())
        .isEqualTo("{\"jkt\":\"" + prover.thumbprint() + "\"}");
  }

  // RFC 9449 4.2: proofs that were made by another library.
  @Shows({"R-9449-2", "R-9449-12"})
  @Test
  void proofsThatNimbusMadeStand() throws Exception {
    JWK ec = new ECKeyGenerator(Curve.P_256).generate();
    JWK rsa = new RSAKeyGenerator(2048).generate();
    nimbus(JWSAlgorithm.ES256, ec, new ECDSASigner(ec.toECKey()));
    nimbus(JWSAlgorithm.RS256, rsa, new RSASSASigner(rsa.toRSAKey()));
    nimbus(JWSAlgorithm.PS256, rsa, new RSASSASigner(rsa.toRSAKey()));
  }

  private static void nimbus(JWSAlgorithm algorithm, JWK key, JWSSigner signer) throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(algorithm)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(key.toPublicJWK())
            .build();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", "POST")
            .claim("htu", Prover.endpoint(app).toString())
            .claim("iat", Instant.now().getEpochSecond())
            .build();
    SignedJWT proof = new SignedJWT(header, claims);
    proof.sign(signer);
    Answer answer = Prover.ask(app, STORAGE, proof.serialize());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(claims(answer.text("access_token")).object("cnf").string("jkt"))
        .isEqualTo(key.computeThumbprint().toString());
  }

  // RFC 9449 5.2
  @Shows({"R-9449-16", "R-9700-2"})
  @Test
  void whereProofIsDemandedThereIsNoBearerToken() {
    Answer refused = app.ask("audience", DEMANDING);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(new Prover().token(app, DEMANDING)).isNotEmpty();
  }

  @Shows("R-9449-16")
  @Test
  void anAppCanDemandProofOfItself() {
    Caller careful = admin.app("careful");
    admin.grant(careful, Admin.text(storageApi(), "id"), "read");
    String before = careful.token(STORAGE);
    assertThat(before).isNotEmpty();
    Answer changed = admin.patch("/apps/" + careful.id(), "{\"proof\":\"dpop\"}");
    assertThat(changed.text("proof")).isEqualTo("dpop");
    Answer refused = careful.ask("audience", STORAGE);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(new Prover().token(careful, STORAGE)).isNotEmpty();
  }

  private static JsonObject storageApi() {
    return admin.items("/apis").stream()
        .filter(api -> Admin.text(api, "identifier").equals(STORAGE))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nobodyKnowsOtherDemands() {
    for (String other : new String[] {"MTLS", "DPOP", "", "bearer"}) {
      assertThat(admin.patch("/apis/" + vault, "{\"proof\":\"" + other + "\"}").status())
          .isEqualTo(400);
    }
  }

  // RFC 9449 6.2
  @Shows({"R-9449-12", "R-7662-9"})
  @Test
  void introspectionTellsWhatATokenIsBoundTo() throws Exception {
    Caller guard = new Operator(server.operator()).guard("guard", Admin.text(storageApi(), "id"));
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    JsonObject signed = guard.introspectSigned(token).object("token_introspection");
    for (JsonObject told : List.of(guard.introspect(token).json(), signed)) {
      assertThat(told.string("token_type")).isEqualTo("DPoP");
      assertThat(told.object("cnf").text()).isEqualTo("{\"jkt\":\"" + prover.thumbprint() + "\"}");
    }
    JsonObject borne = guard.introspect(app.token(STORAGE)).json();
    assertThat(borne.string("token_type")).isEqualTo("Bearer");
    assertThat(borne.has("cnf")).isFalse();
    // Its client gives it back without the key.
    assertThat(app.revoke(token).status()).isEqualTo(200);
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
  }

  // RFC 9449 5.1, RFC 9728 2
  @Shows({"R-9449-17", "R-8414-15"})
  @Test
  void theMetadataNamesTheAlgorithms() throws Exception {
    JsonObject metadata =
        Answer.to(HttpCall.get(app.uri(".well-known/oauth-authorization-server"))).json();
    assertThat(metadata.array("dpop_signing_alg_values_supported").strings())
        .contains("ES256", "RS256", "PS256", "EdDSA")
        .doesNotContain("none", "HS256");
    JsonObject resource =
        Answer.to(HttpCall.get(app.uri(".well-known/oauth-protected-resource/admin/v1"))).json();
    assertThat(resource.array("dpop_signing_alg_values_supported").strings())
        .containsExactly("ES256", "PS256", "EdDSA");
    assertThat(resource.member("dpop_bound_access_tokens_required").orElseThrow().text())
        .isEqualTo("false");
  }

  @Shows({"R-9449-19", "R-9728-7"})
  @Test
  void anApiThatTakesNothingButBoundTokensSaysSo() {
    Admin here = server.admin();
    String identity = "/apis/" + here.builtIn("identity/v2/manage");
    URI described = app.uri(".well-known/oauth-protected-resource/identity/v2/manage");
    for (String proof : new String[] {"dpop", "none"}) {
      assertThat(here.patch(identity, "{\"proof\":\"" + proof + "\"}").status()).isEqualTo(200);
      JsonValue bound =
          Answer.to(HttpCall.get(described))
              .json()
              .member("dpop_bound_access_tokens_required")
              .orElseThrow();
      assertThat(bound.text()).isEqualTo(Boolean.toString(proof.equals("dpop")));
      // RFC 9449 7.1: and no challenge names a scheme that is not taken.
      String challenge =
          Answer.to(HttpCall.get(app.uri("identity/v2/manage/account/" + "0".repeat(32))))
              .header("WWW-Authenticate")
              .orElseThrow();
      assertThat(challenge).contains("DPoP ");
      assertThat(challenge.contains("Bearer")).isEqualTo(proof.equals("none"));
    }
  }

  // RFC 9449 9: at the feed, where no token is needed, a proof that does not stand refuses nobody.
  @Shows({"R-9449-13", "R-9449-23"})
  @Test
  void whoseProofDoesNotStandAtTheFeedIsServedAndSuppliedWithANonce() throws Exception {
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    URI feed = app.uri("service/oauth/revocations");
    HttpCall call =
        HttpCall.get(feed)
            .header("Accept", "text/event-stream")
            .header("Authorization", "DPoP " + token);
    JsonObject claims = Prover.claims("GET", feed, token);
    Optional<String> nonce;
    try (HttpStream stream =
        call.header("DPoP", prover.proof(Prover.with(claims, "nonce", "x"))).open()) {
      assertThat(stream.status()).isEqualTo(200);
      nonce = stream.header("DPoP-Nonce");
      assertThat(stream.header("Cache-Control")).contains("no-store");
    }
    String good = prover.proof(Prover.with(claims, "nonce", nonce.orElseThrow()));
    try (HttpStream stream = call.header("DPoP", good).open()) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("DPoP-Nonce")).isEmpty();
    }
  }

  @Test
  void whereStrangersTakeAllPlacesAtTheFeedABoundTokenWithItsProofHasOne() throws Exception {
    String storage = Admin.text(storageApi(), "id");
    Caller guard = new Operator(server.operator()).guard("listener", storage);
    admin.grant(guard, storage, "read");
    Prover prover = new Prover();
    String token = prover.token(guard, STORAGE);
    URI feed = app.uri("service/oauth/revocations");
    HttpCall stranger = HttpCall.get(feed).header("Accept", "text/event-stream");
    HttpCall known = stranger.header("Authorization", "DPoP " + token);
    List<HttpStream> open = new ArrayList<>();
    try {
      do {
        open.add(stranger.open());
      } while (open.getLast().status() == 200);
      assertThat(open.getLast().status()).isEqualTo(503);
      String proof = prover.proof(Prover.claims("GET", feed, token));
      try (HttpStream stream = known.header("DPoP", proof).open()) {
        assertThat(stream.status()).isEqualTo(200);
      }
      try (HttpStream stream = known.open()) {
        assertThat(stream.status()).as("without a proof it is a stranger").isEqualTo(503);
      }
    } finally {
      for (HttpStream stream : open) {
        stream.close();
      }
    }
  }

  // RFC 9449 7: the built-in APIs take bound tokens, with a proof for each call.
  @Shows({"R-9449-18", "R-9449-19", "R-9449-23"})
  @Test
  void theAdminApiTakesABoundTokenWithItsProof() {
    Caller operator = server.operator();
    Prover prover = new Prover();
    String token = prover.token(operator, operator.issuer() + "admin/v1");
    HttpCall call =
        HttpCall.get(operator.uri("admin/v1/apis?limit=5"))
            .header("Authorization", "DPoP " + token);
    String proof = prover.proof(Prover.claims("GET", operator.uri("admin/v1/apis"), token));
    Answer once = Answer.to(call.header("DPoP", proof));
    assertThat(once.status()).isEqualTo(200);
    assertThat(once.header("Cache-Control")).contains("no-store");
    Answer again = Answer.to(call.header("DPoP", proof));
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.header("WWW-Authenticate").orElseThrow())
        .contains("DPoP ", "error=\"invalid_dpop_proof\"");
    assertThat(again.header("DPoP-Nonce")).isPresent();
    assertThat(again.header("Cache-Control")).contains("no-store");
    assertThat(
            Answer.to(
                    HttpCall.get(operator.uri("admin/v1/apis"))
                        .header("Authorization", "Bearer " + token))
                .status())
        .isEqualTo(401);
  }
}
