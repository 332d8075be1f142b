package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every signature algorithm, from the request to a resource server that knows the issuer alone. */
final class Rfc9068_2_1AlgorithmsTest {

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Shows("R-9068-2")
  @ParameterizedTest
  @EnumSource
  void aTokenIsVerifiedByThePublishedKeys(SignatureAlgorithm algorithm) throws Exception {
    String identifier = "https://" + algorithm.text().toLowerCase(Locale.ROOT) + ".example.com";
    Caller app = server.app("app of " + algorithm);
    server.grant(app, server.api(identifier, algorithm, "go"), "go");
    String token = app.token(identifier);

    JWSObject jws = JWSObject.parse(token);
    assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo(algorithm.text());
    String published = Answer.to(HttpCall.get(app.uri("service/oauth/jwks"))).body();
    JWK key = JWKSet.parse(published).getKeyByKeyId(jws.getHeader().getKeyID());
    assertThat(key.getAlgorithm().getName()).isEqualTo(algorithm.text());
    // Nimbus leaves EdDSA to a library that is not here; the verifier below has it from the JDK.
    if (algorithm != SignatureAlgorithm.EDDSA) {
      JWSVerifier other =
          algorithm.text().startsWith("ES")
              ? new ECDSAVerifier(key.toECKey())
              : new RSASSAVerifier(key.toRSAKey());
      assertThat(jws.verify(other)).isTrue();
    }
    try (Verifier verifier = Verifier.of(app.issuer(), identifier)) {
      AccessToken checked = verifier.verify("Bearer " + token).require("go");
      assertThat(checked.clientId().text()).isEqualTo(app.id());
      assertThat(checked.key().text()).isEqualTo(key.getKeyID());
    }
  }
}
