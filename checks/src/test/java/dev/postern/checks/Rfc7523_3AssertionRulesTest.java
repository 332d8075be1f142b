package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertRefused;
import static dev.postern.checks.AssertionServer.assertTaken;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an assertion must say and be (RFC 7523 section 3, rfc7523bis, RFC 7515, RFC 7519 section
 * 4.1, RFC 8725).
 */
final class Rfc7523_3AssertionRulesTest {

  private static AssertionServer server;
  private static KeyCaller app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new AssertionServer(data);
    app = server.app("mover");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "jti", "exp"})
  void aClaimThatIsDemandedMayNotBeMissing(String name) {
    assertRefused(app.send(app.sign(app.without(name))));
  }

  @Shows("R-7523-2")
  @Test
  void issuerAndSubjectAreTheClient() {
    for (String name : List.of("iss", "sub")) {
      assertRefused(app.send(app.sign(app.with(name, server.operator().caller().id()))));
      assertRefused(app.send(app.sign(app.with(name, app.app().issuer()))));
    }
  }

  @Shows({"R-7523-3", "R-7523bis-1", "R-7523bis-2", "R-7523bis-5"})
  @Test
  void rfc7523bisTheAudienceIsTheIssuerAsOneStringByteForByte() {
    String issuer = app.app().issuer();
    for (String other :
        List.of(
            issuer + "service/oauth/token",
            issuer.substring(0, issuer.length() - 1),
            issuer + "/",
            issuer.replace("http:", "HTTP:"),
            issuer.replace("127.0.0.1", "localhost"),
            "https://evil.example.com/")) {
      assertRefused(app.send(app.sign(app.with("aud", other))));
    }
    for (List<String> several :
        List.of(List.of(issuer), List.of(issuer, "https://evil.example.com"))) {
      assertRefused(app.send(app.sign(app.with("aud", JsonArray.ofStrings(several)))));
    }
  }

  @Shows("R-7523bis-7")
  @Test
  void rfc7523bisTheTokenEndpointIsAnAudienceOnlyWhereAKeySaysSo() {
    KeyCaller old = server.app("old", ",\"accept_token_endpoint_audience\":true");
    assertTaken(old.send(old.sign(old.with("aud", old.app().issuer() + "service/oauth/token"))));
    assertTaken(old.ask());
    assertRefused(old.send(old.sign(old.with("aud", old.app().issuer() + "service/oauth/jwks"))));
  }

  @Shows("R-7523bis-4")
  @Test
  void rfc7523bisTheTypeIsTakenAndDemandedWhereAKeySaysSo() {
    KeyCaller strict = server.app("strict", ",\"require_assertion_typ\":true");
    assertTaken(strict.ask());
    JWSHeader untyped = new JWSHeader.Builder(JWSAlgorithm.ES256).build();
    assertRefused(strict.send(strict.sign(untyped, strict.claims())));
    JWSHeader jwt = new JWSHeader.Builder(untyped).type(JOSEObjectType.JWT).build();
    assertRefused(strict.send(strict.sign(jwt, strict.claims())));
    assertTaken(app.send(app.sign(untyped, app.claims())));
    assertTaken(app.send(app.sign(jwt, app.claims())));
  }

  /** Seconds from now; whoever is at the very edge is tried where time stands still. */
  @ParameterizedTest
  @CsvSource({
    "exp, -35, false",
    "exp, -20, true",
    "exp, 295, true",
    "exp, 400, false",
    "nbf, 20, true",
    "nbf, 40, false",
    "iat, 20, true",
    "iat, 40, false",
  })
  @Shows({"R-7523-4", "R-7523-5"})
  void clocksMayDifferByThirtySecondsAndNoMore(String name, int seconds, boolean good) {
    Answer answer = app.send(app.sign(app.at(app.claims(), name, seconds)));
    if (good) {
      assertTaken(answer);
    } else {
      assertRefused(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e308",
        "-1",
        "9223372036854775808",
        "1E+2",
        "253402300800",
        "1.7976931348623157E308"
      })
  void rfc7519Section41ATimeIsAPlainNumber(String literal) {
    for (String name : List.of("exp", "iat", "nbf")) {
      assertRefused(app.send(app.sign(app.with(name, new JsonNumber(literal)))));
    }
    assertRefused(app.send(app.sign(app.with("exp", "soon"))));
    assertRefused(app.send(app.sign(app.with("exp", JsonArray.ofStrings(List.of("1"))))));
  }

  @Test
  void rfc7519Section41ATimeMayBeDecimal() throws Exception {
    JsonObject claims = app.claims();
    String decimal = claims.integer("exp") + ".75";
    JsonObject changed =
        JsonObject.builder().putAll(claims).put("exp", new JsonNumber(decimal)).build();
    assertTaken(app.send(app.sign(changed)));
  }

  @Shows("R-7523-6")
  @Test
  void anAssertionIsUsedOnceWhateverElseIsNewInIt() {
    JsonObject claims = app.claims();
    assertTaken(app.send(app.sign(claims)));
    assertRefused(app.send(app.sign(claims)));
    assertRefused(app.send(app.sign(app.at(claims, "exp", 100))));
    KeyCaller other = server.app("same name");
    JsonObject theirs =
        JsonObject.builder()
            .putAll(claims)
            .put("iss", other.app().id())
            .put("sub", other.app().id())
            .build();
    assertTaken(other.send(other.sign(theirs)));
  }

  @Test
  void anAssertionThatDoesNotSayWhenItWasMadeIsRefusedRightAfterAStartAndMayBeSentAgain() {
    Answer answer = app.send(app.sign(app.without("iat")));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).contains("1");
  }

  @Shows({"R-7523-7", "R-7523-8"})
  @Test
  void anotherKeysSignatureIsNone() {
    KeyCaller other = server.app("other");
    assertRefused(app.send(other.sign(app.claims())));
    assertRefused(app.send(other.sign(app.header().build(), app.claims())));
    JWSHeader nameless = new JWSHeader.Builder(JWSAlgorithm.ES256).build();
    assertRefused(app.send(other.sign(nameless, app.claims())));
    String good = app.sign(app.claims());
    String changed =
        good.substring(0, good.length() - 4) + (good.endsWith("AAAA") ? "BBBB" : "AAAA");
    assertRefused(app.send(changed));
    assertTaken(app.send(good));
  }

  @Test
  void withoutANameTheKeyIsOneOfTwoAndMoreMustBeNamed() throws Exception {
    KeyCaller first = server.app("rotates its keys");
    KeyCaller second = KeyCaller.of(first.app(), server.operator());
    JWSHeader nameless = new JWSHeader.Builder(JWSAlgorithm.ES256).build();
    assertTaken(second.send(second.sign(nameless, second.claims())));
    assertTaken(first.send(first.sign(nameless, first.claims())));
    assertRefused(first.send(first.sign(second.header().build(), first.claims())));
    assertRefused(
        first.send(first.sign(first.header().keyID("no such key").build(), first.claims())));

    KeyCaller third = KeyCaller.of(first.app(), server.operator());
    for (KeyCaller one : List.of(first, second, third)) {
      assertRefused(one.send(one.sign(nameless, one.claims())));
      assertTaken(one.ask());
    }
  }

  @Shows("R-7523-7")
  @Test
  void rfc8725Section31TheRegisteredKeyDecidesTheAlgorithm() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    String jwk = rsa.toPublicJWK().toJSONString();
    String body =
        "{\"type\":\"public_key\",\"jwk\":" + jwk.replaceFirst("}$", ",\"alg\":\"PS256\"}") + "}";
    String path = "/apps/" + app.app().id() + "/credentials";
    Answer made = server.operator().admin("POST", path, body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertTaken(app.send(signed(rsa, JWSAlgorithm.PS256)));
    assertRefused(app.send(signed(rsa, JWSAlgorithm.RS256)));
    assertRefused(app.send(signed(rsa, JWSAlgorithm.PS512)));
  }

  private static String signed(RSAKey key, JWSAlgorithm algorithm) throws Exception {
    JWSHeader header = new JWSHeader.Builder(algorithm).keyID("rsa").build();
    JWSObject jws = new JWSObject(header, new Payload(app.claims().text()));
    jws.sign(new RSASSASigner(key));
    return jws.serialize();
  }

  // CVE-2026-11800, CVE-2026-33322
  @Test
  void rfc8725Section31APublicKeyIsNoHmacKey() throws Exception {
    KeyCaller byRsa = server.app("by RSA as well");
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    RSAKey shown =
        new RSAKey.Builder(rsa.toPublicJWK()).algorithm(JWSAlgorithm.RS256).keyID("rs256").build();
    String path = "/apps/" + byRsa.app().id() + "/credentials";
    String body = "{\"type\":\"public_key\",\"jwk\":" + shown + "}";
    assertThat(server.operator().admin("POST", path, body).status()).isEqualTo(201);
    for (String secret : forms(shown, rsa.toRSAPublicKey())) {
      refusedAsHmac(byRsa, "rs256", secret);
    }
    for (String secret : forms(app.key().toPublicJWK(), app.key().toECPublicKey())) {
      refusedAsHmac(app, app.key().getKeyID(), secret);
    }
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rs256").build();
    JWSObject jws = new JWSObject(header, new Payload(byRsa.claims().text()));
    jws.sign(new RSASSASigner(rsa));
    assertTaken(byRsa.send(jws.serialize()));
  }

  /** In every way that a public key is written down; a character is a byte. */
  private static List<String> forms(JWK jwk, PublicKey key) throws Exception {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
    return List.of(
        pem,
        pem + "\n",
        pem.replace("\n", "\r\n") + "\r\n",
        lines.replace("\n", ""),
        new String(key.getEncoded(), StandardCharsets.ISO_8859_1),
        jwk.toJSONString(),
        jwk.computeThumbprint().toString() + jwk.getKeyID());
  }

  private static void refusedAsHmac(KeyCaller caller, String kid, String secret) throws Exception {
    byte[] bytes = secret.getBytes(StandardCharsets.ISO_8859_1);
    for (JWSAlgorithm algorithm :
        List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
      if (bytes.length < MACSigner.getMinRequiredSecretLength(algorithm) / 8) {
        continue;
      }
      for (JWSHeader header :
          List.of(
              new JWSHeader.Builder(algorithm).keyID(kid).build(),
              new JWSHeader.Builder(algorithm).build())) {
        JWSObject jws = new JWSObject(header, new Payload(caller.claims().text()));
        jws.sign(new MACSigner(bytes));
        assertRefused(caller.send(jws.serialize()));
        // The same signature under the algorithm that the key is for.
        String[] parts = jws.serialize().split("\\.", -1);
        String own = kid.equals("rs256") ? "RS256" : "ES256";
        String claimed = KeyCaller.base64url("{\"alg\":\"" + own + "\"}");
        assertRefused(caller.send(claimed + "." + parts[1] + "." + parts[2]));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "ES256K", "es256", "HS256"})
  void rfc8725Section32AnUnsignedJwtIsNone(String algorithm) {
    String header = KeyCaller.base64url("{\"alg\":\"" + algorithm + "\"}");
    String claims = KeyCaller.base64url(app.claims().text());
    for (String assertion :
        List.of(
            header + "." + claims + ".", header + "." + claims, header + "." + claims + ".AA")) {
      assertRefused(app.send(assertion));
    }
    assertRefused(app.send(app.signRaw("{\"alg\":\"" + algorithm + "\"}", app.claims().text())));
  }

  @Shows("R-8725-7")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "at+jwt",
        "application/at+jwt",
        "dpop+jwt",
        "revocations+jwt",
        "secevent+jwt",
        "statuslist+jwt",
        "token-introspection+jwt",
        "JOSE+JSON"
      })
  void rfc8725Section311AnotherKindOfJwtIsNoAssertion(String type) {
    JWSHeader header = app.header().type(new JOSEObjectType(type)).build();
    assertRefused(app.send(app.sign(header, app.claims())));
  }

  @Shows("R-8725-7")
  @Test
  void rfc8725Section311AnAccessTokenIsNoAssertion() {
    assertRefused(app.send(app.ask().text("access_token")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"ES256\",\"zip\":\"DEF\"}",
        "{\"alg\":[\"ES256\"]}",
        "{\"alg\":\"ES256\",\"typ\":1}",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "[]",
        "{}",
        "{\"alg\":\"ES256\"} ",
        "{\"alg\":\"ES256\"}x"
      })
  void rfc7515Section4AHeaderThatIsNotUnderstoodRefusesTheWhole(String header) {
    Answer answer = app.send(app.signRaw(header, app.claims().text()));
    if (header.endsWith(" ")) {
      assertTaken(answer);
    } else {
      assertRefused(answer);
    }
  }

  @Test
  void rfc7519Section4AClaimMayNotStandTwice() {
    String claims = app.claims().text();
    String twice = claims.replaceFirst("}$", ",\"aud\":\"" + app.app().issuer() + "\"}");
    assertRefused(app.send(app.signRaw("{\"alg\":\"ES256\"}", twice)));
  }

  @Test
  void rfc7515Section2OneMessageHasOneSpelling() {
    String good = app.sign(app.claims());
    String[] parts = good.split("\\.", -1);
    for (String other :
        List.of(
            good + "=",
            good + "==",
            parts[0] + "=." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + "==." + parts[2],
            good.replaceFirst("\\.", ". "),
            good + "\n",
            parts[0] + "." + parts[1],
            good + ".",
            "." + good,
            parts[0] + ".." + parts[2],
            good.substring(0, good.length() - 1) + other(good.charAt(good.length() - 1)))) {
      int status = app.send(other).status();
      assertThat(status).as(other).isIn(400, 401);
    }
    assertTaken(app.send(good));
  }

  /** Another character whose first bits are the same: 64 bytes leave two bits over. */
  private static char other(char last) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return alphabet.charAt(alphabet.indexOf(last) + 1);
  }
}
