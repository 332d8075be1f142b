package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestPasskey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person over HTTP: invited, with a passkey, signed in, blocked, signed out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PasskeysTest {

  private RunningServer server;
  private Admin admin;
  private Caller operator;
  private String origin;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    operator = server.operator();
    origin = "http://localhost:" + server.url().getPort();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Somebody who is invited: his id, and what opens. */
  private Answer invite() {
    Answer made =
        admin.post(
            "/apps",
            JsonObject.builder()
                .put("name", "Ada")
                .put("credential", JsonObject.builder().put("type", "invitation").build())
                .put(
                    "grants",
                    new JsonArray(
                        List.of(
                            JsonObject.builder()
                                .put("identifier", operator.below("admin/v1"))
                                .put("scopes", JsonArray.ofStrings(List.of("apps:read")))
                                .build())))
                .build()
                .text());
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
  }

  private Answer post(String path, JsonObject body) {
    return Answer.to(call(path, body.bytes()));
  }

  private Answer post(String path, JsonObject body, String bearer) {
    return Answer.to(call(path, body.bytes()).header("Authorization", "Bearer " + bearer));
  }

  private HttpCall call(String path, byte[] body) {
    return HttpCall.post(operator.uri(path), "application/json", body);
  }

  private Answer register(String invitation, JsonObject response) {
    JsonObject body = JsonObject.builder().put("name", "Laptop").put("response", response).build();
    return post("service/passkeys", body, invitation);
  }

  private void join(Answer invited, TestPasskey passkey) {
    String invitation = invited.text("invitation");
    JsonObject options = post("service/passkeys/options", JsonObject.EMPTY, invitation).json();
    Answer made = register(invitation, passkey.make(options, origin));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.text("client_id")).isEqualTo(invited.text("client_id"));
    assertThat(register(invitation, passkey.make(options, origin)).status())
        .as("it was good once")
        .isEqualTo(401);
  }

  private JsonObject answer(TestPasskey passkey) {
    Answer options = post("service/passkeys/options", JsonObject.EMPTY);
    assertThat(options.status()).as(options.body()).isEqualTo(200);
    assertThat(options.header("Cache-Control")).contains("no-store");
    return passkey.sign(options.json(), origin);
  }

  private Answer ask(JsonObject answer) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("audience", operator.below("admin/v1"));
    form.put("client_assertion_type", "urn:postern:client-assertion-type:passkey");
    form.put("client_assertion", TestPasskey.text(answer.bytes()));
    return operator.post("application/x-www-form-urlencoded", Caller.form(form));
  }

  private int status(String token) {
    return Operator.call("GET", operator.below("admin/v1/apps?limit=1"), "", token).status();
  }

  @Test
  void somebodyIsInvitedSignsInAndIsOutWithinASecondWhenBlocked() throws Exception {
    TestPasskey passkey = TestPasskey.usual();
    Answer invited = invite();
    join(invited, passkey);
    String token = ask(answer(passkey)).text("access_token");
    assertThat(status(token)).isEqualTo(200);
    Answer me = Operator.call("GET", operator.below("admin/v1/me"), "", token);
    assertThat(me.text("name")).isEqualTo("Ada");
    assertThat(
            Operator.call("POST", operator.below("admin/v1/apps"), "{\"name\":\"n\"}", token)
                .status())
        .isEqualTo(403);

    String path = "/apps/" + invited.text("client_id");
    assertThat(admin.patch(path, "{\"status\":\"blocked\"}").status()).isEqualTo(200);

    Instant end = Instant.now().plus(Duration.ofSeconds(1));
    while (status(token) == 200 && Instant.now().isBefore(end)) {
      Thread.sleep(10);
    }
    assertThat(status(token)).isEqualTo(401);
    Answer refused = ask(answer(passkey));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void aNewSignInToTheConsoleEndsTheSessionBeforeIt() {
    TestPasskey passkey = TestPasskey.usual();
    join(invite(), passkey);
    String first = session(passkey, "");
    assertThat(status(first)).isEqualTo(200);
    String second = session(passkey, first);
    assertThat(second).isNotEqualTo(first);
    assertThat(status(first)).as("what was replaced").isEqualTo(401);
    assertThat(status(second)).isEqualTo(200);
  }

  /**
   * The token in the cookie that a sign-in to the console puts into the place of {@code before}.
   */
  private String session(TestPasskey passkey, String before) {
    String cookie = "__Host-postern-default=";
    HttpCall call =
        call("console/sign-in", answer(passkey).bytes())
            .header("Origin", operator.below("").replaceFirst("/$", ""));
    Answer signedIn = Answer.to(before.isEmpty() ? call : call.header("Cookie", cookie + before));
    assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
    String set = signedIn.header("Set-Cookie").orElseThrow();
    assertThat(set).startsWith(cookie);
    return set.substring(cookie.length(), set.indexOf(';'));
  }

  @Test
  void whoSignsOutGivesHisTokenBackAndNobodyElses() {
    TestPasskey passkey = TestPasskey.usual();
    join(invite(), passkey);
    String token = ask(answer(passkey)).text("access_token");
    String other = ask(answer(passkey)).text("access_token");
    String foreign = operator.token(operator.below("admin/v1"));

    assertThat(revoke(token, foreign).status()).isEqualTo(403);
    assertThat(revoke(token, token).status()).isEqualTo(201);

    assertThat(status(token)).isEqualTo(401);
    assertThat(status(other)).isEqualTo(200);
    assertThat(status(foreign)).isEqualTo(200);
  }

  private Answer revoke(String with, String token) {
    String body = JsonObject.builder().put("kind", "token").put("token", token).build().text();
    return Operator.call("POST", operator.below("admin/v1/revocations"), body, with);
  }

  @Test
  void thePasskeyIsSeenWithItsUseAndEndsWithWhatItObtained() throws Exception {
    TestPasskey passkey = TestPasskey.usual();
    Answer invited = invite();
    join(invited, passkey);
    String token = ask(answer(passkey)).text("access_token");
    String path = "/apps/" + invited.text("client_id") + "/credentials";
    JsonObject credential = admin.items(path).getFirst();
    assertThat(credential.string("type")).isEqualTo("passkey");
    assertThat(credential.string("hint")).isEqualTo("Laptop");

    assertThat(admin.delete(path + "/" + credential.string("id")).status()).isEqualTo(204);

    assertThat(status(token)).isEqualTo(401);
    assertThat(ask(answer(passkey)).text("error")).isEqualTo("invalid_client");
  }

  @Test
  void whatIsRefusedIsRefusedInOneText() throws JsonFault {
    TestPasskey passkey = TestPasskey.usual();
    Answer invited = invite();
    join(invited, passkey);
    JsonObject used = answer(passkey);
    assertThat(ask(used).status()).isEqualTo(200);
    JsonObject options = post("service/passkeys/options", JsonObject.EMPTY).json();
    List<JsonObject> wrong =
        List.of(
            used,
            JsonObject.EMPTY,
            passkey.sign(options, "http://evil.example"),
            passkey.sign(
                JsonObject.builder().putAll(options).put("challenge", "AAAA").build(), origin),
            TestPasskey.usual().of(invited.text("client_id")).sign(options, origin),
            TestPasskey.usual().named(passkey).of(invited.text("client_id")).sign(options, origin),
            TestPasskey.usual().of("app_nobody").sign(options, origin));
    String first = ask(JsonObject.EMPTY).body();
    for (JsonObject each : wrong) {
      Answer refused = ask(each);
      assertThat(refused.status()).as(each.text()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo(first);
    }
  }

  @Test
  void aPasskeyProvesNothingElsewhere() {
    TestPasskey passkey = TestPasskey.usual();
    join(invite(), passkey);
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", "x");
    form.put("client_assertion_type", "urn:postern:client-assertion-type:other");
    form.put("client_assertion", TestPasskey.text(answer(passkey).bytes()));
    Answer refused =
        Answer.to(
            HttpCall.post(
                operator.uri("service/oauth/introspect"),
                "application/x-www-form-urlencoded",
                Caller.form(form).getBytes(StandardCharsets.UTF_8)));
    assertThat(refused.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"service/passkeys", "service/passkeys/options"})
  void onlySoundRequestsAreTaken(String path) {
    String invitation = invite().text("invitation");
    assertThat(post(path, JsonObject.EMPTY, invitation + "x").status()).isEqualTo(401);
    assertThat(post(path + "?a=b", JsonObject.EMPTY, invitation).status()).isEqualTo(400);
    HttpCall text =
        HttpCall.post(operator.uri(path), "text/plain", "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(Answer.to(text.header("Authorization", "Bearer " + invitation)).status())
        .isEqualTo(415);
    HttpCall tooLong = call(path, new byte[64 * 1024]);
    assertThat(Answer.to(tooLong.header("Authorization", "Bearer " + invitation)).status())
        .isEqualTo(413);
    assertThat(
            Answer.to(HttpCall.of("GET", URI.create(operator.below(path)), new byte[0])).status())
        .isEqualTo(405);
  }

  @Test
  void aBodyThatMakesNoSenseIsToldSo() {
    String invitation = invite().text("invitation");
    assertThat(post("service/passkeys", JsonObject.EMPTY, invitation).status()).isEqualTo(400);
    assertThat(register(invitation, JsonObject.EMPTY).status()).isEqualTo(400);
    assertThat(post("service/passkeys", JsonObject.EMPTY).status()).isEqualTo(401);
  }

  @Test
  void whoTriesInvitationsIsSlowedDown(@TempDir Path data) throws Exception {
    try (RunningServer tried = new RunningServer(data)) {
      URI options = tried.operator().uri("service/passkeys/options");
      int refused = 0;
      for (int i = 0; i < 40; i++) {
        Answer answer =
            Answer.to(
                HttpCall.post(options, "application/json", JsonObject.EMPTY.bytes())
                    .header("Authorization", "Bearer app_a.piv_" + i));
        refused += answer.status() == 401 ? 0 : 1;
        assertThat(answer.status()).isIn(401, 429, 503);
      }
      assertThat(refused).isPositive();
    }
  }
}
