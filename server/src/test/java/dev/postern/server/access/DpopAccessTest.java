package dev.postern.server.access;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.store.BuiltInApi.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.DpopChallenge;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.token.SigningKey;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.AccessChallenge;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.Proof;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bound tokens at the built-in APIs (RFC 9449 section 7). */
final class DpopAccessTest {

  private static final String PATH = "/identity/v2/manage/account";
  private static final URI ADDRESS = URI.create("http://127.0.0.1:8080" + PATH);
  private static final URI FEED = URI.create("http://127.0.0.1:8080/service/oauth/revocations");
  private static final URI ENDPOINT = URI.create("http://127.0.0.1:8080/service/oauth/token");

  private final TokenSite site = new TokenSite();
  private final ProofKey key = new ProofKey(SigningKey.fresh());
  private final Client client = site.app(HOME);
  private final String plain;
  private final String bound;

  DpopAccessTest() throws Refusal {
    Api api = site.tenant(HOME).api(IDENTITY).orElseThrow();
    site.grant(client, api, "profile:read");
    plain = site.token(client);
    String proof = key.proof("POST", ENDPOINT, Optional.empty(), Optional.empty(), site.now());
    Shown shown = new Shown(List.of(proof), "POST", ENDPOINT.getPath());
    bound =
        new String(
            site.issuance
                .issue(new TokenRequest(HOME, client.proof(), TokenSite.anything(), shown))
                .token()
                .reveal(),
            StandardCharsets.US_ASCII);
  }

  private String proof(String token) {
    return key.proof("GET", ADDRESS, Optional.of(token), Optional.empty(), site.now());
  }

  private Caller check(String authorization, String... proofs) throws Refusal {
    Shown shown = new Shown(List.of(proofs), "GET", PATH);
    return site.access.check(
        HOME, IDENTITY, new Presented(List.of(authorization), shown, "127.0.0.1"), site.now());
  }

