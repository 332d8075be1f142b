package dev.postern.bench.jmh;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.postern.verifier.Verifier;
import java.io.IOException;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * The libraries that check tokens here. Each checks signature, times, issuer and audience; only
 * ours knows revocations, and only ours remembers what it has checked.
 */
enum Library {
  /** Postern's verifier, as the README has it. */
  POSTERN {
    @Override
    Judge judge(Given given, String algorithm) throws InterruptedException {
      Verifier verifier = Verifier.of(given.issuer(), given.audience());
      while (verifier.status().stale()) {
        Thread.sleep(20);
      }
      return request -> verifier.verify(request).require();
    }

    @Override
    String request(String token) {
      return "Bearer " + token;
    }
  },

  /** Spring Security's decoder, with the validators that Spring Boot gives it. */
  SPRING {
    @Override
    Judge judge(Given given, String algorithm) throws IOException, ParseException {
      NimbusJwtDecoder decoder =
          NimbusJwtDecoder.withJwkSource(keys(given))
              .jwsAlgorithm(Objects.requireNonNull(SignatureAlgorithm.from(algorithm)))
              .build();
      decoder.setJwtValidator(
          JwtValidators.createDefaultWithValidators(
              List.of(
                  new JwtTypeValidator("at+jwt"),
                  new JwtTimestampValidator(),
                  new JwtIssuerValidator(given.issuer()),
                  new JwtClaimValidator<List<String>>(
                      "aud", aud -> aud != null && aud.contains(given.audience())))));
      return decoder::decode;
    }
  },

  /** Nimbus alone, which Spring's decoder stands on. */
  NIMBUS {
    @Override
    Judge judge(Given given, String algorithm) throws IOException, ParseException {
      DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
      processor.setJWSTypeVerifier(
          new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(JWSAlgorithm.parse(algorithm), keys(given)));
      processor.setJWTClaimsSetVerifier(
          new DefaultJWTClaimsVerifier<>(
              given.audience(),
              new JWTClaimsSet.Builder().issuer(given.issuer()).build(),
              Set.of("exp", "iat", "sub", "client_id", "jti")));
      return request -> processor.process(request, null);
    }
  };

  /** Makes ready to check the tokens of {@code given}, which are signed by {@code algorithm}. */
  abstract Judge judge(Given given, String algorithm) throws Exception;

  /** The request that carries {@code token}. */
  String request(String token) {
    return token;
  }

  private static JWKSource<SecurityContext> keys(Given given) throws IOException, ParseException {
    return new ImmutableJWKSet<>(JWKSet.parse(given.keySet()));
  }
}
