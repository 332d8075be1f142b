package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonFault;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading key sets (RFC 7517), also hostile ones. */
class VerificationKeysTest {

  private static String ec(String id) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
    return new ECKey.Builder(Curve.P_256, key).build().toJSONString().replace("}", "") + named(id);
  }

  private static String named(String id) {
    return ",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"" + id + "\"}";
  }

  private static String rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    String bare = new RSAKey.Builder(key).build().toJSONString().replace("}", "");
    return bare + named("r").replace("ES256", "RS256");
  }

  private static VerificationKeys read(String... keys) throws JsonFault {
    String set = "{\"keys\":[" + String.join(",", keys) + "]}";
    return VerificationKeys.read(set.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String... keys) {
    assertThatThrownBy(() -> read(keys)).isInstanceOf(JsonFault.class);
  }

  @Test
  void whatIsOfAnotherUseKindOrAlgorithmIsPassedOver() throws Exception {
    String good = ec("a");
    VerificationKeys keys =
        read(
            good,
            ec("b").replace("\"sig\"", "\"enc\""),
            ec("c").replace("ES256", "ECDH-ES"),
            ec("d").replace("\"alg\":\"ES256\",", ""),
            ec("e").replace(",\"kid\":\"e\"", ""),
            "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"f\",\"alg\":\"HS256\"}",
            "{\"kty\":\"future\",\"kid\":\"g\",\"alg\":\"ML-DSA-44\"}");
    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.key(new KeyId("a"))).isPresent();
    assertThat(read(ec("x").replace("\"use\":\"sig\",", "")).size()).isEqualTo(1);
  }

  @Test
  void aKeyThatClaimsToBeOursAndIsNotRefusesTheSet() throws Exception {
    assertRefused(ec("a").replace("ES256", "RS256"));
    assertRefused(ec("a").replace("ES256", "EdDSA"));
    assertRefused(ec("a").replace("ES256", "ES384"));
    assertRefused(ec("a").replaceFirst("\"x\":\"...", "\"x\":\"AAA"));
    assertRefused(rsa(1024));
    assertRefused("{\"kty\":\"oct\",\"k\":\"AAAA\"" + named("a"));
    assertRefused(
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\""
            + named("a").replace("ES256", "EdDSA"));
    assertRefused(
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\""
            + "A".repeat(43)
            + "\""
            + named("a").replace("ES256", "EdDSA"));
    assertRefused("1");
    String twice = ec("a");
    assertRefused(twice, twice);
    assertRefused(twice, ec("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "<html>"})
  void whatIsNoKeySetIsRefused(String document) {
    assertThatThrownBy(() -> VerificationKeys.read(document.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(JsonFault.class);
  }

  @Test
  void aSetHasItsLimit() throws Exception {
    List<String> keys = new ArrayList<>();
    String one = ec("a");
    for (int i = 0; i < VerificationKeys.LIMIT; i++) {
      keys.add(one.replace("\"kid\":\"a\"", "\"kid\":\"k" + i + "\""));
    }
    assertThat(read(keys.toArray(String[]::new)).size()).isEqualTo(VerificationKeys.LIMIT);
    keys.add(one);
    assertRefused(keys.toArray(String[]::new));
  }

  @Test
  void rfc7518Section34OnlyP256IsTheCurveOfEs256() throws Exception {
    // secp256k1 has 256 bits, too (SEC 2 section 2.4.1).
    BigInteger p = BigInteger.TWO.pow(256).subtract(new BigInteger("1000003d1", 16));
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    ECPoint point =
        new ECPoint(
            new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16),
            new BigInteger("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16));
    ECParameterSpec curve =
        new ECParameterSpec(
            new EllipticCurve(new ECFieldFp(p), BigInteger.ZERO, BigInteger.valueOf(7)),
            point,
            order,
            1);
    assertThat(SignatureAlgorithm.ES256.fits(new BareKey(curve, point))).isFalse();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    assertThat(SignatureAlgorithm.ES256.fits(generator.generateKeyPair().getPublic())).isTrue();
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    assertThat(SignatureAlgorithm.ES256.fits(generator.generateKeyPair().getPublic())).isFalse();
  }

  /** A public key as any security provider may hand one out. */
  private record BareKey(ECParameterSpec params, ECPoint point) implements ECPublicKey {
    @Override
    public ECParameterSpec getParams() {
      return params;
    }

    @Override
    public ECPoint getW() {
      return point;
    }

    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }
}
