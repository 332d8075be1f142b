package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which public keys are taken from others, and what becomes of them. */
final class PublicJwkTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /** RFC 7515 appendix A.3.1, without the private member. */
  private static final String EC =
      "{'kty':'EC','crv':'P-256','x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',"
          + "'y':'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'}";

  /** RFC 8037 appendix A.2. */
  private static final String ED =
      "{'kty':'OKP','crv':'Ed25519','x':'11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}";

  private static JsonObject json(String text) throws JsonFault {
    return JSON.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject with(JsonObject jwk, String name, JsonValue value) {
    return JsonObject.builder().putAll(jwk).put(name, value).build();
  }

  private static JsonObject with(String jwk, String name, String value) throws JsonFault {
    return with(json(jwk), name, new JsonString(value));
  }

  private static String fault(JsonObject jwk) {
    try {
      return "taken: " + PublicJwk.register(jwk).text();
    } catch (JsonFault e) {
      return e.text();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hex(String hex) {
    return base64(HexFormat.of().parseHex(hex));
  }

  private static JsonObject rsa(BigInteger modulus, BigInteger exponent) {
    return JsonObject.builder()
        .put("kty", "RSA")
        .put("n", base64(unsigned(modulus)))
        .put("e", base64(unsigned(exponent)))
        .put("alg", "PS256")
        .build();
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static BigInteger ofBits(int bits) {
    return BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
  }

  @Test
  void aKeyWithoutANameIsCalledByItsThumbprint() throws JsonFault {
    PublicJwk key = PublicJwk.register(json(ED));
    // RFC 8037 appendix A.3.
    assertThat(key.id().text()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assertThat(key.algorithm()).isEqualTo(SignatureAlgorithm.EDDSA);
    assertThat(key.thumbprint().text()).isEqualTo(key.id().text());
    PublicJwk named = PublicJwk.register(with(ED, "kid", "2026-1"));
    assertThat(named.id().text()).isEqualTo("2026-1");
    assertThat(named.thumbprint()).isEqualTo(key.thumbprint());
  }

  @Test
  void anRsaThumbprintIsThatOfTheRfc() throws JsonFault {
    // RFC 7638 3.1.
    String modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJEC"
            + "PebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW"
            + "2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4v"
            + "MQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    JsonObject jwk = json("{'kty':'RSA','e':'AQAB','alg':'RS256','n':'" + modulus + "'}");
    assertThat(PublicJwk.register(jwk).thumbprint().text())
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void whatIsKeptIsThePublicPartAndComesBackAsItWas() throws JsonFault {
    JsonObject sent =
        JsonObject.builder()
            .put("x5u", "https://evil.example.com/")
            .put("use", "sig")
            .put("key_ops", JsonArray.ofStrings(List.of("verify")))
            .putAll(json(EC))
            .put("kid", "k~1")
            .build();
    PublicJwk key = PublicJwk.register(sent);
    assertThat(key.text())
        .isEqualTo(
            "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"alg\":\"ES256\",\"kid\":\"k~1\"}");
    assertThat(PublicJwk.kept(key.text())).isEqualTo(key);
    assertThat(key.verification().id()).isEqualTo(key.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
  void aPrivateMemberIsRefusedInEveryKindOfKey(String member) throws JsonFault {
    for (String jwk : List.of(EC, ED)) {
      assertThat(fault(with(jwk, member, "AA"))).startsWith("holds private parts");
    }
    assertThat(fault(with(rsa(ofBits(2048), BigInteger.valueOf(65_537)), member, JsonNumber.of(1))))
        .startsWith("holds private parts");
  }

  @Test
  void otherKindsOfKeysAreRefused() throws JsonFault {
    assertThat(fault(json("{'kty':'oct'}"))).isEqualTo("kty is EC, OKP or RSA");
    assertThat(fault(json("{'kty':'ec'}"))).isEqualTo("kty is EC, OKP or RSA");
    assertThat(fault(json("{}"))).isEqualTo("kty is missing");
    assertThat(fault(with(EC, "crv", "P-521"))).isEqualTo("crv of an EC key is P-256 or P-384");
    assertThat(fault(with(EC, "crv", "P-384"))).isEqualTo("x is 48 bytes");
    assertThat(fault(with(EC, "crv", "secp256k1"))).isEqualTo("crv of an EC key is P-256 or P-384");
    assertThat(fault(with(ED, "crv", "X25519"))).isEqualTo("crv of an OKP key is Ed25519");
    assertThat(fault(with(ED, "crv", "Ed448"))).isEqualTo("crv of an OKP key is Ed25519");
  }

  @Test
  void aKeyForSomethingElseIsRefused() throws JsonFault {
    assertThat(fault(with(EC, "use", "enc"))).isEqualTo("use is sig, or left out");
    JsonArray sign = JsonArray.ofStrings(List.of("encrypt", "sign"));
    assertThat(fault(with(json(EC), "key_ops", sign))).startsWith("key_ops names verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "HS256", "none", "EdDSA", "ES384", "es256", ""})
  void anAlgorithmThatDoesNotFitTheKeyIsRefused(String algorithm) throws JsonFault {
    assertThat(fault(with(EC, "alg", algorithm))).isEqualTo("alg of such a key is ES256");
  }

  @Test
  void anRsaKeySaysWhichOfTwoAlgorithmsItIsFor() {
    JsonObject key = rsa(ofBits(2048), BigInteger.valueOf(65_537));
    JsonObject.Builder silent = JsonObject.builder();
    key.members().entrySet().stream()
        .filter(member -> !member.getKey().equals("alg"))
        .forEach(member -> silent.put(member.getKey(), member.getValue()));
    assertThat(fault(silent.build())).isEqualTo("alg of such a key is PS256 or RS256");
    assertThat(fault(with(key, "alg", new JsonString("HS256"))))
        .isEqualTo("alg of such a key is PS256 or RS256");
    assertThat(fault(with(key, "alg", new JsonString("RS256")))).startsWith("taken");
  }

  @Test
  void anRsaKeyHas2048To4096Bits() {
    BigInteger usual = BigInteger.valueOf(65_537);
    for (int bits : new int[] {512, 1024, 2047, 4097, 16_384}) {
      assertThat(fault(rsa(ofBits(bits), usual))).as(bits + " bits").contains("2,048 to 4,096");
    }
    assertThat(fault(rsa(ofBits(2048), usual))).startsWith("taken");
    assertThat(fault(rsa(ofBits(4096), usual))).startsWith("taken");
  }

  @Test
  void anRsaExponentIsOddAndNeitherSmallNorHuge() {
    for (long exponent : new long[] {1, 3, 17, 65_535, 65_536, 65_538, 1L << 32, (1L << 33) + 1}) {
      assertThat(fault(rsa(ofBits(2048), BigInteger.valueOf(exponent))))
          .as("e = " + exponent)
          .contains("e is from 65,537");
    }
    assertThat(fault(rsa(ofBits(2048), BigInteger.valueOf((1L << 32) - 1)))).startsWith("taken");
    assertThat(fault(rsa(ofBits(2048).add(BigInteger.ONE), BigInteger.valueOf(65_537))))
        .contains("are odd");
  }

  @Test
  void anEcPointLiesOnTheCurve() throws JsonFault {
    String zeros = "00".repeat(32);
    String field = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
    assertThat(fault(with(EC, "y", hex(zeros)))).isEqualTo("x and y are no point of P-256");
    assertThat(fault(with(with(EC, "y", hex(zeros)), "x", new JsonString(hex(zeros)))))
        .isEqualTo("x and y are no point of P-256");
    assertThat(fault(with(EC, "x", hex(field)))).isEqualTo("x and y are no point of P-256");
    // The generator, its x with the field added: the same point to whoever reduces it.
    assertThat(fault(with(EC, "x", hex("00" + zeros)))).isEqualTo("x is 32 bytes");
    assertThat(fault(with(EC, "y", hex("01")))).isEqualTo("y is 32 bytes");
  }

  /** All canonical encodings of the points of order 1, 2, 4 and 8, and some that are not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void anEdwardsPointOfSmallOrderOrNoPointIsRefused(String encoded) throws JsonFault {
    assertThat(fault(with(ED, "x", hex(encoded)))).isEqualTo("x is no key of Ed25519");
  }

  @Test
  void everyKeyThatThePlatformMakesIsTakenAndSignsForItself() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPairGenerator ed = KeyPairGenerator.getInstance("Ed25519");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    for (int i = 0; i < 40; i++) {
      signs(ec.generateKeyPair(), SignatureAlgorithm.ES256);
      signs(ed.generateKeyPair(), SignatureAlgorithm.EDDSA);
    }
    KeyPair pair = rsa.generateKeyPair();
    signs(pair, SignatureAlgorithm.PS256);
    signs(pair, SignatureAlgorithm.RS256);
    rsa.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0));
    KeyPair weak = rsa.generateKeyPair();
    assertThatExceptionOfType(JsonFault.class)
        .isThrownBy(() -> PublicJwk.of(weak.getPublic(), SignatureAlgorithm.PS256));
  }

  private static void signs(KeyPair pair, SignatureAlgorithm algorithm) throws Exception {
    SigningKey key = SigningKey.of(pair.getPrivate(), pair.getPublic(), algorithm);
    CompactJws jws = CompactJws.parse(key.sign("a+jwt", JsonObject.EMPTY), 8_192);
    assertThat(jws.signedBy(key.publicKey().verification())).isTrue();
    assertThat(jws.type()).contains("a+jwt");
    assertThat(jws.keyName()).contains(key.id().text());
    assertThat(jws.algorithm()).isEqualTo(algorithm);
    assertThat(key).hasToString("SigningKey[" + key.id() + "]");
  }

  @Test
  void aPrivateJwkSignsAndItsPublicHalfHoldsNoSecret() throws Exception {
    JsonObject made = SigningKey.generate();
    SigningKey key = SigningKey.parse(made.text());
    assertThat(key.publicKey().json().has("d")).isFalse();
    CompactJws jws = CompactJws.parse(key.sign("a+jwt", JsonObject.EMPTY), 8_192);
    assertThat(jws.signedBy(PublicJwk.register(key.publicKey().json()).verification())).isTrue();
    // RFC 8037 appendix A.1.
    assertThat(
            SigningKey.read(with(ED, "d", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
                .id()
                .text())
        .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @Test
  void aPrivateJwkThatIsNoneIsRefusedAndNotRepeated() throws Exception {
    JsonObject other = SigningKey.generate();
    JsonObject mixed = with(SigningKey.generate(), "d", other.member("d").orElseThrow());
    assertThatExceptionOfType(JsonFault.class)
        .isThrownBy(() -> SigningKey.read(mixed))
        .withMessage("the private and the public part do not belong together");
    for (String bad :
        List.of("", "[]", "{}", "{\"kty\":\"oct\",\"k\":\"zq7mark\"}", EC.replace('\'', '"'))) {
      assertThatThrownBy(() -> SigningKey.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the key cannot be used")
          .hasMessageNotContaining("zq7mark");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'0'", "-1", "-0", "1e3", "1E400", "1.5e1", "253402300800", "true", "[1]"})
  void aTimeIsAPlainNumber(String literal) throws JsonFault {
    JsonObject claims = json("{'exp':" + literal + "}");
    assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> NumericDate.read(claims, "exp"));
  }

  @Test
  void aTimeMayBeDecimal() throws JsonFault {
    assertThat(NumericDate.read(json("{'t':0}"), "t")).hasToString("1970-01-01T00:00:00Z");
    assertThat(NumericDate.read(json("{'t':1764000000.25}"), "t"))
        .hasToString("2025-11-24T16:00:00.250Z");
    assertThat(NumericDate.read(json("{'t':1764000000.1234567891}"), "t"))
        .hasToString("2025-11-24T16:00:00.123456789Z");
    assertThat(NumericDate.read(json("{'t':253402300799}"), "t"))
        .hasToString("9999-12-31T23:59:59Z");
  }

  @Test
  void aKeyOnP384IsForEs384() throws Exception {
    SigningKey key =
        SigningKey.of(
            SignedTokens.EC384.getPrivate(),
            SignedTokens.EC384.getPublic(),
            SignatureAlgorithm.ES384);
    JsonObject jwk = key.publicKey().json();
    assertThat(jwk.string("crv")).isEqualTo("P-384");
    assertThat(PublicJwk.register(jwk)).isEqualTo(key.publicKey());
    assertThat(fault(with(jwk, "alg", new JsonString("ES256"))))
        .isEqualTo("alg of such a key is ES384");
    String off = jwk.string("x").startsWith("A") ? "B" : "A";
    assertThat(fault(with(jwk, "x", new JsonString(off + jwk.string("x").substring(1)))))
        .isEqualTo("x and y are no point of P-384");
  }
}
