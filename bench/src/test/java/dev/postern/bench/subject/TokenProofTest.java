package dev.postern.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenProofTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final URI HERE = URI.create("http://127.0.0.1:8080/");
  private static final Invitation INVITATION =
      new Invitation(
          HERE, "client_id=me&client_secret=s", HERE, "iss", "aud", "read", Duration.ZERO);

  private ECKey key;

  @BeforeEach
  void makeAKey() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
  }

  @Test
  void aTokenThatSaysWhatWasAskedForHasNoProblem() throws Exception {
    assertThat(problem(claims -> claims)).isEmpty();
  }

  @Test
  void eachClaimThatIsNotAsAskedForIsNamed() throws Exception {
    assertThat(problem(claims -> claims.issuer("other"))).contains("iss");
    assertThat(problem(claims -> claims.audience("other"))).contains("aud");
    assertThat(problem(claims -> claims.claim("scope", "write readers"))).contains("scope");
    assertThat(problem(claims -> claims.claim("client_id", "you"))).contains("the client");
    assertThat(problem(claims -> claims.issueTime(null))).contains("iat");
    assertThat(problem(claims -> claims.expirationTime(Date.from(NOW)))).contains("exp");
  }

  @Test
  void anotherKeysSignatureIsNone() throws Exception {
    String token = token(claims -> claims);
    makeAKey();

    assertThat(TokenProof.problem(token, keys(), INVITATION, "ES256", NOW))
        .contains("the signature");
  }

  @Test
  void anotherAlgorithmIsNotWhatWasAskedFor() throws Exception {
    assertThat(TokenProof.problem(token(claims -> claims), keys(), INVITATION, "RS256", NOW))
        .contains("alg");
  }

  @Test
  void aTokenThatIsBoundToTheKeyHasNoProblem() throws Exception {
    assertThat(unbound("DPoP", Map.of("jkt", "print"))).isEmpty();
  }

  @Test
  void aBearerTokenOrOneThatIsBoundToAnotherKeyIsNotBoundToThisOne() throws Exception {
    assertThat(unbound("Bearer", Map.of("jkt", "print"))).contains("token_type");
    assertThat(unbound("DPoP", Map.of("jkt", "other"))).contains("cnf");
    assertThat(unbound("DPoP", Map.of())).contains("cnf");
    assertThat(TokenProof.unbound(answer("DPoP", token(claims -> claims)), "print"))
        .contains("cnf");
  }

  private Optional<String> unbound(String type, Map<String, String> confirmation) throws Exception {
    return TokenProof.unbound(
        answer(type, token(claims -> claims.claim("cnf", confirmation))), "print");
  }

  private static Map<String, Object> answer(String type, String token) {
    return Map.of("token_type", type, "access_token", token);
  }

  private Optional<String> problem(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return TokenProof.problem(token(change), keys(), INVITATION, "ES256", NOW);
  }

  private JWKSet keys() {
    return new JWKSet(key.toPublicJWK());
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer("iss")
            .audience("aud")
            .claim("client_id", "me")
            .claim("scope", "read write")
            .issueTime(Date.from(NOW))
            .expirationTime(Date.from(NOW.plusSeconds(60)));
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(),
            change.apply(claims).build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }
}
