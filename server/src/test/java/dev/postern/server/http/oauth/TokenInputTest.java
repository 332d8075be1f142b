package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.Headers;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.RequestRefused;
import dev.postern.store.Api;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token request may look like, to the last character of every limit. */
class TokenInputTest {

  private static final TokenSite SITE = new TokenSite();
  private static final TokenCall CALL = new TokenCall(SITE);
  private static final Client CLIENT = SITE.app(HOME);
  private static final Api API = SITE.api(HOME, "https://storage.example.com", "a", "b");

  static {
    SITE.grant(CLIENT, API, "a", "b");
  }

  private static String form() {
    return TokenCall.form(TokenCall.parameters(CLIENT));
  }

  private static String json(String more) {
    String json = TokenCall.json(TokenCall.parameters(CLIENT));
    return json.substring(0, json.length() - 1) + ',' + more + '}';
  }

  private static void assertAnswer(Reply reply, int status) {
    assertThat(reply.status()).as(TokenCall.body(reply)).isEqualTo(status);
    if (status == 400) {
      assertThat(TokenCall.text(reply, "error")).isEqualTo("invalid_request");
    }
  }

  private static String extra(int count) {
    StringBuilder extra = new StringBuilder();
    for (int i = 0; i < count; i++) {
      extra.append("&p").append(i).append('=').append(i);
    }
    return extra.toString();
  }

