package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.Operator;
import dev.postern.checks.Prover;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonNumber;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H15: the language of the machine is not that of the protocol. In Turkish the small I has no dot
 * and the large i has one, and in Arabic digits are others.
 */
@Tag("attacks")
final class LocaleTest {

  private static final String MINT = "https://mint.example.com";
  private static final String FORM = "application/x-www-form-urlencoded";

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ar-EG"})
  void aServerAnswersAsItWouldElsewhere(String language, @TempDir Path folder) throws Exception {
    try (ServerProcess server = ServerProcess.startIn(folder, Locale.forLanguageTag(language))) {
      Operator operator = new Operator(server.operator());
      String api = operator.api(MINT, "mint:INDIGO");
      Caller app = operator.app("mini", api, "mint:INDIGO");
      wordsOfTheTokenEndpoint(app);
      schemesAtTheBuiltInApis(operator);
      assertionsAndHints(operator, app, api);
      hosts(server, operator);
      accounts(operator);
      texts(operator);
    }
  }

  private static void wordsOfTheTokenEndpoint(Caller app) {
    String form = "grant_type=client_credentials";
    String basic = Caller.basic(app.id(), app.secret()).substring("Basic".length());
    for (String scheme : List.of("Basic", "BASIC", "bASIC", "basic")) {
      for (String name : List.of("Authorization", "AUTHORIZATION", "authorization")) {
        HttpCall call = call(app, FORM, form).header(name, scheme + basic);
        assertThat(Answer.to(call).status()).as(scheme).isEqualTo(200);
      }
    }
    assertThat(Answer.to(call(app, FORM, form).header("Authorization", "BAS1C" + basic)).status())
        .isEqualTo(401);
    for (String type : List.of(FORM.toUpperCase(Locale.ROOT), FORM + "; CHARSET=UTF-8")) {
      HttpCall call = call(app, type, form).header("Authorization", "Basic" + basic);
      assertThat(Answer.to(call).text("scope")).as(type).isEqualTo("mint:INDIGO");
    }
    String json = "{\"grant_type\":\"client_credentials\"}";
    for (String type : List.of("APPLICATION/JSON", "application/JSON;charset=Utf-8")) {
      HttpCall call = call(app, type, json).header("Authorization", "Basic" + basic);
      assertThat(Answer.to(call).status()).as(type).isEqualTo(200);
    }
    for (String other :
        List.of("mint:indigo", "MINT:INDIGO", "m\u0131nt:INDIGO", "mint:\u0130NDIGO")) {
      assertThat(app.ask("scope", other).text("error")).as(other).isEqualTo("invalid_scope");
    }
  }

  private static HttpCall call(Caller app, String type, String body) {
    return HttpCall.post(
        app.uri("service/oauth/token"), type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void schemesAtTheBuiltInApis(Operator operator) {
    URI apis = URI.create(operator.adminAudience() + "/apis");
    for (String scheme : List.of("Bearer ", "BEARER ", "bEARER ")) {
      HttpCall call = HttpCall.get(apis).header("Authorization", scheme + operator.adminToken());
      assertThat(Answer.to(call).status()).as(scheme).isEqualTo(200);
    }
    Prover prover = new Prover();
    String token = prover.token(operator.caller(), operator.adminAudience());
    for (String scheme : List.of("DPoP ", "DPOP ", "dpop ")) {
      String proof = prover.proof(Prover.claims("GET", apis, token));
      HttpCall call = HttpCall.get(apis).header("Authorization", scheme + token);
      assertThat(Answer.to(call.header("DPOP", proof)).status()).as(scheme).isEqualTo(200);
    }
  }

  private static void assertionsAndHints(Operator operator, Caller app, String api) {
    KeyCaller keyed = KeyCaller.of(app, operator);
    String claims = keyed.claims().text();
    for (String type :
        List.of("CLIENT-AUTHENTICATION+JWT", "APPLICATION/Client-Authentication+jwt")) {
      String header = "{\"alg\":\"ES256\",\"typ\":\"" + type + "\"}";
      assertThat(keyed.send(keyed.signRaw(header, keyed.claims().text())).status())
          .as(type)
          .isEqualTo(200);
    }
    for (String other : List.of("es256", "EdDSA", "PS256")) {
      String header = "{\"alg\":\"" + other + "\"}";
      assertThat(keyed.send(keyed.signRaw(header, claims)).status()).as(other).isEqualTo(401);
    }
    assertThat(keyed.send(keyed.sign(keyed.with("exp", new JsonNumber("1")))).status())
        .isEqualTo(401);
    Caller guard = operator.guard("guard", api);
    String token = app.token(MINT);
    for (String hint : List.of("access_token", "ACCESS_TOKEN", "\u0131d")) {
      String form =
          "token=%s&token_type_hint=%s&client_id=%s&client_secret=%s"
              .formatted(token, Caller.encode(hint), guard.id(), guard.secret());
      Answer answer =
          Answer.to(
              HttpCall.post(
                  guard.uri("service/oauth/introspect"),
                  FORM,
                  form.getBytes(StandardCharsets.US_ASCII)));
      assertThat(answer.body()).contains("\"active\":true");
    }
  }

  private static void hosts(ServerProcess server, Operator operator) throws IOException {
    assertThat(operator.admin("POST", "/tenants", "{\"name\":\"mini\"}").status()).isEqualTo(201);
    int port = server.url().getPort();
    for (String host : List.of("mini.hub.localhost", "MINI.HUB.LOCALHOST", "mInI.hub.Localhost")) {
      try (Wire wire = new Wire(port)) {
        RawAnswer answer =
            wire.send(
                    "GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: "
                        + (host + ":" + port + "\r\nCONNECTION: CLOSE\r\n\r\n"))
                .answer();
        assertThat(answer.status()).as(host).isEqualTo(200);
        assertThat(answer.body()).contains("\"http://mini.hub.localhost:" + port + "/\"");
      }
    }
  }

  /** Addresses are compared as everywhere, and what is kept of a password can be read again. */
  private static void accounts(Operator operator) {
    String body =
        "{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"INDIRA@Mini.Example.com\"}],\"Password\":\"indigo-indigo\"}";
    Answer made = operator.identity("POST", "/account", body);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    Answer found = operator.identity("GET", "/account?email=indira@mini.example.com", "");
    assertThat(found.text("Uid")).isEqualTo(made.text("Uid"));
    String again = body.replace("INDIRA@Mini.Example.com", "indira@mini.example.com");
    assertThat(operator.identity("POST", "/account", again).status())
        .as("no second one")
        .isEqualTo(403);
  }

  /** Numbers in answers are in the digits of ASCII. */
  private static void texts(Operator operator) {
    String long1 = "{\"name\":\"" + "x".repeat(1_000) + "\",\"labels\":1}";
    Answer wrong = operator.admin("POST", "/apps", long1);
    assertThat(wrong.status()).isEqualTo(400);
    Answer keys = operator.admin("GET", "/keys", "");
    String id = keys.body().replaceFirst(".*?\"(?:id|kid)\":\"([^\"]+)\".*", "$1");
    Answer inUse = operator.admin("DELETE", "/keys/" + id, "");
    assertThat(inUse.status()).as(inUse.body()).isEqualTo(409);
    for (Answer answer : List.of(wrong, keys, inUse)) {
      assertThat(answer.body()).as(answer.body()).matches("[ -~\\s]*");
    }
  }
}
