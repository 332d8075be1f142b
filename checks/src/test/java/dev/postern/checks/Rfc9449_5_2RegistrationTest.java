package dev.postern.checks;

import static dev.postern.checks.RegisteringServer.own;
import static dev.postern.checks.RegisteringServer.put;
import static dev.postern.checks.RegisteringServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An app that registers itself says that its tokens are bound (RFC 9449 section 5.2, RFC 8705
 * section 3.4), and has no others then.
 */
final class Rfc9449_5_2RegistrationTest {

  private static final String KEY = "dpop_bound_access_tokens";
  private static final String CERTIFICATE = "tls_client_certificate_bound_access_tokens";
  private static final String SCOPE = "\"scope\":\"send\"";

  private static RegisteringServer server;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject registered(String members) {
    return server.registered(server.policy(), "{" + SCOPE + "," + members + "}");
  }

  private static JsonObject done(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static boolean said(JsonObject object, String member) {
    return new JsonBoolean(true).equals(object.members().get(member));
  }

  private static void assertNoBearerToken(Caller app, String error) {
    Answer refused = app.ask("scope", "send");
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo(error);
  }

  private static String proof(JsonObject app) {
    return server.operator().admin("GET", "/apps/" + text(app, "client_id"), "").text("proof");
  }

  @Shows("R-9449-16")
  @Test
  void b11WhoRegistersForTokensThatAreBoundToAKeyGetsNoBearerToken() throws Exception {
    JsonObject app = registered("\"" + KEY + "\":true");
    assertThat(said(app, KEY)).isTrue();
    assertThat(said(done(own("GET", app, "")), KEY)).isTrue();
    assertThat(proof(app)).isEqualTo("dpop");
    assertNoBearerToken(server.caller(app), "invalid_dpop_proof");
    String token = new Prover().token(server.caller(app), RegisteringServer.QUEUE);
    assertThat(TokenParts.claims(token).object("cnf").has("jkt")).isTrue();
  }

  @Shows("R-8705-8")
  @Test
  void whoRegistersForTokensThatAreBoundToACertificateGetsNoBearerToken() throws Exception {
    JsonObject app = registered("\"" + CERTIFICATE + "\":true");
    assertThat(said(app, CERTIFICATE)).isTrue();
    assertThat(proof(app)).isEqualTo("mtls");
    assertNoBearerToken(server.caller(app), "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({KEY, CERTIFICATE})
  void whoSaysNoOrNothingHasTokensOfHisBearer(String member) {
    for (String said : new String[] {"false", "null"}) {
      JsonObject app = registered("\"" + member + "\":" + said);
      assertThat(app.has(member)).isFalse();
      assertThat(server.caller(app).ask("scope", "send").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"" + KEY + "\":\"true\"",
        "\"" + KEY + "\":1",
        "\"" + CERTIFICATE + "\":[true]",
        "\"" + KEY + "\":true,\"" + CERTIFICATE + "\":true"
      })
  void whatIsNeitherTrueNorFalseAndBothAtOnceAreRefused(String members) {
    Answer refused = server.register(server.policy(), "{" + members + "}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_client_metadata");
  }

  /** RFC 7592 2.2; what it had before dies with the change. */
  @Test
  void anAppCanAskForItLaterAndItsTokensFromBeforeAreRefused() throws Exception {
    JsonObject app = registered("\"client_name\":\"later\"");
    Caller caller = server.caller(app);
    String before = caller.ask("scope", "send").text("access_token");
    Caller guard =
        server.operator().guard("later's guard", server.operator().apiId(RegisteringServer.QUEUE));
    assertThat(said(guard.introspect(before).json(), "active")).isTrue();
    String secret = "\"client_secret\":\"" + caller.secret() + "\"";
    JsonObject after = done(put(app, SCOPE + "," + secret + ",\"" + KEY + "\":true"));
    assertThat(said(after, KEY)).isTrue();
    assertThat(said(guard.introspect(before).json(), "active")).isFalse();
    assertNoBearerToken(caller, "invalid_dpop_proof");
  }

  /** It cannot be told from what an administrator demanded, and that an app does not undo. */
  @Test
  void aDemandThatIsThereStaysWhateverAnAppSends() throws Exception {
    JsonObject app = registered("\"client_name\":\"careless\"");
    server.operator().admin("PATCH", "/apps/" + text(app, "client_id"), "{\"proof\":\"dpop\"}");
    for (String members :
        new String[] {"", ",\"" + KEY + "\":false", ",\"" + CERTIFICATE + "\":true"}) {
      JsonObject shown = done(put(app, SCOPE + members));
      assertThat(said(shown, KEY)).isTrue();
      assertThat(shown.has(CERTIFICATE)).isFalse();
      assertThat(proof(app)).isEqualTo("dpop");
    }
  }
}
