package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import dev.postern.client.Wire.Answer;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.Nonces;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SigningKey;
import dev.postern.protocol.token.Thumbprint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proofs of possession, made without the caller thinking of them (RFC 9449). */
final class DpopTest {

  private static final String AUDIENCE = "https://storage.example.com";
  private static final String BOUND =
      "{\"access_token\":\"bound\",\"token_type\":\"DPoP\",\"expires_in\":1000}";

  private final DpopCheck check = new DpopCheck(new Replays(100), false);
  private final Nonces nonces = new Nonces(new HmacSha256(new byte[32]));
  private Wire wire;

  @BeforeEach
  void open() throws Exception {
    wire = Wire.open();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private PosternClient.App app() {
    return PosternClient.of(wire.issuer()).credentials("a", "a-long-secret");
  }

  private static Answer refused(String error, String nonce) {
    return new Answer(400, "{\"error\":\"" + error + "\"}", Map.of("DPoP-Nonce", nonce));
  }

  private static Answer challenge(String error, String nonce) {
    return new Answer(
        401, "no", Map.of("WWW-Authenticate", "DPoP error=\"" + error + "\"", "DPoP-Nonce", nonce));
  }

  private String supplied() {
    return nonces.supply(Instant.now());
  }

  private URI files() {
    return URI.create(wire.issuer() + "files?a=b");
  }

  /** The key of a proof that stands for a token request. */
  private Thumbprint requested(String proof) throws DpopFault {
    DpopCheck.Target target =
        DpopCheck.Target.of(
            Replays.Owner.alone("client"), "POST", List.of(wire.issuer() + "token"));
    return check.check(List.of(proof), target, Optional.of(nonces), Instant.now()).thumbprint();
  }

  /** The key of a proof that stands for a call of the API with the token. */
  private Thumbprint called(String method, String proof) throws Exception {
    DpopCheck.Target target =
        DpopCheck.Target.of(Replays.Owner.alone("client"), method, List.of(wire.issuer() + "files"))
            .with(new BoundToken(DpopCheck.hash("bound"), keyOf(proof)));
    return check.check(List.of(proof), target, Optional.of(nonces), Instant.now()).thumbprint();
  }

  private static Thumbprint keyOf(String proof) throws Exception {
    return Thumbprint.parse(
            SignedJWT.parse(proof).getHeader().getJWK().computeThumbprint().toString())
        .orElseThrow();
  }

  @Test
  void aClientThatWantsItProvesItsKeyToTheServerAndTheApi() throws Exception {
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    SigningKey key = SigningKey.fresh();
    TokenSource tokens = app().dpop(key).audience(AUDIENCE);

    assertThat(tokens.send(HttpCall.get(files()), 100).status()).isEqualTo(200);

    assertThat(wire.apiCalls).containsExactly("DPoP bound");
    assertThat(requested(wire.tokenProofs.get(0))).isEqualTo(key.publicKey().thumbprint());
    assertThat(called("GET", wire.apiProofs.get(0))).isEqualTo(key.publicKey().thumbprint());
    assertThat(tokens.token().bound()).isTrue();
  }

  @Test
  void aClientWhoDoesNotKnowProvesAKeyWhenTheServerDemandsIt() throws Exception {
    wire.tokenAnswers.add(Answer.of(400, "{\"error\":\"invalid_dpop_proof\"}"));
    wire.tokenAnswers.add(refused("use_dpop_nonce", supplied()));
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    TokenSource tokens = app().audience(AUDIENCE);

    assertThat(tokens.authorization()).isEqualTo("DPoP bound");

    assertThat(wire.tokenProofs).hasSize(3);
    assertThat(wire.tokenProofs.get(0)).isEmpty();
    assertThat(requested(wire.tokenProofs.get(2))).isEqualTo(requested(wire.tokenProofs.get(1)));
  }

  @Test
  void aServerThatIsNeverContentIsAskedThreeTimes() {
    for (int i = 0; i < 5; i++) {
      wire.tokenAnswers.add(refused("use_dpop_nonce", "nonce-" + i));
    }
    TokenSource tokens = app().dpop().audience(AUDIENCE);

    assertThatThrownBy(tokens::token).hasMessageContaining("use_dpop_nonce");
    assertThat(wire.tokenRequests).hasSize(3);
  }

  @Test
  void theSameNonceAgainIsNoReasonToAskAgain() {
    for (int i = 0; i < 5; i++) {
      wire.tokenAnswers.add(refused("use_dpop_nonce", "nonce"));
    }
    assertThatThrownBy(() -> app().dpop().audience(AUDIENCE).token())
        .hasMessageContaining("use_dpop_nonce");
    assertThat(wire.tokenRequests).hasSize(2);
  }

  @Test
  void aTokenThatWasToBeBoundAndIsNotIsNone() {
    // The wire's own answer is a bearer token.
    assertThatThrownBy(() -> app().dpop().audience(AUDIENCE).token())
        .hasMessageContaining("token_type is not DPoP");
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    assertThatThrownBy(() -> app().audience(AUDIENCE).token())
        .hasMessageContaining("token_type is not Bearer");
  }

  @Test
  void theNonceThatAnApiWantsIsSentWithTheNextTry() throws Exception {
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    wire.apiAnswers.add(challenge("use_dpop_nonce", supplied()));
    TokenSource tokens = app().dpop().audience(AUDIENCE);

    assertThat(tokens.send(HttpCall.get(files()), 100).status()).isEqualTo(200);
    assertThat(tokens.send(HttpCall.of("PUT", files(), new byte[1]), 100).status()).isEqualTo(200);

    assertThat(wire.apiProofs).hasSize(3);
    called("GET", wire.apiProofs.get(1));
    called("PUT", wire.apiProofs.get(2));
    // The server's nonces are its own: none of the API's is sent there.
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void callsByTheJdkDoTheSame() throws Exception {
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    wire.apiAnswers.add(challenge("use_dpop_nonce", supplied()));
    wire.apiAnswers.add(challenge("invalid_token", supplied()));
    wire.tokenAnswers.add(Answer.of(200, BOUND.replace("bound", "other")));
    TokenSource tokens = app().dpop().audience(AUDIENCE);
    ProtectedCalls calls = new ProtectedCalls(tokens, HttpClient.newHttpClient());

    assertThat(calls.send(HttpRequest.newBuilder(files()), BodyHandlers.ofString()).body())
        .isEqualTo("done");

    assertThat(wire.apiCalls).containsExactly("DPoP bound", "DPoP bound", "DPoP other");
    called("GET", wire.apiProofs.get(0));
    called("GET", wire.apiProofs.get(1));
  }

  @Test
  void anApiThatIsNeverContentIsAskedTwice() throws Exception {
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    for (int i = 0; i < 8; i++) {
      wire.apiAnswers.add(challenge("use_dpop_nonce", "nonce-" + i));
    }
    TokenSource tokens = app().dpop().audience(AUDIENCE);
    ProtectedCalls calls = new ProtectedCalls(tokens, HttpClient.newHttpClient());

    assertThat(tokens.send(HttpCall.get(files()), 100).status()).isEqualTo(401);
    assertThat(wire.apiCalls).hasSize(2);
    assertThat(calls.send(HttpRequest.newBuilder(files()), BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
    assertThat(wire.apiCalls).hasSize(4);
    // Each proof carries the nonce of the answer before it, and be that one's the second.
    for (int i = 1; i < 4; i++) {
      byte[] claims = Base64.getUrlDecoder().decode(wire.apiProofs.get(i).split("\\.", -1)[1]);
      assertThat(new String(claims, StandardCharsets.UTF_8)).contains("\"nonce-" + (i - 1) + "\"");
    }
  }

  @Test
  void whoCallsByOtherMeansGetsTheHeaders() throws Exception {
    wire.tokenAnswers.add(Answer.of(200, BOUND));
    TokenSource tokens = app().dpop().audience(AUDIENCE);

    Map<String, String> headers = tokens.headers("PUT", files());
    assertThat(headers).containsOnlyKeys("Authorization", "DPoP");
    called("PUT", headers.getOrDefault("DPoP", ""));
    assertThat(tokens.nonceSupplied(files(), supplied())).isTrue();
    assertThat(tokens.nonceSupplied(files(), supplied())).isFalse();
    for (String bad : List.of("", "a b", "a\"b", "\u00e4", "n".repeat(513))) {
      assertThat(tokens.nonceSupplied(files(), bad)).isFalse();
    }
    called("PUT", tokens.headers("PUT", files()).getOrDefault("DPoP", ""));
  }

  @Test
  void aBearerTokenHasNoProof() throws Exception {
    TokenSource tokens = app().audience(AUDIENCE);
    assertThat(tokens.headers("GET", files())).containsOnlyKeys("Authorization");
    assertThat(tokens.send(HttpCall.get(files()), 100).status()).isEqualTo(200);
    assertThat(wire.tokenProofs).containsExactly("");
    assertThat(wire.apiProofs).containsExactly("");
    assertThat(tokens.token().bound()).isFalse();
  }
}
