package dev.postern.checks;

import static dev.postern.checks.IdentityProvider.ask;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
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
    Answer answer = ask(app, assertion);
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

  @Shows({"R-7523-8", "R-7523-10"})
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

  @Shows("R-7523-8")
  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "client-authentication+jwt", "dpop+jwt", "secevent+jwt"})
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

  @Test
  void anotherTenantTrustsNobodyByThat() {
    Operator there = new Operator(server.found(new TenantName("acme")));
    Answer answer =
        ask(
            there.caller(),
            provider.sign(IdentityProvider.claims(subject, there.caller().issuer())));
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
  }
}
