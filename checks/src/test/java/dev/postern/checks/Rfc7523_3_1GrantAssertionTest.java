package dev.postern.checks;

import static dev.postern.checks.IdentityProvider.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestCertificates;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7523 sections 3 and 3.1: an assertion that does not stand is an invalid grant. */
final class Rfc7523_3_1GrantAssertionTest {

  private static RunningServer server;
  private static Operator operator;
  private static IdentityProvider provider;
  private static Caller app;
  private static String subject;
  private static String api;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    provider = new IdentityProvider();
    api = operator.api("https://storage.example.com", "archive:read");
    app = operator.app("app", api, "archive:read");
    subject = "workload";
    provider.vouchFor(operator, app, subject);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject claims() {
    return IdentityProvider.claims(subject, app.issuer());
  }

  private static JsonObject with(String name, JsonValue value) {
    return JsonObject.builder().putAll(claims()).put(name, value).build();
  }

  private static void assertRefused(String assertion) {
    assertNotAccepted(ask(app, assertion));
  }

  private static void assertNotAccepted(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"invalid_grant\",\"error_description\":\"The assertion is not accepted.\"}");
  }

  @Test
  void thisOneStands() {
    assertThat(ask(app, provider.sign(claims())).status()).isEqualTo(200);
    assertThat(ask(app, provider.sign(claims(), "JWT")).status()).isEqualTo(200);
  }

  @Shows({"R-7523-8", "R-7523-10", "R-6749-19"})
  @Test
  void anIssuerThatIsNotTrustedOrASubjectThatIsNobodyHere() {
    assertRefused(provider.sign(with("iss", new JsonString("https://other.example.com/"))));
    assertRefused(provider.sign(with("iss", new JsonString("https://idp.example.com"))));
    assertRefused(provider.sign(with("sub", new JsonString("nobody"))));
    assertRefused(provider.sign(with("sub", new JsonString(subject + " "))));
    assertRefused(provider.sign(with("sub", new JsonString(app.id()))));
    // Another issuer under that one's name, also by a key of the same name.
    assertRefused(new IdentityProvider().sign(claims()));
  }

  @Shows({"R-7523-8", "R-7523-10"})
  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "jti"})
  void whatMustBeThereIsMissed(String claim) {
    assertRefused(provider.sign(Prover.without(claims(), claim)));
    assertRefused(provider.sign(with(claim, new JsonString(""))));
    assertRefused(provider.sign(with(claim, new JsonArray(List.of()))));
  }

  @Shows({"R-7523-8", "R-7523-3"})
  @Test
  void itIsForThisServerAlone() {
    String issuer = app.issuer();
    for (String audience :
        new String[] {
          issuer + "service/oauth/token", issuer.substring(0, issuer.length() - 1), "https://x/"
        }) {
      assertRefused(provider.sign(with("aud", new JsonString(audience))));
    }
    assertRefused(
        provider.sign(with("aud", JsonArray.ofStrings(List.of(issuer, "https://x.example/")))));
  }

  @Shows({"R-7523-8", "R-7523-4", "R-7523-5"})
  @Test
  void itsTimeHasComeAndNotGoneAndIsNotLong() {
    long now = Instant.now().getEpochSecond();
    Map<String, Long> wrong = new HashMap<>();
    wrong.put("exp", now - 40);
    wrong.put("nbf", now + 60);
    wrong.put("iat", now + 60);
    wrong.forEach((name, at) -> assertRefused(provider.sign(with(name, JsonNumber.of(at)))));
    assertRefused(provider.sign(with("exp", JsonNumber.of(now + 3600))));
    assertRefused(provider.sign(with("exp", new JsonNumber("1e10"))));
    // Within the clocks' difference, but over: nothing could be had that would live.
    assertRefused(provider.sign(with("exp", JsonNumber.of(now - 5))));
  }

  @Shows({"R-7523-8", "R-8725-7"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "at+jwt",
        "client-authentication+jwt",
        "dpop+jwt",
        "revocations+jwt",
        "secevent+jwt",
        "statuslist+jwt",
        "token-introspection+jwt"
      })
  void whatSaysThatItIsSomethingElseIsNoAssertion(String type) {
    assertRefused(provider.sign(claims(), type));
  }

  @Shows("R-7523-6")
  @Test
  void itIsUsedOnceWhateverElseIsNewInIt() {
    JsonObject once = claims();
    assertThat(ask(app, provider.sign(once)).status()).isEqualTo(200);
    assertRefused(provider.sign(once));
    long later = Instant.now().getEpochSecond() + 200;
    assertRefused(provider.sign(Prover.with(once, "exp", later)));
  }

  @Shows({"R-7523-7", "R-7523-8"})
  @Test
  void theRegisteredKeyDecidesTheAlgorithm() throws Exception {
    // CVE-2026-11800: the public key as the secret of an HMAC.
    byte[] secret = provider.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(provider.key().getKeyID()).build();
    JWSObject jws = new JWSObject(header, new Payload(claims().text()));
    jws.sign(new MACSigner(secret));
    assertRefused(jws.serialize());
  }

  @Test
  void whatIsNoJwtIsNone() {
    String good = provider.sign(claims());
    for (String none :
        new String[] {
          "x", "a.b.c", good + "x", good.substring(0, good.lastIndexOf('.') + 1), "a".repeat(9000)
        }) {
      assertRefused(none);
    }
    String unsigned =
        KeyCaller.base64url("{\"alg\":\"none\"}")
            + "."
            + KeyCaller.base64url(claims().text())
            + ".";
    assertRefused(unsigned);
  }

  @Test
  void aTokenOfOursIsNoAssertion() {
    assertRefused(app.token("https://storage.example.com"));
  }

  @Test
  void anAppThatIsNotAdmittedIsNobody() {
    Caller blocked = operator.app("blocked", api, "archive:read");
    provider.vouchFor(operator, blocked, "blocked");
    JsonObject about = IdentityProvider.claims("blocked", app.issuer());
    assertThat(ask(blocked, provider.sign(about)).status()).isEqualTo(200);
    Delegation.done(operator.admin("PATCH", "/apps/" + blocked.id(), "{\"status\":\"blocked\"}"));
    assertRefused(provider.sign(IdentityProvider.claims("blocked", app.issuer())));
    Caller elsewhere = operator.app("elsewhere", api, "archive:read");
    provider.vouchFor(operator, elsewhere, "elsewhere");
    Delegation.done(
        operator.admin("PATCH", "/apps/" + elsewhere.id(), "{\"allowed_ips\":[\"192.0.2.1\"]}"));
    assertRefused(provider.sign(IdentityProvider.claims("elsewhere", app.issuer())));
  }

  /** A24 */
  @Test
  void whatABlockedAppHadForItIsRefusedAndSoIsADeletedOne() {
    Caller guard = operator.guard("guard", api);
    Caller leaving = operator.app("leaving", api, "archive:read");
    String identity = new Admin(operator.caller()).builtIn("identity/v2/manage");
    Delegation.done(
        operator.admin(
            "PUT",
            "/apps/" + leaving.id() + "/grants/" + identity,
            "{\"scopes\":[\"profile:read\"]}"));
    provider.vouchFor(operator, leaving, "leaving");
    String stored = had("leaving", "https://storage.example.com");
    String reads = had("leaving", operator.identityAudience());
    String accounts = operator.identityAudience() + "/accounts?limit=1";
    assertThat(guard.introspect(stored).body()).contains("\"active\":true");
    assertThat(Operator.call("GET", accounts, "", reads).status()).isEqualTo(200);

    Delegation.done(operator.admin("PATCH", "/apps/" + leaving.id(), "{\"status\":\"blocked\"}"));
    assertThat(guard.introspect(stored).body()).isEqualTo("{\"active\":false}");
    assertThat(Operator.call("GET", accounts, "", reads).status()).isEqualTo(401);
    Delegation.done(operator.admin("PATCH", "/apps/" + leaving.id(), "{\"status\":\"active\"}"));
    assertThat(guard.introspect(stored).body()).isEqualTo("{\"active\":false}");
    String again = had("leaving", "https://storage.example.com");

    Delegation.done(operator.admin("DELETE", "/apps/" + leaving.id(), ""));
    assertRefused(provider.sign(IdentityProvider.claims("leaving", app.issuer())));
    assertThat(guard.introspect(again).body()).isEqualTo("{\"active\":false}");
  }

  private static String had(String about, String audience) {
    Answer answer =
        ask(app, provider.sign(IdentityProvider.claims(about, app.issuer())), "audience", audience);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  /** A24 */
  @Test
  void whoseCredentialIsOverIsNobody() throws Exception {
    Caller over = operator.app("over", api, "archive:read");
    String id = provider.vouchFor(operator, over, "over");
    assertThat(had("over", "https://storage.example.com")).isNotEmpty();
    Instant end = Instant.now().plusMillis(1_500);
    Delegation.done(
        operator.admin(
            "PATCH",
            "/apps/" + over.id() + "/credentials/" + id,
            "{\"expires_at\":\"" + end + "\"}"));
    while (!Instant.now().isAfter(end)) {
      Thread.sleep(50);
    }
    assertRefused(provider.sign(IdentityProvider.claims("over", app.issuer())));
  }

  /** A24 */
  @Test
  void atATenantThatIsBlockedNothingIsHad() {
    Caller founded = server.found(new TenantName("closing"));
    Operator there = new Operator(founded);
    String files = there.api("https://files.example.com", "go");
    Caller member = there.app("member", files, "go");
    provider.vouchFor(there, member, subject);
    assertThat(
            ask(member, provider.sign(IdentityProvider.claims(subject, founded.issuer()))).status())
        .isEqualTo(200);
    Delegation.done(operator.admin("PATCH", "/tenants/closing", "{\"status\":\"blocked\"}"));
    assertNotAccepted(
        ask(member, provider.sign(IdentityProvider.claims(subject, founded.issuer()))));
    Delegation.done(operator.admin("PATCH", "/tenants/closing", "{\"status\":\"active\"}"));
    assertThat(
            ask(member, provider.sign(IdentityProvider.claims(subject, founded.issuer()))).status())
        .isEqualTo(200);
  }

  @Test
  void anotherTenantTrustsNobodyByThat() {
    Operator there = new Operator(server.found(new TenantName("acme")));
    Answer answer =
        ask(
            there.caller(),
            provider.sign(IdentityProvider.claims(subject, there.caller().issuer())));
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
  }

  /** A14 */
  @Test
  void aKeyThatComesWithItIsNotLookedAtAndNothingIsFetched() throws Exception {
    IdentityProvider evil = new IdentityProvider();
    KeyPair pair = new KeyPair(evil.key().toECPublicKey(), evil.key().toECPrivateKey());
    Base64 certificate =
        Base64.encode(TestCertificates.of("CN=idp").keys(pair).bySelf().certificate().getEncoded());
    try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI there = URI.create("http://127.0.0.1:" + trap.getLocalPort() + "/keys");
      JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256);
      for (JWSHeader each :
          List.of(
              header.jwk(evil.key().toPublicJWK()).build(),
              header.jwkURL(there).build(),
              header.x509CertURL(there).build(),
              header.x509CertChain(List.of(certificate)).build(),
              header.keyID(there.toString()).build(),
              header.keyID(provider.key().getKeyID()).build())) {
        assertRefused(evil.sign(each, claims()));
      }
      // The registered key decides, whatever stands beside its signature.
      assertThat(ask(app, provider.sign(header.build(), claims())).status()).isEqualTo(200);
      trap.setSoTimeout(300);
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** A17 */
  @Test
  void whatIsEncryptedPackedOrOtherwiseCriticalIsNeverOpened() {
    String claims = claims().text();
    for (String header :
        List.of(
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AA\",\"p2c\":2147483647}",
            "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}",
            "{\"alg\":\"ES256\",\"enc\":\"A128GCM\"}")) {
      assertRefused(KeyCaller.base64url(header) + ".AAAA.AAAA.AAAA.AAAA");
      assertRefused(KeyCaller.base64url(header) + "..AAAA.AAAA.AAAA");
    }
    KeyCaller signer = KeyCaller.signing(app, provider.key());
    for (String header :
        List.of(
            "{\"alg\":\"ES256\",\"zip\":\"DEF\"}",
            "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
            "{\"alg\":\"ES256\",\"crit\":[]}",
            "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
            "{\"alg\":\"ES256\",\"b64\":false}",
            "{\"alg\":\"ES256\",\"alg\":\"ES256\"}",
            "{\"alg\":\"none\",\"alg\":\"ES256\"}",
            "{\"alg\":[\"ES256\"]}",
            "[]")) {
      assertRefused(signer.signRaw(header, claims));
    }
    String nested = signer.signRaw("{\"alg\":\"ES256\",\"cty\":\"JWT\"}", provider.sign(claims()));
    assertRefused(nested);
    assertRefused("{\"payload\":\"AAAA\",\"signatures\":[]}");
    assertThat(ask(app, signer.signRaw("{\"alg\":\"ES256\"}", claims)).status()).isEqualTo(200);
  }

  @Test
  void noClaimStandsTwice() {
    KeyCaller signer = KeyCaller.signing(app, provider.key());
    String claims = claims().text();
    for (String twice :
        List.of(
            "\"sub\":\"" + subject + "\"",
            "\"sub\":\"another\"",
            "\"iss\":\"" + IdentityProvider.ISSUER + "\"",
            "\"aud\":\"" + app.issuer() + "\"",
            "\"exp\":4102444800",
            "\"jti\":\"x\"",
            "\"x\":{\"a\":1,\"a\":1}")) {
      String header = "{\"alg\":\"ES256\"}";
      assertRefused(signer.signRaw(header, claims.replaceFirst("}$", "," + twice + "}")));
      assertRefused(signer.signRaw(header, "{" + twice + "," + claims.substring(1)));
    }
  }

  /** B4 */
  @Test
  void itIsSentOnceInTheBodyInAFormOrInJson() {
    String type = Caller.encode(OAuthUri.JWT_BEARER);
    String form = "grant_type=" + type + "&assertion=" + provider.sign(claims());
    for (String more :
        List.of("&assertion=" + provider.sign(claims()), "&assertion=", "&grant_type=" + type)) {
      assertInvalid(app.post("application/x-www-form-urlencoded", form + more));
    }
    byte[] bytes = form.getBytes(StandardCharsets.US_ASCII);
    assertInvalid(
        Answer.to(
            HttpCall.post(
                app.uri("service/oauth/token?" + form),
                "application/x-www-form-urlencoded",
                bytes)));
    String json =
        "{\"grant_type\":\"%s\",\"assertion\":\"%s\""
            .formatted(OAuthUri.JWT_BEARER, provider.sign(claims()));
    assertInvalid(app.post("application/json", json + ",\"assertion\":\"a.b.c\"}"));
    assertInvalid(
        app.post(
            "application/json",
            "{\"grant_type\":\"%s\",\"assertion\":[\"a.b.c\"]}".formatted(OAuthUri.JWT_BEARER)));
    // None of these has used it up, and what is spent in JSON is spent in a form.
    Answer taken = app.post("application/json", json + "}");
    assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    assertThat(app.post("application/json", json + "}").text("error")).isEqualTo("invalid_grant");
    assertThat(app.post("application/x-www-form-urlencoded", form).status()).isEqualTo(200);
  }

  /** A9 */
  @Test
  void twoProofsOfTheClientBesideItAreRefusedEvenIfBothAreRight() {
    KeyCaller own = KeyCaller.of(app, operator);
    String basic = Caller.basic(app.id(), app.secret());
    String[] asserted = {
      "client_assertion_type", KeyCaller.TYPE, "client_assertion", own.sign(own.claims())
    };
    assertInvalid(beside(basic, asserted));
    assertInvalid(beside(basic, "client_secret", app.secret()));
    assertInvalid(ask(app, provider.sign(claims()), with(asserted, app.secret())));
    assertThat(ask(app, provider.sign(claims()), asserted).status()).isEqualTo(200);
    assertThat(beside(basic).status()).isEqualTo(200);
  }

  private static String[] with(String[] asserted, String secret) {
    String[] both = Arrays.copyOf(asserted, asserted.length + 2);
    both[asserted.length] = "client_secret";
    both[asserted.length + 1] = secret;
    return both;
  }

  /** An assertion with a Basic header, and more parameters. */
  private static Answer beside(String basic, String... namesAndValues) {
    StringBuilder form =
        new StringBuilder("grant_type=" + Caller.encode(OAuthUri.JWT_BEARER))
            .append("&assertion=")
            .append(provider.sign(claims()));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append('&').append(namesAndValues[i]).append('=');
      form.append(Caller.encode(namesAndValues[i + 1]));
    }
    return Answer.to(
        HttpCall.post(
                app.uri("service/oauth/token"),
                "application/x-www-form-urlencoded",
                form.toString().getBytes(StandardCharsets.US_ASCII))
            .header("Authorization", basic));
  }

  private static void assertInvalid(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
  }
}
