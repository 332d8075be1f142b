package dev.postern.store;

import static dev.postern.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.security.KeyPairGenerator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProfileTest {

  private static final ClientId APP = new ClientId("app_x");

  private static Tenant tenant(Profile profile) {
    return Samples.tenant(TenantName.DEFAULT, 1).under(profile, 2);
  }

  @Test
  void theStricterOfTenantAndAppCounts() {
    App loose = Samples.bareApp(APP, 1);
    App strict = Samples.strictApp(APP, 1);
    assertThat(Profile.of(tenant(Profile.STANDARD), loose)).isEqualTo(Profile.STANDARD);
    assertThat(Profile.of(tenant(Profile.STANDARD), strict)).isEqualTo(Profile.FAPI2);
    assertThat(Profile.of(tenant(Profile.FAPI2), loose)).isEqualTo(Profile.FAPI2);
    assertThat(Profile.of(tenant(Profile.FAPI2), strict)).isEqualTo(Profile.FAPI2);
    assertThat(Profile.FAPI2.stricterThan(Profile.STANDARD)).isTrue();
    assertThat(Profile.STANDARD.stricterThan(Profile.FAPI2)).isFalse();
    assertThat(Profile.FAPI2.stricterThan(Profile.FAPI2)).isFalse();
  }

  @Test
  void fapi2TakesKeysAndCertificatesAndNoSecrets() {
    Credential secret = Samples.credential("cred_1", APP, 1);
    Credential imported = Samples.importedCredential("cred_2", APP, 1);
    Credential set = Samples.keySetCredential("cred_3", APP, 1);
    assertThat(Profile.FAPI2.takes(secret) || Profile.FAPI2.takes(imported)).isFalse();
    assertThat(Profile.FAPI2.takes(set)).isTrue();
    assertThat(Profile.FAPI2.takes(Samples.certificateCredential("cred_4", APP, 1))).isTrue();
    assertThat(Profile.STANDARD.takes(secret) && Profile.STANDARD.takes(imported)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void andOfKeysThoseForThreeAlgorithms(SignatureAlgorithm algorithm) throws Exception {
    KeyPairGenerator generator =
        switch (algorithm) {
          case ES256, ES384 -> KeyPairGenerator.getInstance("EC");
          case RS256, PS256 -> KeyPairGenerator.getInstance("RSA");
          case EDDSA -> KeyPairGenerator.getInstance("Ed25519");
        };
    switch (algorithm) {
      case ES256 -> generator.initialize(256);
      case ES384 -> generator.initialize(384);
      case RS256, PS256 -> generator.initialize(2048);
      case EDDSA -> {}
    }
    PublicJwk key = PublicJwk.of(generator.generateKeyPair().getPublic(), algorithm);
    Credential credential =
        new KeyCredential(
            new CredentialId("cred_1"), APP, key, AssertionRules.USUAL, NOW, null, 1, 1);
    boolean sound = algorithm != SignatureAlgorithm.RS256 && algorithm != SignatureAlgorithm.ES384;
    assertThat(Profile.FAPI2.takes(credential)).isEqualTo(sound);
    assertThat(Profile.FAPI2.algorithms().contains(algorithm)).isEqualTo(sound);
    assertThat(Profile.STANDARD.takes(credential)).isTrue();
  }

  @Test
  void aChallengeNamesTheSchemeThatATokenHasToHave() {
    assertThat(Profile.STANDARD.scheme(Proof.NONE)).isEqualTo(TokenScheme.BEARER);
    assertThat(Profile.STANDARD.scheme(Proof.DPOP)).isEqualTo(TokenScheme.DPOP);
    assertThat(Profile.FAPI2.scheme(Proof.NONE)).isEqualTo(TokenScheme.DPOP);
    assertThat(Profile.FAPI2.scheme(Proof.DPOP)).isEqualTo(TokenScheme.DPOP);
    assertThat(Profile.FAPI2.scheme(Proof.MTLS)).isEqualTo(TokenScheme.BEARER);
    assertThat(Profile.FAPI2.scheme(Proof.ANY)).isEqualTo(TokenScheme.BEARER);
  }

  @Test
  void fapi2WantsBoundTokensAndShortAssertionsForTheIssuer() {
    assertThat(Profile.FAPI2.takes(Binding.none())).isFalse();
    assertThat(Profile.STANDARD.takes(Binding.none())).isTrue();
    assertThat(Profile.FAPI2.longestAssertion()).isEqualTo(Duration.ofMinutes(1));
    assertThat(Profile.STANDARD.longestAssertion()).isEqualTo(Duration.ofMinutes(5));
    assertThat(Profile.FAPI2.tokenEndpointAudience()).isFalse();
    assertThat(Profile.STANDARD.tokenEndpointAudience()).isTrue();
  }
}
