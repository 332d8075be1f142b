package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.config.DpopConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps of a strict tenant that keep their keys at a URL: which of them vouch for anybody. */
final class Fapi2_5_4_3KeySetsTest {

  private static final SigningKey FIRST = SigningKey.fresh();
  private static final SigningKey SECOND = Fapi2App.key(SignatureAlgorithm.PS256);
  private static final SigningKey RS256 = Fapi2App.key(SignatureAlgorithm.RS256);
  private static final SigningKey ES384 = Fapi2App.key(SignatureAlgorithm.ES384);

  private static KeyHost host;
  private static Fapi2Site site;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys, @TempDir Path hosted) throws Exception {
    host = KeyHost.open(hosted);
    site = new Fapi2Site(data, keys, DpopConfig.Nonce.OPTIONAL, host.allowed());
    site.switchOn();
  }

  @AfterAll
  static void stop() {
    site.close();
    host.close();
  }

  /** A new app, by its operator, whose keys stand at a URL of its own. */
  private static Caller app(String name) {
    String credential = "{\"type\":\"public_key\",\"jwks_uri\":\"" + host.url("/" + name) + "\"}";
    Answer made =
        site.operator()
            .admin("POST", "/apps", Fapi2Site.body(name, credential, site.accounts(), "read"));
    return site.operator().caller().as(Fapi2Site.made(made).text("client_id"), "");
  }

  private static void assertTaken(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  private static String text(SigningKey key) {
    return key.publicKey().text();
  }

  @Shows("R-FAPI-7")
  @Test
  void twoAppsByKeySetHaveTokensEachByItsOwn() {
    Caller first = app("first");
    Caller second = app("second");
    host.keys(text(FIRST));
    assertTaken(new Fapi2App(first, FIRST).ask());
    host.keys(text(SECOND));
    assertTaken(new Fapi2App(second, SECOND).ask());
    AssertionServer.assertRefused(new Fapi2App(first, SECOND).ask());
    AssertionServer.assertRefused(new Fapi2App(second, FIRST).ask());
    assertTaken(new Fapi2App(first, FIRST).ask());
  }

  @Shows("R-FAPI-19")
  @Test
  void olderKeysOfASetVouchForNobody() {
    Caller app = app("mixed");
    host.keys(text(RS256), text(ES384), text(FIRST));
    AssertionServer.assertRefused(new Fapi2App(app, RS256).ask());
    AssertionServer.assertRefused(new Fapi2App(app, ES384).ask());
    assertTaken(new Fapi2App(app, FIRST).ask());
    // Next door the same key is good enough.
    host.keys(text(RS256));
    Operator next = site.installation();
    String api = next.api("https://older.example.com", "read");
    String credential = "{\"type\":\"public_key\",\"jwks_uri\":\"" + host.url("/next") + "\"}";
    Answer made = next.admin("POST", "/apps", Fapi2Site.body("next", credential, api, "read"));
    String id = Fapi2Site.made(made).text("client_id");
    assertTaken(new Fapi2App(next.caller().as(id, ""), RS256).ask());
  }

  @Shows("R-FAPI-25")
  @Test
  void ofKeysWithOneNameTheOneForTheAlgorithmIsTaken() throws Exception {
    JWK rsa = new RSAKeyGenerator(2048).keyID("one").algorithm(JWSAlgorithm.PS256).generate();
    JWK curve =
        new ECKeyGenerator(Curve.P_256).keyID("one").algorithm(JWSAlgorithm.ES256).generate();
    JWK other =
        new ECKeyGenerator(Curve.P_256).keyID("one").algorithm(JWSAlgorithm.ES256).generate();
    Caller app = app("alike");
    host.keys(rsa.toPublicJWK(), curve.toPublicJWK(), other.toPublicJWK());
    for (JWK key : new JWK[] {rsa, curve, other}) {
      assertTaken(new Fapi2App(app, SigningKey.parse(key.toJSONString())).ask());
    }
    JWK stranger =
        new ECKeyGenerator(Curve.P_256).keyID("one").algorithm(JWSAlgorithm.ES256).generate();
    AssertionServer.assertRefused(
        new Fapi2App(app, SigningKey.parse(stranger.toJSONString())).ask());
  }
}
