package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.DpopChallenge;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal with its answer, and what a cached verdict still asks. */
class VerifierTest {

  private static final String METADATA =
      "https://storage.example.com/.well-known/oauth-protected-resource";

  private LiveIssuer issuer;
  private Verifier verifier;

  @BeforeEach
  void start() throws Exception {
    issuer = new LiveIssuer();
    verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE);
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
  }

  @AfterEach
  void stop() {
    verifier.close();
    issuer.close();
  }

  private TokenRefused refused(@Nullable String header, String... scopes) {
    return catchThrowableOfType(TokenRefused.class, () -> verifier.verify(header).require(scopes));
  }

  @Test
  void aGoodTokenPassesWithWhatItPermits() throws TokenRefused {
    AccessToken token = verifier.verify(issuer.bearer()).require("archive:read");
    assertThat(token.clientId().text()).isEqualTo("reader");
    assertThat(token.scopes()).isEqualTo(Scopes.of("archive:list", "archive:read"));
    String header = "bEARER  " + issuer.bearer().substring(7);
    assertThat(verifier.verify(header).require()).isNotNull();
    assertThat(verifier.verify(List.of(header)).require(Scopes.of("archive:list"))).isNotNull();
    assertThat(verifier.status().accepted()).isEqualTo(3);
  }

  @Test
  void aRequestWithoutATokenIsCounted() {
    assertThat(verifier.status().refused()).doesNotContainKey("no_token");
    assertThat(refused("Basic YTpi").code()).isEqualTo("no_token");
    assertThat(refused(null).code()).isEqualTo("no_token");
    assertThat(catchThrowableOfType(TokenRefused.class, () -> verifier.verify(List.of())).code())
        .isEqualTo("no_token");
    assertThat(verifier.status().refused()).containsEntry("no_token", 3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "", "Bearerx", "DPoPx abc", "DPo", "Bear"})
  void withoutATokenTheChallengeNamesNoError(String header) {
    TokenRefused refused = refused(header);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.code()).isEqualTo("no_token");
    assertThat(refused.headers())
        .isEqualTo(
            Map.of(
                "WWW-Authenticate",
                "Bearer realm=\"api\", authorization_uri=\""
                    + issuer.issuer
                    + "\", resource_metadata=\""
                    + METADATA
                    + "\", "
                    + DpopChallenge.offer()));
    assertThat(refused(null).headers()).isEqualTo(refused.headers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer =",
        "Bearer a b",
        "Bearer a,b",
        "Bearer a=b",
        "Bearer \"a\"",
        "Bearer a ",
        "Bearer ä",
        "Bearer a\tb",
        "Bearer a\0"
      })
  void whatIsNoB64tokenIsAMalformedRequest(String header) {
    TokenRefused refused = refused(header);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("malformed_request");
    assertThat(refused.headers().get("WWW-Authenticate"))
        .startsWith("Bearer realm=\"api\", error=\"invalid_request\"");
  }

  @Test
  void twoAuthorizationHeadersAreAMalformedRequestEvenIfBothAreGood() {
    String good = issuer.bearer();
    TokenRefused refused =
        catchThrowableOfType(TokenRefused.class, () -> verifier.verify(List.of(good, good)));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(catchThrowableOfType(TokenRefused.class, () -> verifier.verify(List.of())).code())
        .isEqualTo("no_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b.c", "a.b", "e30.e30.e30=", "e30.e30.", "+/.+/.+/"})
  void whatIsNoTokenIsInvalid(String text) {
    TokenRefused refused = refused("Bearer " + text);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.code()).isEqualTo("token_malformed");
    assertThat(refused.headers().get("WWW-Authenticate"))
        .isEqualTo(
            "Bearer realm=\"api\", error=\"invalid_token\","
                + " error_description=\"the token is malformed\", resource_metadata=\""
                + METADATA
                + "\", "
                + DpopChallenge.offer());
  }

  @Test
  void everyOtherFaultOfATokenIsInvalidTokenWithItsCode() {
    long now = Instant.now().getEpochSecond();
    assertThat(code(issuer.claims().put("iss", "https://evil.example.com/")))
        .isEqualTo("token_issuer");
    assertThat(code(issuer.claims().put("aud", "https://other.example.com")))
        .isEqualTo("token_audience");
    assertThat(code(issuer.claims().put("exp", now - 31))).isEqualTo("token_expired");
    assertThat(code(issuer.claims().put("nbf", now + 60))).isEqualTo("token_not_yet_valid");
    assertThat(code(issuer.claims().put("sid", "x"))).isEqualTo("token_claims");
    assertThat(code(issuer.claims().put("cnf", JsonObject.EMPTY))).isEqualTo("token_bound");
    JsonObject claims = issuer.claims().build();
    assertThat(refused("Bearer " + issuer.tokenKey.jws("jwt", claims)).code())
        .isEqualTo("token_type");
    Signing twin = Signing.key("token-1");
    assertThat(refused("Bearer " + twin.jws("at+jwt", claims)).code()).isEqualTo("token_signature");
    assertThat(verifier.status().cachedTokens()).isZero();
    assertThat(verifier.status().refused()).containsEntry("token_claims", 1L).hasSize(8);
  }

  private String code(JsonObject.Builder claims) {
    TokenRefused refused = refused(issuer.bearer(claims.build()));
    assertThat(refused.status()).isEqualTo(401);
    return refused.code();
  }

  @Test
  void aLackingScopeIs403AndNamesWhatIsNeeded() {
    TokenRefused refused = refused(issuer.bearer(), "archive:read", "archive:write");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers())
        .isEqualTo(
            Map.of(
                "WWW-Authenticate",
                "Bearer realm=\"api\", error=\"insufficient_scope\","
                    + " scope=\"archive:read archive:write\", resource_metadata=\""
                    + METADATA
                    + "\""));
    assertThat(
            catchThrowableOfType(
                    TokenRefused.class,
                    () -> verifier.verify(issuer.bearer()).require(Scopes.of("x")))
                .reason())
        .isEqualTo(new Reason.LackingScope(Scopes.of("x"), TokenScheme.BEARER));
    assertThat(verifier.status().accepted()).isZero();
  }

  @Test
  void aCachedTokenStillExpires() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (Verifier held =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE).clock(clock(now)).build()) {
      String header = issuer.bearer();
      AccessToken token = held.verify(header).require();
      assertThat(held.status().cachedTokens()).isEqualTo(1);
      now.set(token.expiresAt().plusMillis(29_999));
      assertThat(held.verify(header).require()).isSameAs(token);
      now.set(token.expiresAt().plusSeconds(30));
      assertThat(catchThrowableOfType(TokenRefused.class, () -> held.verify(header)).code())
          .isEqualTo("token_expired");
      assertThat(held.status().cachedTokens()).isZero();
    }
  }

  private static Clock clock(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }

  @Test
  void theCacheIsBounded() throws Exception {
    try (Verifier small =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE).cachedTokens(10).build()) {
      String often = issuer.bearer();
      AccessToken token = small.verify(often).require();
      for (int i = 0; i < 50; i++) {
        assertThat(small.verify(issuer.bearer()).require()).isNotNull();
        assertThat(small.verify(often).require()).isSameAs(token);
        assertThat(small.status().cachedTokens()).isLessThanOrEqualTo(10);
      }
    }
  }

  @Test
  void aTokenInAnotherSpellingOfTheHeaderIsTakenAndItsVerdictIsNotKept() throws Exception {
    try (Verifier held = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE)) {
      String token = issuer.bearer().substring("Bearer ".length());
      for (String start : List.of("bearer ", "BEARER ", "Bearer  ", "Bearer     ")) {
        assertThat(held.verify(start + token).require()).isNotNull();
      }
      assertThat(held.status().cachedTokens()).isZero();
      assertThat(held.verify("Bearer " + token).require()).isNotNull();
      assertThat(held.status().cachedTokens()).isEqualTo(1);
    }
  }

  @Test
  void anIssuerThatIsNotThereIs503AndNeverA401() throws IOException {
    int port;
    try (LiveIssuer gone = new LiveIssuer()) {
      port = gone.port();
    }
    try (Verifier alone =
        Verifier.builder("http://127.0.0.1:" + port + "/", LiveIssuer.AUDIENCE)
            .patience(Duration.ofMillis(300))
            .build()) {
      TokenRefused refused =
          catchThrowableOfType(TokenRefused.class, () -> alone.verify(issuer.bearer()));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("no_keys");
      assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "1"));
    }
  }

  @Test
  void metadataThatNamesAnotherIssuerIsNotUsed() {
    issuer.metadataIssuer = issuer.issuer.text().replace("acme", "evil");
    try (Verifier deceived =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
            .patience(Duration.ofMillis(500))
            .build()) {
      assertThat(
              catchThrowableOfType(TokenRefused.class, () -> deceived.verify(issuer.bearer()))
                  .code())
          .isEqualTo("no_keys");
    }
  }

  @Test
  void whatCannotBeChosenIsRefusedAtOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> Verifier.of("nowhere", "https://a"));
    assertThatIllegalArgumentException().isThrownBy(() -> Verifier.of("https://a/", "a b"));
    VerifierBuilder builder = Verifier.builder("https://a/", "https://b");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.cachedTokens(1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.patience(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.silence(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationPolicy.strict(Duration.ofSeconds(61)));
    assertThatIllegalArgumentException().isThrownBy(() -> RevocationPolicy.strict(Duration.ZERO));
    assertThat(RevocationPolicy.strict(Duration.ofSeconds(60)).limit())
        .isEqualTo(Duration.ofSeconds(60));
  }
}