  private Reason refusal(String authorization, String... proofs) {
    try {
      check(authorization, proofs);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  private void badProof(DpopFault.Kind kind, String... proofs) {
    Reason reason = refusal("DPoP " + bound, proofs);
    assertThat(reason)
        .isInstanceOfSatisfying(
            ProofReason.class, proof -> assertThat(proof.kind()).isEqualTo(kind));
    AccessChallenge challenge =
        AccessChallenge.of((ProofReason) reason, IDENTITY, site.address.issuer(HOME));
    assertThat(challenge.status()).isEqualTo(401);
    String code =
        switch (kind) {
          case NONCE -> "use_dpop_nonce";
          case OTHER_KEY -> "invalid_token";
          default -> "invalid_dpop_proof";
        };
    assertThat(challenge.headers().single("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP ")
        .contains("error=\"" + code + "\"", "algs=\"" + DpopCheck.algorithms() + "\"");
    assertThat(challenge.headers().all("DPoP-Nonce")).hasSize(1);
  }

  private static Reason bad(TokenFault.Kind kind, TokenScheme scheme) {
    return new AccessReason.BadToken(kind, scheme);
  }

  @Test
  void aBoundTokenOpensWithItsProofWhateverTheCaseOfTheScheme() throws Refusal {
    for (String scheme : List.of("DPoP ", "dpop ", "DPOP   ")) {
      assertThat(check(scheme + bound, proof(bound)).clientId()).isEqualTo(client.id());
    }
  }

  @Test
  void aBoundTokenIsNoBearerToken() {
    assertThat(refusal("Bearer " + bound))
        .isEqualTo(bad(TokenFault.Kind.BOUND, TokenScheme.BEARER));
    assertThat(refusal("Bearer " + bound, proof(bound)))
        .isEqualTo(bad(TokenFault.Kind.BOUND, TokenScheme.BEARER));
  }

  @Test
  void aBearerTokenIsNotProvedByAnything() throws Refusal {
    assertThat(refusal("DPoP " + plain, proof(plain)))
        .isEqualTo(bad(TokenFault.Kind.UNBOUND, TokenScheme.DPOP));
    assertThat(check("Bearer " + plain, "passed over").clientId()).isEqualTo(client.id());
  }

  @Test
  void aProofStandsForItsRequestAlone() {
    badProof(DpopFault.Kind.MISSING);
    badProof(DpopFault.Kind.SEVERAL, proof(bound), proof(bound));
    badProof(DpopFault.Kind.MALFORMED, "x");
    badProof(DpopFault.Kind.TOKEN, proof(plain));
    badProof(
        DpopFault.Kind.CLAIMS,
        key.proof("GET", ADDRESS, Optional.empty(), Optional.empty(), site.now()));
    badProof(
        DpopFault.Kind.METHOD,
        key.proof("PUT", ADDRESS, Optional.of(bound), Optional.empty(), site.now()));
    badProof(
        DpopFault.Kind.URI,
        key.proof("GET", ENDPOINT, Optional.of(bound), Optional.empty(), site.now()));
    badProof(
        DpopFault.Kind.NONCE,
        key.proof("GET", ADDRESS, Optional.of(bound), Optional.of("x"), site.now()));
    badProof(
        DpopFault.Kind.TIME,
        key.proof(
            "GET", ADDRESS, Optional.of(bound), Optional.empty(), site.now().minusSeconds(61)));
  }

  @Test
  void aProofIsUsedOnce() throws Refusal {
    String once = proof(bound);
    check("DPoP " + bound, once);
    badProof(DpopFault.Kind.REPLAYED, once);
  }

  @Test
  void theKeyOfTheProofIsTheKeyOfTheToken() {
    String other =
        new ProofKey(SigningKey.fresh())
            .proof("GET", ADDRESS, Optional.of(bound), Optional.empty(), site.now());
    badProof(DpopFault.Kind.OTHER_KEY, other);
  }

  @Test
  void aLackingScopeIsToldInTheSchemeThatWasUsed() throws Refusal {
    Caller caller = check("DPoP " + bound, proof(bound));
    try {
      caller.require("profile:create");
    } catch (Refusal refusal) {
      assertThat(refusal.reason())
          .isEqualTo(new AccessReason.LacksScope(Scopes.of("profile:create"), TokenScheme.DPOP));
      AccessChallenge challenge =
          AccessChallenge.of((AccessReason) refusal.reason(), IDENTITY, site.address.issuer(HOME));
      assertThat(challenge.headers().single("WWW-Authenticate").orElseThrow())
          .startsWith("DPoP ")
          .contains("error=\"insufficient_scope\"");
      return;
    }
    throw new AssertionError("let in");
  }

  @Test
  void aTokenThatDoesNotStandIsRefusedBeforeItsProof() {
    String once = proof(bound);
    site.at(site.now().plusSeconds(100_000));
    assertThat(refusal("DPoP " + bound, once))
        .isEqualTo(bad(TokenFault.Kind.EXPIRED, TokenScheme.DPOP));
  }

  private Acquaintance atTheFeed(String authorization, String... proofs) {
    Shown shown = new Shown(List.of(proofs), "GET", FEED.getPath());
    return site.access.acquaintance(
        HOME, new Presented(List.of(authorization), shown, "127.0.0.1"), site.now());
  }

  private String feedProof(Optional<String> nonce) {
    return key.proof("GET", FEED, Optional.of(bound), nonce, site.now());
  }

  @Test
  void aBoundTokenKeepsAPlaceAtTheFeedWithItsProofAlone() {
    Api api = site.tenant(HOME).api(IDENTITY).orElseThrow();
    site.change(
        client,
        parts ->
            new TokenSite.Parts(
                parts.status(), parts.allowedIps(), parts.limits(), Set.of(api.id())));
    assertThat(atTheFeed("DPoP " + bound, feedProof(Optional.empty())).app()).contains(client.id());
    assertThat(atTheFeed("DPoP " + bound).app()).as("no proof").isEmpty();
    assertThat(atTheFeed("Bearer " + bound).app()).as("borne").isEmpty();
    assertThat(atTheFeed("Bearer " + bound, feedProof(Optional.empty())).app()).isEmpty();
    assertThat(atTheFeed("DPoP " + bound, proof(bound)).app()).as("for another").isEmpty();
    String once = feedProof(Optional.empty());
    assertThat(atTheFeed("DPoP " + bound, once).app()).isPresent();
    assertThat(atTheFeed("DPoP " + bound, once).app()).as("used before").isEmpty();
  }

  // RFC 9449 9
  @Test
  void whoseProofDoesNotStandAtTheFeedIsSuppliedWithTheNonceForTheNext() {
    Acquaintance stranger = atTheFeed("DPoP " + bound, feedProof(Optional.of("x")));
    assertThat(stranger.app()).isEmpty();
    Acquaintance again = atTheFeed("DPoP " + bound, feedProof(stranger.nonce()));
    assertThat(again.nonce()).as("it acts for no API, but its proof stands").isEmpty();
  }

  private static String challenge(Reason reason, Issuer issuer) {
    return AccessChallenge.of((AccessReason) reason, IDENTITY, issuer)
        .headers()
        .single("WWW-Authenticate")
        .orElseThrow();
  }

  @Test
  void bothSchemesAreOffered() {
    Reason none = new AccessReason.NoToken(TokenScheme.BEARER);
    assertThat(challenge(none, site.address.issuer(HOME)))
        .startsWith("Bearer realm=\"api\", resource_metadata=")
        .endsWith(", " + DpopChallenge.offer())
        .doesNotContain("error");
  }

  // RFC 9449 7.1
  @Test
  void whereBoundTokensAloneAreTakenNoOtherSchemeIsNamed() {
    site.demand(site.tenant(HOME).api(IDENTITY).orElseThrow(), Proof.DPOP);
    for (Reason reason :
        List.of(refusalOf(), refusalOf("Bearer"), refusalOf("Bearer x"), refusalOf("DPoP x"))) {
      assertThat(challenge(reason, site.address.issuer(HOME)))
          .startsWith("DPoP realm=\"api\", ")
          .contains("algs=\"", "resource_metadata=")
          .doesNotContain("Bearer");
    }
    assertThat(refusalOf()).isEqualTo(new AccessReason.NoToken(TokenScheme.DPOP));
    assertThat(challenge(refusalOf(), site.address.issuer(HOME))).doesNotContain("error");
    assertThat(challenge(refusalOf("Bearer"), site.address.issuer(HOME)))
        .contains("error=\"invalid_request\"");
  }

  private Reason refusalOf(String... authorization) {
    Presented presented = new Presented(List.of(authorization), Shown.NOTHING, "127.0.0.1");
    try {
      throw new AssertionError(site.access.check(HOME, IDENTITY, presented, site.now()));
    } catch (Refusal refusal) {
      return refusal.reason();
    }
  }
}