  private static String members(int count) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add("\"p" + i + "\":" + i);
    }
    return String.join(",", members);
  }

  @Test
  void aFormHasItsLimits() {
    assertAnswer(CALL.form(CLIENT, form() + extra(60)), 200);
    assertAnswer(CALL.form(CLIENT, form() + extra(61)), 200);
    assertAnswer(CALL.form(CLIENT, form() + extra(62)), 400);
    assertAnswer(CALL.form(CLIENT, form() + "&" + "n".repeat(63) + "=1"), 200);
    assertAnswer(CALL.form(CLIENT, form() + "&" + "n".repeat(64) + "=1"), 200);
    assertAnswer(CALL.form(CLIENT, form() + "&" + "n".repeat(65) + "=1"), 400);
    assertAnswer(CALL.form(CLIENT, form() + "&n=" + "v".repeat(16 * 1024 - 1)), 200);
    assertAnswer(CALL.form(CLIENT, form() + "&n=" + "v".repeat(16 * 1024)), 200);
    assertAnswer(CALL.form(CLIENT, form() + "&n=" + "v".repeat(16 * 1024 + 1)), 400);
    assertAnswer(CALL.form(CLIENT, form() + "&".repeat(100_000)), 400);
  }

  @Test
  void aJsonObjectHasTheSameLimitsAndThoseOfJson() {
    assertAnswer(CALL.json(CLIENT, json(members(60))), 200);
    assertAnswer(CALL.json(CLIENT, json(members(61))), 200);
    assertAnswer(CALL.json(CLIENT, json(members(62))), 400);
    assertAnswer(CALL.json(CLIENT, json("\"" + "n".repeat(63) + "\":1")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"" + "n".repeat(64) + "\":1")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"" + "n".repeat(65) + "\":1")), 400);
    assertAnswer(CALL.json(CLIENT, json("\"n\":\"" + "v".repeat(16 * 1024 - 1) + "\"")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":\"" + "v".repeat(16 * 1024) + "\"")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":\"" + "v".repeat(16 * 1024 + 1) + "\"")), 400);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "[".repeat(30) + "]".repeat(30))), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "[".repeat(31) + "]".repeat(31))), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "[".repeat(32) + "]".repeat(32))), 400);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "1".repeat(63))), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "1".repeat(64))), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":" + "1".repeat(65))), 400);
    assertAnswer(CALL.json(CLIENT, json("\"n\":{" + members(999) + "}")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":{" + members(1000) + "}")), 200);
    assertAnswer(CALL.json(CLIENT, json("\"n\":{" + members(1001) + "}")), 400);
  }

  @Test
  void aScopeAndAClientIdHaveTheirLimits() {
    for (int tokens : new int[] {99, 100, 101}) {
      String scope = "a " + "b ".repeat(tokens - 2) + "b";
      String listed = "\"scope\":[\"a\"" + ",\"b\"".repeat(tokens - 1) + "]";
      for (Reply reply :
          List.of(CALL.ask(CLIENT, "scope", scope), CALL.json(CLIENT, json(listed)))) {
        assertThat(reply.status()).isEqualTo(tokens > 100 ? 400 : 200);
        assertThat(TokenCall.body(reply)).contains(tokens > 100 ? "invalid_scope" : "\"a b\"");
      }
    }
    String most = ("x".repeat(127) + " ").repeat(15);
    for (int last : new int[] {127, 128, 129}) {
      Reply reply = CALL.ask(CLIENT, "scope", most + "y".repeat(last));
      assertThat(TokenCall.text(reply, "error")).isEqualTo("invalid_scope");
      assertThat(TokenCall.body(reply)).contains(last == 129 ? "malformed" : "not granted");
    }
    for (int length : new int[] {127, 128, 129}) {
      assertAnswer(CALL.ask(CLIENT, "client_id", "x".repeat(length)), 401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&n=%", "&n=%f", "&n=%zz", "&n=%u0041", "&n=%c0%af", "&n=%ed%a0%80", "&n=%e2%82", "&n=%00",
        "&n=%0d%0a", "&n=%09", "&n=%7f", "&n=%c2%85", "&%00=1", "&n=\u00e4", "&n=a b", "&=1&=2",
        "&scope=a&scope=a", "&grant_type=client_credentials", "&client_id=x",
      })
  void aMalformedFormIsRefused(String more) {
    assertAnswer(CALL.form(CLIENT, form() + more), 400);
  }

  /** RFC 8693 2.1 lets it stand for several targets; a token is for one. */
  @Test
  void anAudienceThatIsRepeatedIsSeveralTargets() {
    Reply reply = CALL.form(CLIENT, form() + "&audience=&audience=");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(TokenCall.text(reply, "error")).isEqualTo("invalid_target");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"&==", "&n=%2500", "&a[]=1&a.b=2", "&n=a;b=c", "&n=%E2%80%AE", "&", "&n", "&n=+"})
  void whatIsUnusualButMeansOneThingIsPassedOver(String more) {
    assertAnswer(CALL.form(CLIENT, form() + more), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"n\":\"\\u0000\"",
        "\"n\":\"\\u0001\"",
        "\"n\":\"\\r\\n\"",
        "\"\\u0001\":1",
        "\"n\":\"\\ud800\"",
        "\"n\":1,\"n\":1",
        "\"scope\":1",
        "\"scope\":{}",
        "\"scope\":[1]",
        "\"audience\":[]",
        "\"audience\":1",
        "\"resource\":1",
        "\"resource\":[1]",
        "\"resource\":{}",
        "\"client_assertion\":1",
        "\"claims\":1",
        "\"claims\":[]",
        "\"scope\":\"a\\tb\"",
        "\"resource\":[\"a\\u0001\"]",
        "\"n\":NaN",
        "\"n\":'x'",
        "",
      })
  void aMalformedJsonObjectIsRefused(String more) {
    assertAnswer(CALL.json(CLIENT, json(more)), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "\"x\"", "{}{}", "{", "\ufeff{}", "{}"})
  void whatIsNoObjectOrHasNoGrantTypeIsRefused(String body) {
    assertAnswer(CALL.json(CLIENT, body), 400);
  }

  @Test
  void jsonNullAndEmptyCountAsLeftOut() {
    assertAnswer(
        CALL.json(
            CLIENT, json("\"scope\":null,\"audience\":\"\",\"resource\":[\"\"],\"claims\":null")),
        200);
    assertThat(
            CALL.json(
                    CLIENT,
                    json("\"resource\":[\"" + API.identifier().text() + "\"],\"scope\":\"a\""))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=ibm037",
        "application/x-www-form-urlencoded, application/json",
        "application/jwt",
        "json",
      })
  void anotherContentTypeIsRefused(String type) {
    assertThatThrownBy(() -> CALL.send(CLIENT, Headers.NONE, type, form()))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused -> assertThat(refused.error()).isEqualTo(HttpError.UNSUPPORTED_MEDIA_TYPE));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void rfc6749Section231ABasicHeaderIsDecodedOnce() {
    String id = CLIENT.id().text();
    String secret = CLIENT.secret().reveal();
    for (String pair :
        List.of(
            id + ":" + secret,
            id.replace("_", "%5F") + ":" + secret.replace("_", "%5f"),
            id.replace("a", "%61") + ":" + secret.replace("p", "%70"))) {
      assertAnswer(CALL.basic(CLIENT, "Basic " + base64(pair)), 200);
      assertAnswer(CALL.basic(CLIENT, "bASIC   " + base64(pair)), 200);
    }
    assertAnswer(
        CALL.basic(CLIENT, "Basic " + base64(id.replace("_", "%255F") + ":" + secret)), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic " + base64(id + ":" + secret + ":")), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic " + base64(id + ":")), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic " + base64(":" + secret)), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic " + base64(":")), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic " + base64("x".repeat(129) + ":" + secret)), 401);
    assertAnswer(CALL.basic(CLIENT, "Bearer " + base64(id + ":" + secret)), 401);
    assertAnswer(CALL.basic(CLIENT, "Basic"), 401);
    assertAnswer(CALL.basic(CLIENT, "Digest username=\"x\""), 401);
  }

  @Test
  void aBasicHeaderThatCannotBeDecodedIsRefused() {
    String id = CLIENT.id().text();
    String secret = CLIENT.secret().reveal();
    String good = base64(id + ":" + secret);
    // "ab:" and "abc:" end with padding; the first is one byte short of a group.
    for (String bad :
        List.of(
            "",
            "%",
            base64(id + secret),
            good.substring(1),
            good + "=",
            good + good.charAt(0),
            base64("ab:c").replace("=", ""),
            base64("abc:").replace("g==", "h=="),
            good.replaceFirst("^.", "-"),
            good.replaceFirst("^.", "\u00b5").replace('\u00b5', '~'),
            good.substring(0, 8) + " " + good.substring(8),
            base64("%:" + secret),
            base64("%zz:" + secret),
            base64(id + ":%00"),
            base64(id + ":%c0%af"),
            base64(id + ":\u00ff"),
            base64("a b:" + secret),
            base64(id + ":\u0000"))) {
      assertAnswer(CALL.basic(CLIENT, "Basic " + bad), 400);
    }
    assertAnswer(CALL.basic(CLIENT, "Basic " + good, "Basic " + good), 400);
    Headers header = Headers.NONE.plus("Authorization", "Basic " + good);
    String type = TokenCall.FORM;
    String grant = "grant_type=client_credentials";
    assertAnswer(CALL.send(CLIENT, header, type, grant + "&client_id=" + id), 200);
    assertAnswer(CALL.send(CLIENT, header, type, grant + "&client_id=other"), 400);
    assertAnswer(CALL.send(CLIENT, header, type, form()), 400);
    assertAnswer(CALL.send(CLIENT, header, type, grant + "&client_assertion=x"), 400);
    Map<String, String> both = new LinkedHashMap<>(TokenCall.parameters(CLIENT));
    both.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assertAnswer(CALL.form(CLIENT, TokenCall.form(both)), 400);
  }
}
