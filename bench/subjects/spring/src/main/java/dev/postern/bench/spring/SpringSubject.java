package dev.postern.bench.spring;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * An authorization server with one client and one key, everything in memory, and otherwise what
 * Spring Boot configures by itself. The properties {@code subject.*} are in application.properties.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringSubject {

  public static void main(String[] args) {
    if (List.of(args).contains("--subject.signatures=corretto")) {
      // On the class path in that case, and no dependency of this server.
      ServiceLoader.load(Provider.class).stream()
          .filter(each -> each.type().getSimpleName().equals("AmazonCorrettoCryptoProvider"))
          .forEach(each -> Security.insertProviderAt(each.get(), 1));
    }
    SpringApplication.run(SpringSubject.class, args);
  }

  /**
   * What Spring uses where nobody chooses: bcrypt. Or, to see the rest, an encoder that only
   * compares.
   */
  @Bean
  PasswordEncoder secrets(@Value("${subject.secrets}") String kind) {
    return switch (kind) {
      case "bcrypt" -> PasswordEncoderFactories.createDelegatingPasswordEncoder();
      case "compare" -> new Comparing();
      default -> throw new IllegalArgumentException("subject.secrets is bcrypt or compare");
    };
  }

  @Bean
  RegisteredClientRepository clients(
      PasswordEncoder secrets,
      @Value("${subject.client}") String client,
      @Value("${subject.secret}") String secret,
      @Value("${subject.scope}") String scope) {
    return new InMemoryRegisteredClientRepository(
        RegisteredClient.withId(client)
            .clientId(client)
            .clientSecret(secrets.encode(secret))
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .scope(scope)
            .tokenSettings(
                TokenSettings.builder().accessTokenTimeToLive(Duration.ofHours(1)).build())
            .build());
  }

  @Bean
  JWKSource<SecurityContext> keys(@Value("${subject.algorithm}") SignatureAlgorithm algorithm)
      throws JOSEException {
    return new ImmutableJWKSet<>(new JWKSet(key(algorithm)));
  }

  private static JWK key(SignatureAlgorithm algorithm) throws JOSEException {
    return switch (algorithm) {
      case ES256 ->
          new ECKeyGenerator(Curve.P_256)
              .keyID("1")
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .generate();
      case RS256 ->
          new RSAKeyGenerator(2048)
              .keyID("1")
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .generate();
      default -> throw new IllegalArgumentException("subject.algorithm is ES256 or RS256");
    };
  }

  /** Access tokens are RS256 and for the client itself until somebody says otherwise. */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> accessToken(
      @Value("${subject.algorithm}") SignatureAlgorithm algorithm,
      @Value("${subject.audience}") String audience) {
    List<String> audiences = List.of(audience);
    return context -> {
      context.getJwsHeader().algorithm(algorithm);
      context
          .getClaims()
          .audience(audiences)
          .claim("client_id", context.getRegisteredClient().getClientId());
    };
  }
}
