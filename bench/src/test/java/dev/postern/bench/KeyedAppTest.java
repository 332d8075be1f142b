package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SigningKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedAppTest {

  private static final Issuer ISSUER = new Issuer("http://127.0.0.1:8080/");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static final URI ENDPOINT = URI.create("http://127.0.0.1:8080/service/oauth/token");

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
  void aProofIsTakenOnceForATokenRequestAndShowsTheKeyThatItsNameIsOf() throws Exception {
    DpopCheck check = new DpopCheck(new Replays(10), false);
    DpopCheck.Target target =
        DpopCheck.Target.of(new Replays.Owner("", "app_one"), "POST", List.of(ENDPOINT.toString()));
    List<String> proof = List.of(app.proof(ENDPOINT, NOW));

    assertThat(check.check(proof, target, Optional.empty(), NOW).thumbprint().text())
        .isEqualTo(app.thumbprint())
        .isEqualTo(ECKey.parse(key.publicKey().text()).computeThumbprint().toString());
    assertThatThrownBy(() -> check.check(proof, target, Optional.empty(), NOW))
        .isInstanceOf(DpopFault.class);
  }

  @Test
  void proofsAreLinesOfOneAppAfterAnotherEachBeforeATabAndItsSecret(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("proofs");
    KeyedApp other = new KeyedApp("app_two", "psst", KeyedApp.newKey());

    KeyedApp.writeProofs(file, List.of(app, other), ENDPOINT, 3);

    List<String[]> lines =
        Files.readAllLines(file).stream().map(line -> line.split("\t", -1)).toList();
    assertThat(lines.stream().map(line -> line[1]))
        .containsExactly(app.bySecret(), other.bySecret(), app.bySecret());
    assertThat(lines.stream().map(line -> key(line[0])))
        .containsExactly(app.thumbprint(), other.thumbprint(), app.thumbprint());
    assertThat(lines.stream().map(line -> claims(line[0]).getJWTID())).doesNotHaveDuplicates();
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

  /** The thumbprint of the key that a proof shows. */
  private static String key(String proof) {
    try {
      return SignedJWT.parse(proof).getHeader().getJWK().computeThumbprint().toString();
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWTClaimsSet claims(String jwt) {
    try {
      return SignedJWT.parse(jwt).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
