package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.protocol.token.TokenFault;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bound tokens at a resource server (RFC 9449 section 7). */
final class DpopTest {

  private static final String URL = "https://api.example.com/v1";
  private static final String PATH = "/files/a?x=1";

  private final ProofKey key = new ProofKey(SigningKey.fresh());
  private LiveIssuer issuer;
  private Verifier verifier;
  private String token;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
    verifier = builder().build();
    token = bound(key);
  }

  @AfterEach
  void stop() {
    verifier.close();
    issuer.close();
  }

  private VerifierBuilder builder() {
    return Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE).externalUrl(URL + "/");
  }

  private String bound(ProofKey to) {
    JsonObject confirmation = JsonObject.builder().put("jkt", to.thumbprint().text()).build();
    return issuer.tokenKey.jws("at+jwt", issuer.claims().put("cnf", confirmation).build());
  }

  private String proof(Optional<String> nonce) {
    return proof("GET", URL + "/files/a", nonce);
  }

  private String proof(String method, String url, Optional<String> nonce) {
    return key.proof(method, URI.create(url), Optional.of(token), nonce, Instant.now());
  }

  private static IncomingRequest request(String authorization, String... proofs) {
    return new IncomingRequest("GET", PATH, List.of(authorization), List.of(proofs));
  }

  private static TokenRefused refusal(Verifier by, IncomingRequest request) {
    try {
      by.verify(request);
    } catch (TokenRefused refused) {
      return refused;
    }
    throw new AssertionError("let in");
  }

  private TokenRefused badProof(DpopFault.Kind kind, String... proofs) {
    TokenRefused refused = refusal(verifier, request("DPoP " + token, proofs));
    assertThat(refused.reason())
        .isInstanceOfSatisfying(
            Reason.InvalidProof.class, reason -> assertThat(reason.fault()).isEqualTo(kind));
    assertThat(refused.status()).isEqualTo(401);
    String code =
        switch (kind) {
          case OTHER_KEY -> "invalid_token";
          default -> "invalid_dpop_proof";
        };
    assertThat(refused.headers().get("WWW-Authenticate"))
        .startsWith("DPoP realm=\"api\", error=\"" + code + "\"")
        .contains("algs=\"" + DpopCheck.algorithms() + "\"");
    // Another process behind the same address would not take it.
    assertThat(refused.headers()).doesNotContainKey("DPoP-Nonce");
    return refused;
  }

  private static TokenFault.Kind fault(TokenRefused refused) {
    assertThat(refused.status()).isEqualTo(401);
    return ((Reason.InvalidToken) refused.reason()).fault();
  }

  @Test
  void aBoundTokenPassesWithItsProofWhateverTheCaseOfTheScheme() throws TokenRefused {
    for (String scheme : List.of("DPoP ", "dpop ", "DPOP  ")) {
      assertThat(
              verifier
                  .verify(request(scheme + token, proof(Optional.empty())))
                  .require("archive:read")
                  .clientId()
                  .text())
          .isEqualTo("reader");
    }
  }

  @Test
  void everyUseOfARememberedTokenTakesAProofOfItsOwn() throws TokenRefused {
    String first = proof(Optional.empty());
    verifier.verify(request("DPoP " + token, first));
    assertThat(verifier.status().cachedTokens()).isEqualTo(1);
    badProof(DpopFault.Kind.REPLAYED, first);
    badProof(DpopFault.Kind.MISSING);
    verifier.verify(request("DPoP " + token, proof(Optional.empty())));
    assertThat(verifier.status().cachedTokens()).isEqualTo(1);
  }

  @Test
  void aProofStandsForItsRequestAlone() {
    badProof(DpopFault.Kind.SEVERAL, proof(Optional.empty()), proof(Optional.empty()));
    badProof(DpopFault.Kind.MALFORMED, "x");
    badProof(DpopFault.Kind.METHOD, proof("PUT", URL + "/files/a", Optional.empty()));
    badProof(DpopFault.Kind.URI, proof("GET", URL + "/files/b", Optional.empty()));
    badProof(DpopFault.Kind.URI, proof("GET", LiveIssuer.AUDIENCE + "/files/a", Optional.empty()));
    badProof(
        DpopFault.Kind.TOKEN,
        key.proof(
            "GET",
            URI.create(URL + "/files/a"),
            Optional.of("other"),
            Optional.empty(),
            Instant.now()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/../files/a",
        "/admin/%2e%2E/files/a",
        "/./files/a",
        "/files/.%2e/files/a?x=1",
        "/files/a/..",
        "/files/a/.?x",
        "files/a",
        ".example.org/files/a",
        ""
      })
  void aProofOpensNoPathThatIsWrittenAsAnother(String path) {
    for (String proven : List.of("/files/a", "/files/", "/")) {
      String proof = proof("GET", URL + proven, Optional.empty());
      IncomingRequest asked =
          new IncomingRequest("GET", path, List.of("DPoP " + token), List.of(proof));
      assertThat(((Reason.InvalidProof) refusal(verifier, asked).reason()).fault())
          .isEqualTo(DpopFault.Kind.URI);
    }
  }

  @Test
  void dotsInNamesAndQueriesAreNoDotSegments() throws TokenRefused {
    for (String path : List.of("/files/..a", "/.well-known/a.b", "/files/a...?x=/../y", "/a/...")) {
      String proof = proof("GET", URL + path, Optional.empty());
      verifier.verify(new IncomingRequest("GET", path, List.of("DPoP " + token), List.of(proof)));
    }
  }

  // RFC 9449 7.2
  @Test
  void aBoundTokenIsRefusedAsABearerToken() {
    String proof = proof(Optional.empty());
    TokenRefused refused = refusal(verifier, request("Bearer " + token, proof));
    assertThat(fault(refused)).isEqualTo(TokenFault.Kind.BOUND);
    assertThat(refused.headers().get("WWW-Authenticate"))
        .startsWith("Bearer ")
        .contains("error=\"invalid_token\"", ", DPoP algs=");
  }

  @Test
  void theHeaderAloneIsNotEnoughForABoundToken() {
    for (String scheme : List.of("DPoP ", "Bearer ")) {
      assertThatThrownBy(() -> verifier.verify(scheme + token))
          .isInstanceOfSatisfying(
              TokenRefused.class,
              refused -> assertThat(fault(refused)).isEqualTo(TokenFault.Kind.BOUND));
      assertThatThrownBy(() -> verifier.verify(List.of(scheme + token)))
          .isInstanceOf(TokenRefused.class);
    }
  }

  @Test
  void aBearerTokenIsNotProvedByAnything() throws TokenRefused {
    String bearer = issuer.bearer();
    TokenRefused refused =
        refusal(
            verifier,
            request("DPoP" + bearer.substring("Bearer".length()), proof(Optional.empty())));
    assertThat(fault(refused)).isEqualTo(TokenFault.Kind.UNBOUND);
    verifier.verify(request(bearer, "passed over"));
  }

  @Test
  void theKeyOfTheProofIsTheKeyOfTheToken() {
    String others =
        new ProofKey(SigningKey.fresh())
            .proof(
                "GET",
                URI.create(URL + "/files/a"),
                Optional.of(token),
                Optional.empty(),
                Instant.now());
    badProof(DpopFault.Kind.OTHER_KEY, others);
  }

  @Test
  void anApiThatDemandsProofNamesNoOtherScheme() {
    try (Verifier demanding = builder().requireDpop().build()) {
      IncomingRequest two =
          new IncomingRequest("GET", PATH, List.of("DPoP a", "DPoP b"), List.of());
      for (IncomingRequest malformed :
          List.of(two, request("Bearer"), request("DPoP"), request("DPoP a b"))) {
        TokenRefused refused = refusal(demanding, malformed);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().get("WWW-Authenticate"))
            .startsWith("DPoP realm=\"api\", error=\"invalid_request\"")
            .contains("algs=")
            .doesNotContain("Bearer");
      }
    }
  }

  /** Though one that is bound to a certificate would do: whoever has one needs no telling. */
  @Test
  void anApiThatKeepsToFapi2TellsOfKeysAlone() throws TokenRefused {
    try (Verifier strict = builder().fapi2().build()) {
      for (IncomingRequest bad : List.of(request("Bearer"), request(issuer.bearer()))) {
        assertThat(refusal(strict, bad).headers().get("WWW-Authenticate"))
            .startsWith("DPoP ")
            .doesNotContain("Bearer");
      }
      assertThatThrownBy(() -> strict.verify((String) null))
          .isInstanceOfSatisfying(
              TokenRefused.class,
              none -> assertThat(none.headers().get("WWW-Authenticate")).startsWith("DPoP "));
      strict.verify(request("DPoP " + token, proof(Optional.empty())));
    }
  }

  @Test
  void anApiMayDemandProof() throws TokenRefused {
    try (Verifier demanding = builder().requireDpop().build()) {
      TokenRefused refused = refusal(demanding, request(issuer.bearer()));
      assertThat(fault(refused)).isEqualTo(TokenFault.Kind.UNBOUND);
      assertThat(refused.headers().get("WWW-Authenticate"))
          .startsWith("DPoP ")
          .contains("error=\"invalid_token\"")
          .doesNotContain("Bearer");
      assertThatThrownBy(() -> demanding.verify((String) null))
          .isInstanceOfSatisfying(
              TokenRefused.class,
              none ->
                  assertThat(none.headers().get("WWW-Authenticate"))
                      .isEqualTo(
                          "DPoP realm=\"api\", authorization_uri=\""
                              + issuer.issuer
                              + "\", algs=\""
                              + DpopCheck.algorithms()
                              + "\", resource_metadata=\"https://storage.example.com"
                              + "/.well-known/oauth-protected-resource\""));
      demanding.verify(request("DPoP " + token, proof(Optional.empty())));
    }
  }

  // RFC 9449 9
  @Test
  void aNonceMayBeDemanded() throws TokenRefused {
    try (Verifier demanding = builder().requireDpopNonce().build()) {
      TokenRefused refused = refusal(demanding, request("DPoP " + token, proof(Optional.empty())));
      assertThat(refused.headers().get("WWW-Authenticate")).contains("error=\"use_dpop_nonce\"");
      Optional<String> nonce = Optional.ofNullable(refused.headers().get("DPoP-Nonce"));
      assertThat(nonce).hasValueSatisfying(text -> assertThat(text).matches("[A-Za-z0-9_-]{22}"));
      // RFC 9449 8.2
      assertThat(refused.headers()).containsEntry("Cache-Control", "no-store");
      demanding.verify(request("DPoP " + token, proof(nonce)));
      try (Verifier another = builder().requireDpopNonce().build()) {
        assertThat(refusal(another, request("DPoP " + token, proof(nonce))).code())
            .isEqualTo("proof_nonce");
      }
      // One that demands none gave none: whatever is sent is of somebody else.
      verifier.verify(request("DPoP " + token, proof(nonce)));
    }
  }

  @Test
  void aLackingScopeIsToldInTheSchemeThatWasUsed() throws TokenRefused {
    Verified verified = verifier.verify(request("DPoP " + token, proof(Optional.empty())));
    assertThatThrownBy(() -> verified.require("archive:write"))
        .isInstanceOfSatisfying(
            TokenRefused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(403);
              assertThat(refused.headers().get("WWW-Authenticate"))
                  .startsWith("DPoP realm=\"api\", error=\"insufficient_scope\"");
            });
  }

  @Test
  void ofFiftyCopiesOfOneProofAtOnceOneIsTaken() throws Exception {
    IncomingRequest request = request("DPoP " + token, proof(Optional.empty()));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> copies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        copies.add(() -> {
          try {
            verifier.verify(request);
            return true;
          } catch (TokenRefused refused) {
            assertThat(refused.code()).isEqualTo("proof_replayed");
            return false;
          }
        });
      }
      int taken = 0;
      for (Future<Boolean> each : threads.invokeAll(copies)) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void unlessChosenTheAddressIsThatOfTheApisIdentifier() throws TokenRefused {
    String issued = issuer.issuer.text();
    try (Verifier usual = Verifier.of(issued, LiveIssuer.AUDIENCE)) {
      usual.verify(
          request(
              "DPoP " + token, proof("GET", LiveIssuer.AUDIENCE + "/files/a", Optional.empty())));
    }
    VerifierBuilder nowhere = Verifier.builder(issued, "urn:storage").requireDpop();
    assertThatThrownBy(nowhere::build).isInstanceOf(IllegalStateException.class);
    VerifierBuilder strict = Verifier.builder(issued, "urn:storage").fapi2();
    assertThatThrownBy(strict::build).isInstanceOf(IllegalStateException.class);
    for (String bad : List.of("", "api.example.com", "https://a.example/?q", "ftp://a.example")) {
      assertThatThrownBy(() -> nowhere.externalUrl(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsRefusedIsCountedByItsReason() {
    badProof(DpopFault.Kind.MISSING);
    assertThat(verifier.status().refused()).containsEntry("proof_missing", 1L);
  }

  @Test
  void aRequestDoesNotShowItsHeaders() {
    assertThat(request("DPoP secret", "proof").toString())
        .isEqualTo("IncomingRequest[GET /files/a?x=1]");
  }
}
