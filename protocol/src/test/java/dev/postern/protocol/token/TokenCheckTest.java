package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.EC;
import static dev.postern.protocol.token.SignedTokens.EC384;
import static dev.postern.protocol.token.SignedTokens.ED;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.NOW;
import static dev.postern.protocol.token.SignedTokens.RSA;
import static dev.postern.protocol.token.SignedTokens.SID;
import static dev.postern.protocol.token.SignedTokens.base64;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.key;
import static dev.postern.protocol.token.SignedTokens.pair;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.postern.protocol.Audience;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.TokenFault.Kind;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an access token must be to stand (RFC 9068 section 4, RFC 8725). */
class TokenCheckTest {

  private static final TokenCheck CHECK = new TokenCheck(ISSUER, new Audience(AUDIENCE));

  private static AccessToken check(String token) throws TokenFault {
    Examined.agrees(token, ISSUER, AUDIENCE::equals, KEYS);
    return CHECK.check(TokenCheck.parse(token), KEYS);
  }

  private static Kind fault(String token) {
    try {
      check(token);
    } catch (TokenFault fault) {
      return fault.kind();
    }
    return fail("the token stands");
  }

  private static Kind faultOfClaims(JsonObject.Builder claims) {
    return fault(signed(HEADER, claims.build()));
  }

  @ParameterizedTest
  @EnumSource
  void aTokenStandsByTheKeyAndAlgorithmThatItNames(SignatureAlgorithm algorithm) throws Exception {
    KeyPair pair =
        switch (algorithm) {
          case ES256 -> EC;
          case ES384 -> EC384;
          case RS256, PS256 -> RSA;
          case EDDSA -> ED;
        };
    String kid =
        algorithm == SignatureAlgorithm.ES384
            ? "es384"
            : algorithm.text().substring(0, 2).toLowerCase(Locale.ROOT);
    String header =
        "{\"typ\":\"application/AT+JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}"
            .formatted(algorithm.text(), kid);
    AccessToken token = check(signed(header, claims().build().text(), algorithm, pair));
    assertThat(token.clientId().text()).isEqualTo("app_a");
    assertThat(token.key().text()).isEqualTo(kid);
    assertThat(token.scopes().list()).containsExactly("a", "b");
    assertThat(token.session().text()).isEqualTo(SID);
    assertThat(token.toString()).doesNotContain(SID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "None", "nOnE", "", "HS256", "es256", "ES512", "ES256K", "RSA1_5"})
  void rfc8725Section31AnAlgorithmThatIsNoneOfOursIsRefused(String algorithm) {
    String header = HEADER.replace("ES256", algorithm);
    String token = signed(header, claims().build());
    assertThat(fault(token)).isEqualTo(Kind.ALGORITHM);
    String bare = token.substring(0, token.lastIndexOf('.'));
    assertThat(fault(bare + '.')).isEqualTo(Kind.MALFORMED);
    assertThat(fault(bare)).isEqualTo(Kind.MALFORMED);
    assertThat(fault(bare + ".AA")).isEqualTo(Kind.ALGORITHM);
  }

