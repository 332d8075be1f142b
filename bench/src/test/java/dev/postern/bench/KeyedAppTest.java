package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedAppTest {

  private static final Issuer ISSUER = new Issuer("http://127.0.0.1:8080/");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final SigningKey key = KeyedApp.newKey();
  private final KeyedApp app = new KeyedApp("app_one", "hush", key);

  @Test
  void anAssertionSaysWhatPosternWantsToHearAndNothingMore() throws Exception {
    SignedJWT assertion = SignedJWT.parse(app.assertion(ISSUER, NOW));
    JWTClaimsSet claims = assertion.getJWTClaimsSet();

    assertThat(assertion.verify(new ECDSAVerifier(ECKey.parse(key.publicKey().text())))).isTrue();
    assertThat(assertion.getHeader().getKeyID()).isEqualTo(key.id().text());
    assertThat(claims.getIssuer()).isEqualTo("app_one").isEqualTo(claims.getSubject());
    assertThat(claims.getAudience()).containsExactly(ISSUER.text());
    assertThat(claims.getIssueTime()).isEqualTo(NOW);
    assertThat(claims.getExpirationTime()).isEqualTo(NOW.plus(KeyedApp.LIFETIME));
    assertThat(claims.getClaims()).containsOnlyKeys("iss", "sub", "aud", "jti", "iat", "exp");
  }

  @Test
  void assertionsAreOfOneAppAfterAnotherAndNoTwoHaveOneName(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("assertions");
    KeyedApp other = new KeyedApp("app_two", "hush", KeyedApp.newKey());

    KeyedApp.writeAssertions(file, List.of(app, other), ISSUER, 5);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines.stream().map(line -> claims(line).getSubject()))
        .containsExactly("app_one", "app_two", "app_one", "app_two", "app_one");
    assertThat(lines.stream().map(line -> claims(line).getJWTID())).doesNotHaveDuplicates();
  }

  @Test
  void secretsAreLinesThatGoOnWithAForm(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("secrets");

    KeyedApp.writeSecrets(file, List.of(app));

    assertThat(Files.readAllLines(file)).containsExactly("&client_id=app_one&client_secret=hush");
  }

  @Test
  void nobodyReadsASecretInALog() {
    assertThat(app).hasToString("KeyedApp[app_one]");
  }

  private static JWTClaimsSet claims(String jwt) {
    try {
      return SignedJWT.parse(jwt).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
