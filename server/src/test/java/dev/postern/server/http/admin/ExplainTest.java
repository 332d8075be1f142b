package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /explain}: what it takes, what it refuses, and what it says. */
final class ExplainTest {

  private static final String STORAGE = "https://storage.example.com";

  private final AdminSite site = new AdminSite();
  private final String api = site.api(STORAGE, "read", "write");
  private final Party app = site.app("[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]".formatted(api));

  private Answer explain(String members) {
    return site.post("/explain", "{\"client_id\":\"" + app.clientId() + "\"" + members + "}");
  }

  private static String broken(Answer answer) {
    assertThat(answer.status()).as(answer.body().text()).isEqualTo(200);
    return Description.values(answer.body(), "rules").stream()
        .filter(rule -> Description.text(rule, "outcome").equals("fail"))
        .map(rule -> Description.text(rule, "rule"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void whatWouldBeIssuedIsTold() {
    Answer answer = explain(",\"audience\":\"" + STORAGE + "\",\"scope\":\"read\"");
    assertThat(broken(answer)).isEmpty();
    assertThat(answer.body().members().get("allowed")).isEqualTo(new JsonBoolean(true));
    JsonObject token = answer.object("token");
    assertThat(Description.text(token, "audience")).isEqualTo(STORAGE);
    assertThat(Description.text(token, "scope")).isEqualTo("read");
    assertThat(Description.text(token, "lifetime_by")).isEqualTo("api");
    assertThat(Description.text(token, "proof")).isEqualTo("none");
    assertThat(Description.text(token, "signing_algorithm")).isEqualTo("ES256");
    assertThat(token.members().get("expires_in")).isEqualTo(JsonNumber.of(86_400));
    assertThat(answer.headers().first("ETag")).isEmpty();
  }

  @Test
  void allThatIsInTheWayIsTold() {
    site.patch("/apps/" + app.clientId(), "{\"status\":\"blocked\",\"proof\":\"dpop\"}");
    Answer answer = explain(",\"audience\":\"" + STORAGE + "\",\"scope\":\"read write\"");
    assertThat(broken(answer)).isEqualTo("app_active scope_granted proof_shown");
    assertThat(answer.body().members().get("allowed")).isEqualTo(new JsonBoolean(false));
    assertThat(answer.body().members().get("token")).isEqualTo(JsonNull.NULL);
  }

  @Test
  void anAudienceMayBeCalledResourceOrBeLeftOut() {
    assertThat(broken(explain(""))).isEmpty();
    assertThat(broken(explain(",\"resource\":\"" + STORAGE + "\""))).isEmpty();
    String both = ",\"audience\":\"%s\",\"resource\":\"%s\"";
    assertThat(broken(explain(both.formatted(STORAGE, STORAGE)))).isEmpty();
    assertThat(broken(explain(",\"resource\":\"https://other.example.com\"")))
        .isEqualTo("api_known");
    assertThat(explain(both.formatted(STORAGE, "https://other.example.com")).pointers())
        .containsExactly("/resource");
  }

  @Test
  void whatMayBeLeftOutMayBeNull() {
    String nothing =
        List.of(
                "grant_type",
                "audience",
                "resource",
                "scope",
                "claims",
                "credential_id",
                "proof",
                "address",
                "at",
                "token")
            .stream()
            .map(name -> ",\"" + name + "\":null")
            .collect(Collectors.joining());
    assertThat(broken(explain(nothing))).isEmpty();
    assertThat(broken(explain(",\"grant_type\":\"client_credentials\""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"grant_type\":\"urn:ietf:params:oauth:grant-type:token-exchange\" | /grant_type",
        "\"grant_type\":\"urn:ietf:params:oauth:grant-type:jwt-bearer\" | /grant_type",
        "\"grant_type\":\"password\" | /grant_type",
        "\"grant_type\":1 | /grant_type",
        "\"audience\":\"\" | /audience",
        "\"audience\":[] | /audience",
        "\"scope\":\"\" | /scope",
        "\"scope\":\" a\" | /scope",
        "\"scope\":\"a  b\" | /scope",
        "\"scope\":\"a\\\"b\" | /scope",
        "\"scope\":[\"a\"] | /scope",
        "\"claims\":[] | /claims",
        "\"claims\":{\"\":1} | /claims",
        "\"claims\":{\"a\\u0007\":1} | /claims",
        "\"credential_id\":\"cred_nothing\" | /credential_id",
        "\"credential_id\":1 | /credential_id",
        "\"proof\":\"any\" | /proof",
        "\"proof\":true | /proof",
        "\"address\":\"localhost\" | /address",
        "\"address\":\"10.0.0.0/8\" | /address",
        "\"address\":\"10.0.0\" | /address",
        "\"address\":10 | /address",
        "\"at\":\"today\" | /at",
        "\"at\":\"9999-12-31T00:00:00Z\" | /at",
        "\"client_secret\":\"x\" | /client_secret",
        "\"client_assertion\":\"x\" | /client_assertion",
        "\"subject_token\":\"x\" | /subject_token",
        "\"token\":\"a.b.c\" | /token"
      })
  void whatMakesNoSenseIsRefusedWhereItStands(String member, String pointer) {
    Answer answer = explain("," + member);
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).containsExactly(pointer);
  }

  @Test
  void otherGrantTypesAreRefusedWithTheReason() {
    Answer answer = explain(",\"grant_type\":\"urn:ietf:params:oauth:grant-type:jwt-bearer\"");
    assertThat(answer.errors("detail").getFirst()).contains("depends on what is shown");
  }

  @Test
  void limitsAreKeptToTheCharacter() {
    String scopes = "a".repeat(128) + (" " + "b".repeat(128)).repeat(14);
    assertThat(explain(",\"scope\":\"" + scopes + " " + "c".repeat(112) + "\"").status())
        .isEqualTo(200);
    assertThat(explain(",\"scope\":\"" + scopes + " " + "c".repeat(114) + "\"").pointers())
        .containsExactly("/scope");
    assertThat(explain(",\"scope\":\"" + "a".repeat(129) + "\"").pointers())
        .containsExactly("/scope");
    String claims = ",\"claims\":{\"a\":\"%s\"}";
    assertThat(explain(claims.formatted("x".repeat(4096 - 8))).status()).isEqualTo(200);
    assertThat(explain(claims.formatted("x".repeat(4096 - 7))).pointers())
        .containsExactly("/claims");
    String name = ",\"claims\":{\"%s\":1}";
    assertThat(explain(name.formatted("n".repeat(128))).status()).isEqualTo(200);
    assertThat(explain(name.formatted("n".repeat(129))).pointers()).containsExactly("/claims");
    assertThat(explain(",\"audience\":\"" + "a".repeat(513) + "\"").pointers())
        .containsExactly("/audience");
    assertThat(explain(",\"address\":\"" + "1".repeat(65) + "\"").pointers())
        .containsExactly("/address");
  }

  @Test
  void eitherARequestOrATokenIsExplained() {
    Answer neither = site.post("/explain", "{}");
    assertThat(neither.pointers()).containsExactly("/client_id");
    assertThat(neither.errors("detail").getFirst()).contains("missing", "token");
    Answer both = site.post("/explain", "{\"client_id\":\"x\",\"token\":\"y\",\"scope\":\"z\"}");
    assertThat(both.pointers()).containsExactly("/token");
    assertThat(site.post("/explain", "{\"token\":\"y\",\"scope\":\"z\"}").pointers())
        .containsExactly("/scope");
    assertThat(site.post("/explain", "{\"token\":\"\"}").pointers()).containsExactly("/token");
    assertThat(site.post("/explain", "{\"token\":\"" + "a".repeat(16_385) + "\"}").pointers())
        .containsExactly("/token");
    assertThat(site.post("/explain", "{\"scope\":\"a\"}").pointers()).containsExactly("/client_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app_nobody", "a b", "%", "\u00e4"})
  void anUnknownAppAndOneOfAnotherTenantGetTheSameBytes(String unknown) {
    Party theirs = site.tenant("acme");
    String body = "{\"client_id\":\"%s\",\"credential_id\":\"c\",\"audience\":\"" + STORAGE + "\"}";
    Answer one = site.post("/explain", body.formatted(unknown));
    assertThat(broken(one)).isEqualTo("app_known");
    Answer other = site.post("/explain", body.formatted(theirs.clientId()));
    assertThat(other.body()).isEqualTo(one.body());
  }

  @Test
  void whereNoCredentialIsNamedTheFirstThatIsLetThroughIsTold() {
    String path = "/apps/" + app.clientId() + "/credentials";
    String first = Description.text(site.get(path).items().getFirst(), "id");
    site.patch(path + "/" + first, "{\"expires_at\":\"2026-11-22T11:00:00Z\"}");
    site.pass(Duration.ofHours(2));
    String second = site.post(path, "{}").text("id");
    Answer answer = explain("");
    assertThat(broken(answer)).isEmpty();
    assertThat(answer.text("credential_id")).isEqualTo(second);
    assertThat(
            Description.values(answer.body(), "credentials").stream()
                .map(it -> Description.text(it, "id") + Description.member(it, "allowed").text()))
        .containsExactlyInAnyOrder(first + "false", second + "true");
    Answer named = explain(",\"credential_id\":\"" + first + "\"");
    assertThat(broken(named)).isEqualTo("credential_live credential_lasts");
    assertThat(Description.values(named.body(), "credentials")).hasSize(1);
    site.delete(path + "/" + first);
    site.delete(path + "/" + second);
    Answer none = explain("");
    assertThat(broken(none)).isEqualTo("credential_known");
    assertThat(none.body().members().get("credential_id")).isEqualTo(JsonNull.NULL);
  }

  @Test
  void whatIsToComeMayBeAskedFor() {
    site.put(
        "/apps/" + app.clientId() + "/grants/" + api,
        "{\"scopes\":[\"read\"],\"expires_at\":\"2099-01-01T00:00:00Z\"}");
    assertThat(broken(explain(""))).isEmpty();
    Answer later =
        explain(",\"audience\":\"" + STORAGE + "\",\"at\":\"2099-01-01T00:00:00+00:00\"");
    assertThat(broken(later)).isEqualTo("grant_live grant_lasts");
    assertThat(later.text("at")).isEqualTo("2099-01-01T00:00:00Z");
  }

  @Test
  void anAppThatMayAskFromSomeAddressesIsJudgedByTheOneThatIsGiven() {
    site.patch("/apps/" + app.clientId(), "{\"allowed_ips\":[\"10.0.0.0/8\",\"2001:db8::/32\"]}");
    assertThat(broken(explain(""))).isEmpty();
    assertThat(broken(explain(",\"address\":\"10.9.8.7\""))).isEmpty();
    assertThat(broken(explain(",\"address\":\"2001:db8::1\""))).isEmpty();
    assertThat(broken(explain(",\"address\":\"11.0.0.1\""))).isEqualTo("address_allowed");
  }

  @Test
  void aTokenIsReadAndJudgedAndNotSaidAgain() {
    String token = site.tokenFor(app, STORAGE, null);
    Answer answer = site.post("/explain", "{\"token\":\"" + token + "\"}");
    assertThat(broken(answer)).isEmpty();
    assertThat(answer.body().members().get("active")).isEqualTo(new JsonBoolean(true));
    assertThat(Description.member(answer.object("claims"), "client_id"))
        .isEqualTo(new JsonString(app.clientId()));
    assertThat(Description.text(answer.object("header"), "typ")).isEqualTo("at+jwt");
    assertThat(answer.body().text())
        .doesNotContain(token, token.substring(token.lastIndexOf('.') + 1));
    site.patch("/apps/" + app.clientId(), "{\"status\":\"blocked\"}");
    Answer closed = site.post("/explain", "{\"token\":\"" + token + "\"}");
    assertThat(broken(closed)).isEqualTo("session_app_open");
    assertThat(closed.body().members().get("active")).isEqualTo(new JsonBoolean(false));
  }

  @Test
  void aTokenOfAnotherTenantIsNoneHere() {
    String theirs = site.token(site.tenant("acme"));
    Answer answer = site.post("/explain", "{\"token\":\"" + theirs + "\"}");
    assertThat(broken(answer)).isEqualTo("key");
    assertThat(answer.body().members().get("active")).isEqualTo(new JsonBoolean(false));
  }

  @Test
  void narrowedAndDeletedThingsAreToldByTheirNames() {
    String token = site.tokenFor(app, STORAGE, null);
    site.delete("/apps/" + app.clientId() + "/grants/" + api);
    assertThat(broken(site.post("/explain", "{\"token\":\"" + token + "\"}")))
        .isEqualTo("session_grant_open");
    site.delete("/apis/" + api);
    assertThat(broken(site.post("/explain", "{\"token\":\"" + token + "\"}")))
        .isEqualTo("audience session_api_open session_grant_open");
  }

  @Test
  void readingIsNoChangeAndNoLineOfTheAuditLog() {
    String token = site.tokenFor(app, STORAGE, null);
    long before = site.number();
    int lines = site.audit().size();
    broken(explain(""));
    broken(site.post("/explain", "{\"token\":\"" + token + "\"}"));
    Answer again = site.call("POST", "/explain").key("k").json("{\"token\":\"x\"}").send();
    assertThat(again.status()).isEqualTo(200);
    assertThat(site.call("POST", "/explain").key("k").json("{\"token\":\"y\"}").send().status())
        .isEqualTo(200);
    assertThat(site.number()).isEqualTo(before);
    assertThat(site.audit()).hasSize(lines);
  }

  @Test
  void theEndOfATokenIsItsEndToTheSecond() {
    String token = site.tokenFor(app, STORAGE, null);
    site.pass(Duration.ofDays(1));
    Answer answer = site.post("/explain", "{\"token\":\"" + token + "\"}");
    assertThat(broken(answer)).isEqualTo("not_over");
  }

  @Test
  void aParameterOfTheQueryIsRefused() {
    Answer answer = site.call("POST", "/explain?verbose=1").json("{\"token\":\"x\"}").send();
    assertThat(answer.pointers()).containsExactly("?verbose");
  }
}
