package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;

final class ThumbprintTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private static String of(String jwk) throws JsonFault {
    JsonObject json = JSON.object(jwk.getBytes(StandardCharsets.UTF_8));
    return PublicJwk.register(json).thumbprint().text();
  }

  /** RFC 9449 sections 4.1 and 6.1. */
  @Test
  void theExampleOfRfc9449HasItsThumbprint() throws JsonFault {
    assertThat(
            of(
                "{\"kty\":\"EC\",\"x\":\"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs\","
                    + "\"y\":\"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA\",\"crv\":\"P-256\"}"))
        .isEqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  }

  @Test
  void nimbusComesToTheSameForKeysOfEveryKind() throws Exception {
    // Many, so that there are coordinates with leading zeros among them.
    for (int i = 0; i < 300; i++) {
      ECPublicKey key = (ECPublicKey) SignedTokens.pair("EC").getPublic();
      JWK theirs = new ECKey.Builder(com.nimbusds.jose.jwk.Curve.P_256, key).build();
      assertThat(PublicJwk.of(key, SignatureAlgorithm.ES256).thumbprint().text())
          .isEqualTo(theirs.computeThumbprint().toString());
    }
    RSAPublicKey rsa = (RSAPublicKey) SignedTokens.RSA.getPublic();
    assertThat(PublicJwk.of(rsa, SignatureAlgorithm.PS256).thumbprint().text())
        .isEqualTo(new RSAKey.Builder(rsa).build().computeThumbprint().toString());
  }

  @Test
  void oneKeyHasOneSpellingAndSoOneThumbprint() throws JsonFault {
    RSAPublicKey key = (RSAPublicKey) SignedTokens.RSA.getPublic();
    String n = PublicJwk.of(key, SignatureAlgorithm.PS256).bare().string("n");
    String usual = of("{\"kty\":\"RSA\",\"alg\":\"PS256\",\"e\":\"AQAB\",\"n\":\"" + n + "\"}");
    String members = "\",\"kty\":\"RSA\",\"alg\":\"RS256\",\"n\":\"" + n + "\"}";
    assertThat(of("{\"e\":\"AQAB" + members)).isEqualTo(usual);
    assertThatThrownBy(() -> of("{\"e\":\"AAEAAQ" + members)).isInstanceOf(JsonFault.class);
  }

  @Test
  void whatIsNoThumbprintIsRefused() {
    String good = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    assertThat(Thumbprint.parse(good)).contains(new Thumbprint(good));
    for (String bad :
        new String[] {"", good + "I", good.substring(1), good.replace('-', '+'), good + "="}) {
      assertThat(Thumbprint.parse(bad)).isEmpty();
    }
    // Bits that are left over must be zero.
    String other = good.substring(0, 42) + "J";
    assertThat(Thumbprint.parse(other)).isEmpty();
    assertThatThrownBy(() -> new Thumbprint(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
