package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.Reply;
import dev.postern.store.Api;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Whatever is sent to the token endpoint is answered by a token or by a refusal. */
final class TokenRequestFuzzTest {

  private static final TokenSite SITE = new TokenSite();
  private static final TokenCall CALL = new TokenCall(SITE);
  private static final Client CLIENT = SITE.app(HOME);
  private static final Api API = SITE.api(HOME, "https://storage.example.com", "a", "b");

  static {
    SITE.grant(CLIENT, API, "a", "b");
  }

  private final ReadingCost cost = new ReadingCost();

  /** A request in order that names everything. */
  private static Map<String, String> parameters() {
    Map<String, String> parameters = TokenCall.parameters(CLIENT);
    parameters.put("audience", API.identifier().text());
    parameters.put("scope", "a b");
    return parameters;
  }

  private static final String FORM = TokenCall.form(parameters());
  private static final String JSON = TokenCall.json(parameters());

  private void answered(String type, byte[] body) {
    Reply reply = cost.of(() -> CALL.bytes(CLIENT, type, body));
    assertThat(reply.status()).isIn(200, 400, 401);
  }

  private static byte[] body(FuzzedDataProvider data, String good) {
    return data.consumeBoolean()
        ? data.consumeRemainingAsBytes()
        : Spoilt.rest(data, good).getBytes(StandardCharsets.UTF_8);
  }

  @DictionaryEntries({
    "grant_type=client_credentials",
    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange",
    "&subject_token=a.b.c",
    "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token",
    "&scope=",
    "&resource=",
    "&audience=",
    "&claims=%7B%22a%22%3A1%7D",
    "&client_secret=",
    "&client_assertion=a.b.c",
    "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
    "%c3%a4",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%u0041",
    "+",
    "&&"
  })
  @FuzzTest
  void whateverIsSentAsAFormIsAnswered(FuzzedDataProvider data) {
    answered(TokenCall.FORM, body(data, FORM));
  }

  @DictionaryEntries({
    "{\"grant_type\":\"client_credentials\"",
    ",\"subject_token\":\"a.b.c\"",
    ",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:access_token\"",
    ",\"scope\":[\"a\"]",
    ",\"resource\":[\"a\",\"b\"]",
    ",\"audience\":",
    ",\"claims\":{\"a\":[1,{}]}",
    ",\"client_secret\":",
    ",\"client_assertion\":\"a.b.c\"",
    ",\"client_assertion_type\":\"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\"",
    "\\u0000",
    "\\ud800",
    "1e400",
    "null",
    "[["
  })
  @FuzzTest
  void whateverIsSentAsJsonIsAnswered(FuzzedDataProvider data) {
    answered(TokenCall.JSON_TYPE, body(data, JSON));
  }

  @DictionaryEntries({"Basic ", "bASIC  ", "Bearer ", "%3A", "%c3%a4", "%00", "%", "::", "==", "+"})
  @FuzzTest
  void whateverIsSentAsABasicHeaderIsAnswered(FuzzedDataProvider data) {
    String pair = CLIENT.id().text() + ':' + CLIENT.secret().reveal();
    String header =
        switch (data.consumeInt(0, 2)) {
          case 0 -> printable(data.consumeRemainingAsString());
          case 1 -> printable(Spoilt.rest(data, "Basic " + base64(pair)));
          default -> "Basic " + base64(Spoilt.rest(data, pair));
        };
    Reply reply = cost.of(() -> CALL.basic(CLIENT, header));
    assertThat(reply.status()).isIn(200, 400, 401);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The engine lets nothing else into a header. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars().forEach(c -> printable.append((char) (c < ' ' || c > '~' ? ' ' + c % 95 : c)));
    return printable.toString();
  }
}
