package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.postern.checks.Answer;
import dev.postern.checks.KeyCaller;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A1 to A12 where clients ask about tokens: introspection and revocation take the assertions that
 * the token endpoint takes, and none that it has taken.
 */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class AssertionEndpointsTest {

  private static final List<String> ENDPOINTS = List.of("token", "introspect", "revoke");

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api("https://endpoints.example.com", "go");
  }

  private static KeyCaller app(Site site, String name) {
    return KeyCaller.of(site.operator().app(name, api, "go"), site.operator());
  }

  private static Answer send(KeyCaller app, String endpoint, String assertion) {
    return Answer.to(
        HttpCall.post(
            app.app().uri("service/oauth/" + endpoint),
            "application/x-www-form-urlencoded",
            KeyCaller.form(assertion, "token", "x").getBytes(StandardCharsets.US_ASCII)));
  }

  private static void assertRefused(String what, Answer answer) {
    assertThat(answer.status()).as(what + " " + answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).as(what).isEqualTo("invalid_client");
    assertThat(answer.header("WWW-Authenticate")).as(what).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void whatIsRefusedForSomethingElseUsesNothingUp(String endpoint, Site site) {
    KeyCaller app = app(site, "unused-" + endpoint);
    String once = app.sign(app.claims());
    Answer without =
        Answer.to(
            HttpCall.post(
                app.app().uri("service/oauth/" + endpoint),
                "application/x-www-form-urlencoded",
                KeyCaller.form(once).getBytes(StandardCharsets.US_ASCII)));
    assertThat(without.status()).as(without.body()).isEqualTo(400);
    assertThat(send(app, endpoint, once).status()).isEqualTo(200);
    assertRefused("again", send(app, endpoint, once));
  }

  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void a1ToA12NoAssertionIsTakenThatTheTokenEndpointRefuses(String endpoint, Site site)
      throws JOSEException {
    KeyCaller app = app(site, "a1-" + endpoint);
    KeyCaller other = app(site, "a1-other-" + endpoint);
    String issuer = app.app().issuer();
    String claims = app.claims().text();
    Map<String, String> bad = new LinkedHashMap<>();
    for (String audience :
        List.of(
            issuer + "service/oauth/" + endpoint,
            issuer + "service/oauth/token",
            site.otherOperator().caller().issuer(),
            issuer + "/",
            "https://evil.example.com/")) {
      bad.put("for " + audience, app.sign(app.with("aud", audience)));
    }
    bad.put("for one of several", app.sign(app.with("aud", JsonArray.ofStrings(List.of(issuer)))));
    bad.put("lives 48 hours", app.sign(app.at(app.claims(), "exp", 172_800)));
    bad.put("over", app.sign(app.at(app.claims(), "exp", -31)));
    bad.put("early", app.sign(app.at(app.claims(), "nbf", 40)));
    bad.put("without exp", app.sign(app.without("exp")));
    bad.put("without jti", app.sign(app.without("jti")));
    for (String algorithm : List.of("none", "nOnE")) {
      String header = "{\"alg\":\"" + algorithm + "\"}";
      String content = KeyCaller.base64url(header) + "." + KeyCaller.base64url(claims);
      bad.put(algorithm + " unsigned", content + ".");
      bad.put(algorithm + " signed", app.signRaw(header, claims));
    }
    JWSObject hmac = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    hmac.sign(new MACSigner(app.app().secret()));
    bad.put("HS256 by the secret", hmac.serialize());
    bad.put("by another's key", other.sign(app.claims()));
    bad.put(
        "by another's key under this one's name", other.sign(app.header().build(), app.claims()));
    bad.put("by the app for another", app.sign(other.claims()));
    bad.put("another kind of JWT", app.signRaw("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", claims));
    bad.put("rubbish", "a.b.c");
    bad.forEach((what, assertion) -> assertRefused(what, send(app, endpoint, assertion)));
    assertThat(send(app, endpoint, app.sign(app.claims())).status()).isEqualTo(200);
  }

  @Test
  void a4WhatIsSpentAtOneEndpointIsSpentAtTheOthers(Site site) {
    KeyCaller app = app(site, "a4-endpoints");
    for (String first : ENDPOINTS) {
      for (String second : ENDPOINTS) {
        String assertion = app.sign(app.claims());
        assertThat(send(app, first, assertion).status()).as(first).isEqualTo(200);
        assertRefused(first + " and then " + second, send(app, second, assertion));
      }
    }
  }

  @Test
  void a24WhoIsBlockedOrGoneAsksNothing(Site site) {
    KeyCaller app = app(site, "a24-endpoints");
    String path = "/apps/" + app.app().id();
    for (String endpoint : ENDPOINTS) {
      assertThat(send(app, endpoint, app.sign(app.claims())).status()).isEqualTo(200);
    }
    assertThat(site.operator().admin("PATCH", path, "{\"status\":\"blocked\"}").status())
        .isEqualTo(200);
    for (String endpoint : ENDPOINTS) {
      assertRefused("blocked", send(app, endpoint, app.sign(app.claims())));
    }
    assertThat(site.operator().admin("DELETE", path, "").status()).isEqualTo(204);
    for (String endpoint : ENDPOINTS) {
      assertRefused("deleted", send(app, endpoint, app.sign(app.claims())));
    }
  }
}
