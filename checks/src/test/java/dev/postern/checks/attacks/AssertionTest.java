package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A1 to A17 (many at once: {@link AssertionFloodTest}), A24, A26 (times: {@link TimingTest}), and
 * the rows about JWTs: a client that proves itself by assertions.
 */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class AssertionTest {

  private static final String DEPOT = "https://depot.example.com";

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(DEPOT, "order:read");
  }

  private static KeyCaller app(Site site, String name) {
    return KeyCaller.of(site.operator().app(name, api, "order:read"), site.operator());
  }

  private static void refused(Site site, String name, String assertion) {
    answered(site, name, assertion, 401);
  }

  private static void answered(Site site, String name, String assertion, int status) {
    Endpoint token = site.token().sending(KeyCaller.form(assertion));
    site.attack(token, name, token.request(), Set.of(status));
  }

  @Test
  void a1ToA3AnotherAudienceThanTheIssuerAloneIsRefused(Site site) {
    KeyCaller app = app(site, "a1");
    String issuer = app.app().issuer();
    String other = site.otherOperator().caller().issuer();
    for (String audience :
        List.of(
            issuer + "service/oauth/token",
            issuer + "services/oauth/token",
            other,
            issuer + "/",
            issuer.substring(0, issuer.length() - 1),
            issuer.replace("http", "HTTP"),
            issuer.toUpperCase(Locale.ROOT),
            issuer.replace("127.0.0.1", "127.1"),
            issuer.replace("127.0.0.1", "localhost"),
            issuer.replace("127.0.0.1", "user@127.0.0.1"),
            issuer.replaceFirst(":\\d+/$", ":80/"),
            issuer + "?",
            issuer + "#",
            issuer + "\u200b",
            "")) {
      refused(site, audience, app.sign(app.with("aud", audience)));
    }
    for (List<String> several :
        List.of(List.of(issuer), List.of(issuer, "https://evil"), List.of(issuer, other))) {
      refused(site, several.toString(), app.sign(app.with("aud", JsonArray.ofStrings(several))));
    }
    answered(site, "the issuer", app.sign(app.claims()), 200);
  }

  @Test
  void a3AnAssertionForOneTenantIsNoneAtAnother(Site site) {
    KeyCaller app = app(site, "a3");
    Caller elsewhere =
        new Caller(site.otherOperator().caller().issuer(), app.app().id(), app.app().secret());
    Answer answer =
        elsewhere.post("application/x-www-form-urlencoded", KeyCaller.form(app.sign(app.claims())));
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void a4AReplayIsRefusedOnEveryPathAndInEveryDress(Site site) {
    KeyCaller app = app(site, "a4");
    String assertion = app.sign(app.claims());
    answered(site, "first", assertion, 200);
    refused(site, "again", assertion);
    Answer old =
        Answer.to(
            HttpCall.post(
                app.app().uri("services/oauth/token"),
                "application/x-www-form-urlencoded",
                KeyCaller.form(assertion).getBytes(StandardCharsets.UTF_8)));
    assertThat(old.status()).isEqualTo(401);
    String json =
        "{\"grant_type\":\"client_credentials\",\"client_assertion_type\":\"%s\",\"client_assertion\":\"%s\"}"
            .formatted(KeyCaller.TYPE, assertion);
    assertThat(app.app().post("application/json", json).status()).isEqualTo(401);
  }

  @Test
  void a6AnAssertionThatWouldLiveForLongIsRefused(Site site) {
    KeyCaller app = app(site, "a6");
    long now = Instant.now().getEpochSecond();
    for (long life : new long[] {331, 3_600, 172_800, 1L << 40}) {
      refused(site, "lives " + life, app.sign(app.with("exp", JsonNumber.of(now + life))));
    }
  }

  @Test
  void a7TimesThatAreMissingOrMakeNoSenseAreRefused(Site site) {
    KeyCaller app = app(site, "a7");
    refused(site, "no exp", app.sign(app.without("exp")));
    for (String literal :
        List.of("1e308", "-1", "9223372036854775808", "1E+2", "1e400", "-0", "9".repeat(60))) {
      for (String name : List.of("exp", "iat", "nbf")) {
        refused(site, name + " " + literal, app.sign(app.with(name, new JsonNumber(literal))));
      }
    }
    refused(site, "exp as text", app.sign(app.with("exp", "4102444800")));
    refused(site, "iat ahead", app.sign(app.at(app.claims(), "iat", 40)));
    refused(site, "nbf ahead", app.sign(app.at(app.claims(), "nbf", 40)));
    refused(site, "over", app.sign(app.at(app.claims(), "exp", -31)));
  }

  @Test
  void a8AndA10AMethodWithoutALiveCredentialIsNone(Site site) {
    KeyCaller app = app(site, "a8");
    String all = "/apps/" + app.app().id() + "/credentials";
    String list = site.operator().admin("GET", all, "").body();
    String secretId = list.replaceFirst(".*\"client_secret\",\"id\":\"([^\"]+)\".*", "$1");
    assertThat(site.operator().admin("DELETE", all + "/" + secretId, "").status()).isEqualTo(204);
    assertThat(app.app().ask().status()).as("the old secret").isEqualTo(401);
    assertThat(
            app.app()
                .ask("client_assertion", "a.b.c", "client_assertion_type", KeyCaller.TYPE)
                .status())
        .as("the old secret and rubbish")
        .isEqualTo(400);
    answered(site, "its key", app.sign(app.claims()), 200);
    Caller secretOnly = site.operator().app("a10", api, "order:read");
    JsonObject claims =
        JsonObject.builder()
            .putAll(app.claims())
            .put("iss", secretOnly.id())
            .put("sub", secretOnly.id())
            .build();
    refused(site, "an app without keys", app.sign(claims));
  }

  @Test
  void a11AndA12AnAlgorithmThatTheKeyIsNotForIsRefused(Site site) throws JOSEException {
    KeyCaller app = app(site, "a11");
    String claims = app.claims().text();
    for (String algorithm :
        List.of("none", "None", "nOnE", "NONE", "", "HS256", "ES256 ", "ES384", "RS256", "EdDSA")) {
      String header = "{\"alg\":\"" + algorithm + "\"}";
      String content = KeyCaller.base64url(header) + "." + KeyCaller.base64url(claims);
      refused(site, algorithm + " unsigned", content + ".");
      refused(site, algorithm + " two parts", content);
      refused(site, algorithm + " rubbish", content + ".AAAA");
      refused(site, algorithm + " signed", app.signRaw(header, claims));
    }
    for (String secret : List.of(app.key().toPublicJWK().toJSONString(), app.app().secret())) {
      JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
      jws.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
      refused(site, "HS256 by what is known", jws.serialize());
    }
    // CVE-2022-21449: r and s are 0, or as large as the order.
    String content = KeyCaller.base64url("{\"alg\":\"ES256\"}") + "." + KeyCaller.base64url(claims);
    for (String signature : List.of("A".repeat(86), "_".repeat(85) + "w", "A".repeat(85) + "Q")) {
      refused(site, "a signature out of range", content + "." + signature);
    }
  }

  @Test
  void a14AKeyThatComesWithTheAssertionIsNotLookedAtAndNothingIsFetched(Site site)
      throws Exception {
    KeyCaller app = app(site, "a14");
    KeyCaller evil = app(site, "a14-evil");
    try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI there = URI.create("http://127.0.0.1:" + trap.getLocalPort() + "/keys");
      JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256);
      for (JWSHeader each :
          List.of(
              header.jwk(evil.key().toPublicJWK()).build(),
              header.jwkURL(there).build(),
              header.x509CertURL(there).build(),
              header.x509CertChain(List.of(Base64.encode(certificate(evil)))).build(),
              header.keyID(there.toString()).build(),
              header.keyID("../../" + Site.MARK).build(),
              header.keyID("' OR 1=1 --").build())) {
        refused(site, "another's key", evil.sign(each, app.claims()));
      }
      JWSHeader own =
          new JWSHeader.Builder(JWSAlgorithm.ES256)
              .jwk(evil.key().toPublicJWK())
              .jwkURL(there)
              .x509CertURL(there)
              .x509CertChain(List.of(Base64.encode(certificate(evil))))
              .build();
      answered(site, "the app's own key decides", app.sign(own, app.claims()), 200);
      trap.setSoTimeout(300);
      assertThat(fetched(trap)).isFalse();
    }
  }

  /** One of that app's key. */
  private static byte[] certificate(KeyCaller app) throws Exception {
    KeyPair pair = new KeyPair(app.key().toECPublicKey(), app.key().toECPrivateKey());
    return TestCertificates.of("CN=" + app.app().id())
        .keys(pair)
        .bySelf()
        .certificate()
        .getEncoded();
  }

  private static boolean fetched(ServerSocket trap) throws IOException {
    try {
      trap.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void a17WhatIsEncryptedPackedOrNestedIsNeverOpened(Site site) {
    KeyCaller app = app(site, "a17");
    String claims = app.claims().text();
    String pbes2 =
        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAA\",\"p2c\":2147483647}";
    refused(site, "PBES2", KeyCaller.base64url(pbes2) + ".AAAA.AAAA.AAAA.AAAA");
    refused(site, "PBES2 in three", KeyCaller.base64url(pbes2) + ".AAAA.AAAA");
    refused(site, "zip", app.signRaw("{\"alg\":\"ES256\",\"zip\":\"DEF\"}", claims));
    String nested = app.sign(app.claims());
    for (int i = 0; i < 4; i++) {
      nested = app.signRaw("{\"alg\":\"ES256\",\"cty\":\"JWT\"}", nested);
      refused(site, "nested", nested);
    }
    for (String payload : List.of("", "[]", "null", "1", "\"a\"", claims + claims, claims + " x")) {
      refused(site, "payload " + payload, app.signRaw("{\"alg\":\"ES256\"}", payload));
    }
    refused(site, "JSON serialisation", "{\"payload\":\"AAAA\",\"signatures\":[]}");
    String long7 = "{\"alg\":\"ES256\",\"x\":\"" + "x".repeat(5_000) + "\"}";
    answered(site, "a long header", app.signRaw(long7, app.claims().text()), 200);
    String over = "{\"alg\":\"ES256\",\"x\":\"" + "x".repeat(6_200) + "\"}";
    refused(site, "over 8 kB", app.signRaw(over, app.claims().text()));
    StringBuilder crit = new StringBuilder("{\"alg\":\"ES256\",\"crit\":[\"c0\"");
    for (int i = 1; i < 500; i++) {
      crit.append(",\"c").append(i).append('"');
    }
    refused(site, "500 crit", app.signRaw(crit + "]}", claims));
    String deep = "{\"alg\":\"ES256\",\"x\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
    refused(site, "depth", app.signRaw(deep, claims));
  }

  @Test
  void a24WhoIsBlockedOrHasNoKeyAnyMoreIsOutAtOnce(Site site) {
    KeyCaller app = app(site, "a24-key");
    String path = "/apps/" + app.app().id();
    String kept = app.sign(app.claims());
    assertThat(site.operator().admin("PATCH", path, "{\"status\":\"blocked\"}").status())
        .isEqualTo(200);
    assertThat(app.send(kept).status()).isEqualTo(401);
    assertThat(site.operator().admin("PATCH", path, "{\"status\":\"active\"}").status())
        .isEqualTo(200);
    assertThat(app.send(kept).status()).as("unused so far").isEqualTo(200);
    String list = site.operator().admin("GET", path + "/credentials", "").body();
    String keyId = list.replaceFirst(".*\"public_key\",\"id\":\"([^\"]+)\".*", "$1");
    assertThat(site.operator().admin("DELETE", path + "/credentials/" + keyId, "").status())
        .isEqualTo(204);
    assertThat(app.ask().status()).isEqualTo(401);
    assertThat(app.app().ask().status()).as("its secret goes on").isEqualTo(200);
    assertThat(site.operator().admin("DELETE", path, "").status()).isEqualTo(204);
    assertThat(app.ask().status()).isEqualTo(401);
  }

  @Test
  void a26WhoFailsLearnsNothingOfWhyFromBytesOrHeaders(Site site) {
    KeyCaller app = app(site, "a26-key");
    KeyCaller other = app(site, "a26-key-other");
    KeyCaller blocked = app(site, "a26-key-blocked");
    assertThat(
            site.operator()
                .admin("PATCH", "/apps/" + blocked.app().id(), "{\"status\":\"blocked\"}")
                .status())
        .isEqualTo(200);
    String first = verdict(site, app.sign(of(app, "app_nobody")));
    assertThat(first).startsWith("HTTP/1.1 401 ").contains("invalid_client");
    String used = app.sign(app.claims());
    answered(site, "used", used, 200);
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("another's signature", other.sign(app.claims()));
    ways.put("blocked", blocked.sign(blocked.claims()));
    ways.put("used", used);
    ways.put("another audience", app.sign(app.with("aud", "https://a.example.com/")));
    ways.put("over", app.sign(app.at(app.claims(), "exp", -100)));
    ways.put("rubbish", "a.b.c");
    ways.put("an id of 129", app.sign(of(app, "x".repeat(129))));
    ways.put("an id of 5,000", app.sign(of(app, "x".repeat(2_000))));
    ways.put("a path", app.sign(of(app, "../" + app.app().id())));
    ways.forEach(
        (name, assertion) -> assertThat(verdict(site, assertion)).as(name).isEqualTo(first));
  }

  private static JsonObject of(KeyCaller app, String id) {
    return JsonObject.builder().putAll(app.claims()).put("iss", id).put("sub", id).build();
  }

  /** Everything of an answer but its time. */
  private static String verdict(Site site, String assertion) {
    try {
      Endpoint token = site.token().sending(KeyCaller.form(assertion));
      RawAnswer answer = site.attack(token, token.request());
      return answer.head().replaceAll("(?m)^Date: .*\r\n", "") + answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void b4AnAssertionTwiceOrInTheQueryIsRefused(Site site) {
    KeyCaller app = app(site, "b4-key");
    String form = KeyCaller.form(app.sign(app.claims()));
    for (String more :
        List.of(
            "&client_assertion=a.b.c",
            "&client_assertion_type=" + Caller.encode(KeyCaller.TYPE),
            "&client_id=a&client_id=a")) {
      Endpoint token = site.token().sending(form + more);
      site.attack(token, more, token.request(), Set.of(400));
    }
    String query = "service/oauth/token?" + form;
    Answer answer =
        Answer.to(
            HttpCall.post(app.app().uri(query), "application/x-www-form-urlencoded", new byte[0]));
    assertThat(answer.status()).isIn(400, 414);
  }

  @Test
  void aKeyThatIsWeakPrivateOrForSomethingElseIsNotRegistered(Site site) throws Exception {
    KeyCaller app = app(site, "keys");
    String path = "/apps/" + app.app().id() + "/credentials";
    String point =
        new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString().replace("}", "");
    for (String jwk :
        List.of(
            app.key().toJSONString(),
            "{\"kty\":\"oct\",\"k\":\"" + Site.MARK + "\"}",
            "{\"kty\":\"oct\"}",
            point + ",\"use\":\"enc\"}",
            point + ",\"alg\":\"HS256\"}",
            point + ",\"kid\":\"" + "x".repeat(257) + "\"}",
            point + ",\"kid\":\"a b\"}",
            point.replaceFirst("\"y\":\"..", "\"y\":\"AA") + "}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                + "A".repeat(43)
                + "\",\"y\":\""
                + "A".repeat(43)
                + "\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ" + "A".repeat(41) + "\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(170) + "8\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQ\",\"n\":\"" + "_".repeat(341) + "w\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"Aw\",\"n\":\"" + "_".repeat(341) + "w\"}",
            // Even exponents, a modulus of 512 bits, an even one.
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"Ag\",\"n\":\"" + "_".repeat(341) + "w\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAC\",\"n\":\"" + "_".repeat(341) + "w\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(85) + "w\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(341) + "g\"}",
            "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\""
                + "_".repeat(2730)
                + "8\"}")) {
      Answer answer =
          site.operator().admin("POST", path, "{\"type\":\"public_key\",\"jwk\":" + jwk + "}");
      assertThat(answer.status()).as(jwk).isEqualTo(400);
      assertThat(answer.body()).contains("\"/jwk\"").doesNotContain(Site.MARK);
    }
    String again = "{\"type\":\"public_key\",\"jwk\":" + app.key().toPublicJWK() + "}";
    assertThat(site.operator().admin("POST", path, again).status()).isEqualTo(409);
    // Another key under a name that is taken; the name stays the first one's.
    String named = ",\"kid\":\"" + app.key().getKeyID() + "\"}}";
    String twin = "{\"type\":\"public_key\",\"jwk\":" + point + named;
    assertThat(site.operator().admin("POST", path, twin).status()).isEqualTo(409);
    String large =
        "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(341) + "w\"}";
    String body = "{\"type\":\"public_key\",\"jwk\":" + large + "}";
    Answer taken = site.operator().admin("POST", path, body);
    assertThat(taken.status()).as("what is not even").isEqualTo(201);
    answered(site, "the key of that name", app.sign(app.claims()), 200);
  }
}