  @Test
  void rfc8725Section31TheKeyDecidesTheAlgorithm() {
    String rs = "{\"typ\":\"at+jwt\",\"alg\":\"RS256\",\"kid\":\"%s\"}";
    String payload = claims().build().text();
    // One RSA key under two names with one algorithm each: neither signature serves for the other.
    assertThat(fault(signed(rs.formatted("ps"), payload, SignatureAlgorithm.RS256, RSA)))
        .isEqualTo(Kind.ALGORITHM);
    String ps = rs.replace("RS256", "PS256");
    assertThat(fault(signed(ps.formatted("rs"), payload, SignatureAlgorithm.PS256, RSA)))
        .isEqualTo(Kind.ALGORITHM);
    assertThat(fault(signed(rs.formatted("rs"), payload, SignatureAlgorithm.PS256, RSA)))
        .isEqualTo(Kind.SIGNATURE);
    assertThat(fault(signed(rs.formatted("es"), payload, SignatureAlgorithm.RS256, RSA)))
        .isEqualTo(Kind.ALGORITHM);
    assertThat(fault(signed(HEADER.replace("\"es\"", "\"rs\""), claims().build())))
        .isEqualTo(Kind.ALGORITHM);
  }

  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    String jwk = new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).build().toJSONString();
    String der = Base64.getEncoder().encodeToString(RSA.getPublic().getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret :
        List.of(
            jwk.getBytes(StandardCharsets.UTF_8),
            pem.getBytes(StandardCharsets.UTF_8),
            RSA.getPublic().getEncoded())) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      for (String algorithm : List.of("HS256", "RS256")) {
        String header = "{\"typ\":\"at+jwt\",\"alg\":\"" + algorithm + "\",\"kid\":\"rs\"}";
        String content = base64(header) + '.' + base64(claims().build().text());
        byte[] tag = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        assertThat(fault(content + '.' + base64(tag))).isIn(Kind.ALGORITHM, Kind.SIGNATURE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "cty"})
  void keysThatAHeaderCarriesOrPointsAtAreNotLookedAt(String member) throws Exception {
    KeyPair attacker = pair("EC");
    String value =
        member.equals("jwk")
            ? new ECKey.Builder(Curve.P_256, (ECPublicKey) attacker.getPublic())
                .build()
                .toJSONString()
            : "\"http://127.0.0.1:1/jwks\"";
    String header = HEADER.replace("}", ",\"" + member + "\":" + value + "}");
    String forged = signed(header, claims().build().text(), SignatureAlgorithm.ES256, attacker);
    assertThat(fault(forged)).isEqualTo(Kind.SIGNATURE);
    assertThat(check(signed(header, claims().build())).clientId().text()).isEqualTo("app_a");
    String nameless = header.replace(",\"kid\":\"es\"", "");
    assertThat(fault(signed(nameless, claims().build()))).isEqualTo(Kind.UNKNOWN_KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"es\"}|TYPE",
        "{\"alg\":\"ES256\",\"kid\":\"es\"}|TYPE",
        "{\"typ\":\"revocations+jwt\",\"alg\":\"ES256\",\"kid\":\"es\"}|TYPE",
        "{\"typ\":\"at+jwt \",\"alg\":\"ES256\",\"kid\":\"es\"}|TYPE",
        "{\"typ\":[\"at+jwt\"],\"alg\":\"ES256\",\"kid\":\"es\"}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":[\"ES256\"],\"kid\":\"es\"}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":1}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"other\"}|UNKNOWN_KEY",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"../../es\"}|UNKNOWN_KEY",
        "{\"typ\":\"at+jwt\",\"kid\":\"es\"}|ALGORITHM",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[]}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[\"exp\"]}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\",\"b64\":true}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\",\"zip\":\"DEF\"}|MALFORMED",
        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"es\",\"kid\":\"es\"}|MALFORMED",
        "[]|MALFORMED",
        "\"x\"|MALFORMED",
      })
  void aHeaderThatIsNotOneOfOursIsRefused(String header, Kind kind) {
    assertThat(fault(signed(header, claims().build()))).isEqualTo(kind);
  }

  @Test
  void aPartIsTakenAsTheEncoderSpellsItAndNotOtherwise() {
    String ends =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/?\u00e9\u0141\ud83d";
    for (String start : List.of("", "A", "AA", "AAA", "AAAA", "A=", "AA=", "AAA=")) {
      for (int i = 0; i < ends.length(); i++) {
        String part = start + ends.charAt(i);
        assertThat(parsed("e30." + part + ".AAAA")).as(part).isEqualTo(spelledSo(part));
        assertThat(parsed("e30.AAAA." + part)).as(part).isEqualTo(spelledSo(part));
      }
    }
  }

  private static boolean spelledSo(String part) {
    try {
      return base64(Base64.getUrlDecoder().decode(part)).equals(part);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean parsed(String compact) {
    try {
      return CompactJws.parse(compact, 100) != null;
    } catch (TokenFault e) {
      return false;
    }
  }

  @Test
  void aHeaderIsReadAgainWhereItDiffersFromTheLast() throws Exception {
    String good = signed(HEADER, claims().build());
    String rest = good.substring(good.indexOf('.'));
    String unknown = HEADER.replace("\"es\"", "\"e2\"");
    String other = HEADER.replace("at+jwt", "at+jws");
    for (int i = 0; i < 3; i++) {
      assertThat(check(good).key().text()).isEqualTo("es");
      assertThat(fault(base64(unknown) + rest)).isEqualTo(Kind.UNKNOWN_KEY);
      assertThat(check(good).key().text()).isEqualTo("es");
      assertThat(fault(base64(other) + rest)).isEqualTo(Kind.TYPE);
      assertThat(fault(base64(HEADER + " ") + rest)).isEqualTo(Kind.SIGNATURE);
    }
  }

  @Test
  void onlyTheOneSpellingOfACompactJwsIsTaken() throws Exception {
    String token = signed(HEADER, claims().put("own", "xx").build());
    assertThat(check(token)).isNotNull();
    for (String other :
        List.of(
            "",
            ".",
            "..",
            "...",
            token + ".",
            "." + token,
            token + ".e30",
            token + "=",
            token + " ",
            " " + token,
            token + "\n",
            token.replaceFirst("\\.", ".."),
            token.replaceFirst("\\.", "=."),
            token.replaceFirst("\\.", " ."),
            "{\"payload\":\"" + token + "\"}")) {
      assertThat(fault(other)).as(other).isEqualTo(Kind.MALFORMED);
    }
    // 64 bytes of signature leave four bits over in the last of 86 characters.
    char last = token.charAt(token.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String start = token.substring(0, token.length() - 1);
    for (int bits = 1; bits < 16; bits++) {
      String twin = start + alphabet.charAt(alphabet.indexOf(last) + bits);
      assertThat(fault(twin)).as("left-over bits").isEqualTo(Kind.MALFORMED);
    }
    String signature = token.substring(token.lastIndexOf('.') + 1);
    String content = token.substring(0, token.lastIndexOf('.') + 1);
    String[] others = {signature.substring(0, 4), signature + signature, base64(new byte[64])};
    for (String bad : others) {
      assertThat(fault(content + bad)).isEqualTo(Kind.SIGNATURE);
    }
    for (String bad : List.of("A", signature.substring(0, 84) + "+/")) {
      assertThat(fault(content + bad)).isEqualTo(Kind.MALFORMED);
    }
  }

  @Test
  void anyOtherClaimUnderTheSameSignatureIsRefused() {
    String[] parts = signed(HEADER, claims().build()).split("\\.", -1);
    String changed = base64(claims().put("scope", "a b c").build().text());
    assertThat(fault(parts[0] + '.' + changed + '.' + parts[2])).isEqualTo(Kind.SIGNATURE);
  }

  @Test
  void aTokenHasItsLimits() throws Exception {
    int rest = signed(HEADER, claims().put("own", "").build()).length();
    // Four characters for three bytes.
    String fitting = signed(HEADER, own((TokenCheck.LIMIT - rest) * 3 / 4));
    assertThat(fitting.length()).isBetween(TokenCheck.LIMIT - 2, TokenCheck.LIMIT);
    assertThat(fault(signed(HEADER, own((TokenCheck.LIMIT - rest) * 3 / 4 + 3))))
        .isEqualTo(Kind.MALFORMED);
    assertThat(fault("a".repeat(1_000_000))).isEqualTo(Kind.MALFORMED);
    String deep = "[".repeat(31) + "]".repeat(31);
    assertThat(
            check(
                signed(
                    HEADER,
                    claims().build().text().replace("}", ",\"own\":" + deep + "}"),
                    SignatureAlgorithm.ES256,
                    EC)))
        .isNotNull();
    assertThat(
            fault(
                signed(
                    HEADER,
                    claims().build().text().replace("}", ",\"own\":[" + deep + "]}"),
                    SignatureAlgorithm.ES256,
                    EC)))
        .isEqualTo(Kind.CLAIMS);
  }

  private static JsonObject own(int length) {
    // Within the limit of one string, and with two bytes of rounding.
    return claims()
        .put("own", "x".repeat(length / 2))
        .put("o2", "x".repeat(length - length / 2 - 8))
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "\"x\"",
        "",
        "{}x",
        "{\"iss\":\"https://acme.hub.example.com/\",\"iss\":\"https://acme.hub.example.com/\"}",
      })
  void aPayloadThatIsNoObjectIsRefused(String payload) {
    String token = signed(HEADER, payload, SignatureAlgorithm.ES256, EC);
    assertThat(fault(token)).isIn(Kind.CLAIMS, Kind.MALFORMED);
  }

  @Test
  void aMemberThatStandsTwiceIsRefusedAtAnyDepth() {
    String whole = claims().build().text();
    for (String twice :
        List.of(
            whole.replace("}", ",\"exp\":99999999999}"),
            whole.replace("}", ",\"\\u0065xp\":99999999999}"),
            whole.replace("}", ",\"own\":{\"a\":1,\"a\":2}}"))) {
      assertThat(fault(signed(HEADER, twice, SignatureAlgorithm.ES256, EC))).isEqualTo(Kind.CLAIMS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://acme.hub.example.com",
        "https://ACME.hub.example.com/",
        "https://acme.hub.example.com:443/",
        "https://acme.hub.example.com//",
        "http://acme.hub.example.com/",
        "https://other.hub.example.com/",
        "",
      })
  void anIssuerIsComparedByteForByte(String issuer) {
    assertThat(faultOfClaims(claims().put("iss", issuer))).isEqualTo(Kind.ISSUER);
  }

  @Test
  void theAudienceIsOursAloneOrAmongOthers() throws Exception {
    for (String other : List.of(AUDIENCE + "/", "", "https://storage.example.com.evil.example")) {
      assertThat(faultOfClaims(claims().put("aud", other))).isEqualTo(Kind.AUDIENCE);
    }
    JsonArray several = JsonArray.ofStrings(List.of("https://other.example.com", AUDIENCE));
    assertThat(check(signed(HEADER, claims().put("aud", several).build())).audience().text())
        .isEqualTo(AUDIENCE);
    assertThat(faultOfClaims(claims().put("aud", JsonArray.ofStrings(List.of()))))
        .isEqualTo(Kind.AUDIENCE);
    assertThat(faultOfClaims(claims().put("aud", 1))).isEqualTo(Kind.CLAIMS);
    assertThat(faultOfClaims(claims().put("aud", JsonObject.EMPTY))).isEqualTo(Kind.CLAIMS);
  }

  @Test
  void everyClaimThatIsDemandedIsThereAndOfItsShape() {
    JsonObject whole = claims().build();
    for (String name : Set.of("iss", "sub", "client_id", "aud", "jti", "sid", "iat", "exp")) {
      JsonObject.Builder without = JsonObject.builder();
      whole
          .members()
          .forEach((each, value) -> {
            if (!each.equals(name)) {
              without.put(each, value);
            }
          });
      assertThat(faultOfClaims(without)).as(name).isEqualTo(Kind.CLAIMS);
      assertThat(faultOfClaims(claims().put(name, JsonNull.NULL))).as(name).isEqualTo(Kind.CLAIMS);
    }
    for (String[] bad :
        new String[][] {
          {"sid", SID.substring(1)},
          {"sid", SID + "x"},
          {"jti", ""},
          {"jti", "a b"},
          {"jti", "x".repeat(257)},
          {"client_id", "x".repeat(129)},
          {"scope", "a  b"},
        }) {
      assertThat(faultOfClaims(claims().put(bad[0], bad[1]))).isEqualTo(Kind.CLAIMS);
    }
    assertThat(faultOfClaims(claims().put("scope", 1))).isEqualTo(Kind.CLAIMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1800000000\"",
        "1e308",
        "1e9",
        "1800000000.0",
        "-1",
        "9223372036854775808",
        "9223372036854775807",
        "253402300800",
        "[1800000000]",
        "{}",
        "true",
        "null",
        "\"\"",
      })
  void aTimeIsWrittenInWholeSecondsThatSomebodyCanMean(String time) {
    for (String name : List.of("exp", "iat", "nbf")) {
      String payload =
          claims()
              .put("nbf", NOW.getEpochSecond())
              .build()
              .text()
              .replaceAll("\"" + name + "\":\\d+", "\"" + name + "\":" + time);
      assertThat(fault(signed(HEADER, payload, SignatureAlgorithm.ES256, EC)))
          .as(name)
          .isEqualTo(Kind.CLAIMS);
    }
  }

  @Test
  void clocksMayBeThirtySecondsApartAndNoMore() throws Exception {
    AccessToken token = check(signed(HEADER, claims().build()));
    Instant exp = NOW.plusSeconds(60);
    TokenCheck.checkTimes(token, NOW);
    TokenCheck.checkTimes(token, exp.plusSeconds(30).minusNanos(1));
    assertThat(timesFault(token, exp.plusSeconds(30))).isEqualTo(Kind.EXPIRED);
    assertThat(timesFault(token, Instant.MAX.minusSeconds(60))).isEqualTo(Kind.EXPIRED);
    TokenCheck.checkTimes(token, NOW.minusSeconds(30));
    assertThat(timesFault(token, NOW.minusSeconds(30).minusNanos(1))).isEqualTo(Kind.NOT_YET_VALID);
    AccessToken later =
        check(signed(HEADER, claims().put("nbf", NOW.getEpochSecond() + 31).build()));
    assertThat(timesFault(later, NOW)).isEqualTo(Kind.NOT_YET_VALID);
    TokenCheck.checkTimes(later, NOW.plusSeconds(1));
  }

  private static Kind timesFault(AccessToken token, Instant now) {
    try {
      TokenCheck.checkTimes(token, now);
    } catch (TokenFault fault) {
      return fault.kind();
    }
    return fail("the times stand");
  }

  @Test
  void aBoundTokenIsNoneForItsBearer() {
    JsonObject cnf = JsonObject.builder().put("jkt", "x").build();
    assertThat(faultOfClaims(claims().put("cnf", cnf))).isEqualTo(Kind.BOUND);
    assertThat(faultOfClaims(claims().put("cnf", JsonNull.NULL))).isEqualTo(Kind.BOUND);
  }

  @Test
  void oneNameOfTwoKeysIsOneKeyToEach() {
    KeyPair other = pair("EC");
    String token = signed(HEADER, claims().build());
    VerificationKeys theirs =
        VerificationKeys.of(List.of(key("es", SignatureAlgorithm.ES256, other)));
    try {
      CHECK.check(TokenCheck.parse(token), theirs);
      fail("another tenant's key of the same name verifies");
    } catch (TokenFault fault) {
      assertThat(fault.kind()).isEqualTo(Kind.SIGNATURE);
    }
  }
}
