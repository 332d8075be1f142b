package dev.postern.server.http.identity;

import static dev.postern.server.http.identity.IdentitySite.ACCOUNT;
import static dev.postern.server.http.identity.IdentitySite.HOME;
import static dev.postern.server.http.identity.IdentitySite.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.identity.IdentitySite.Answer;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.BuiltInApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call the Identity Management API, with what, and how refusals look. */
final class IdentityAccessTest {

  private static final String METADATA =
      "resource_metadata=\"http://127.0.0.1:8080/.well-known/oauth-protected-resource"
          + "/identity/v2/manage\"";
  private static final String UID = "0123456789abcdef0123456789abcdef";

  private final IdentitySite site = new IdentitySite();

  private static void assertRefused(Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.body().text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().members().keySet())
        .containsExactly(
            "Description", "ErrorCode", "Message", "IsProviderError", "ProviderErrorResponse");
    assertThat(answer.body().text())
        .endsWith("\"IsProviderError\":false,\"ProviderErrorResponse\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   '',                 profile:create",
    "GET,    ?email=a@b.co,      profile:read",
    "DELETE, ?email=a@b.co,      profile:delete",
    "GET,    s,                  profile:read",
    "GET,    /UID,               profile:read",
    "PUT,    /UID,               profile:update",
    "DELETE, /UID,               profile:delete",
    "PUT,    /UID/email,         profile:update",
    "DELETE, /UID/email,         profile:update"
  })
  void eachCallWantsItsScopeAndNoOther(String method, String path, String scope) {
    String target = ACCOUNT + path.replace("UID", UID);
    String others = IdentitySite.ALL.replace(scope, "profile:other");
    Answer lacking = site.call(method, target).scope(others).json("{}").send();
    assertRefused(lacking, 403, 1143);
    assertThat(lacking.text("Description")).contains(scope);
    assertThat(lacking.challenge())
        .startsWith("Bearer ")
        .contains("error=\"insufficient_scope\"", "scope=\"" + scope + "\"", METADATA);
    Answer allowed = site.call(method, target).scope(scope).json("{}").send();
    assertThat(allowed.challenge()).isEmpty();
    assertThat(allowed.status()).isIn(200, 400, 403);

    Answer stranger = site.call(method, target).token(null).json("{}").send();
    assertRefused(stranger, 401, 1060);
    assertThat(stranger.challenge()).startsWith("Bearer ").contains(METADATA);
    assertThat(stranger.challenge()).as("RFC 6750 3.1").doesNotContain("error");
  }

  @Test
  void aTokenThatDoesNotStandIsRefused() {
    String good = site.token(IdentitySite.ALL);
    String expired = site.token(HOME, BuiltInApi.IDENTITY, IdentitySite.ALL, NOW.minusSeconds(31));
    String admin = site.token(HOME, BuiltInApi.ADMIN, IdentitySite.ALL, NOW.plusSeconds(60));
    String tampered = good.substring(0, good.length() - 8) + "AAAAAAAA";
    for (String token : List.of(expired, admin, tampered, "x", "a.b.c")) {
      Answer answer = site.call("GET", ACCOUNT + "/" + UID).token(token).send();
      assertRefused(answer, 401, 905);
      assertThat(answer.challenge()).contains("error=\"invalid_token\"", METADATA);
      assertThat(answer.body().text()).doesNotContain(token.length() > 8 ? token : UID);
    }
    site.revoke("a-token");
    assertRefused(site.call("GET", ACCOUNT + "/" + UID).token(good).send(), 401, 905);
  }

  @Test
  void aHeaderThatIsNoBearerTokenIsRefused() {
    Answer basic =
        site.call("GET", ACCOUNT).token(null).header("Authorization", "Basic YTpi").send();
    assertRefused(basic, 400, 905);
    assertThat(basic.challenge()).contains("error=\"invalid_request\"", METADATA);
    String bearer = "Bearer " + site.token(IdentitySite.ALL);
    Answer two = site.call("GET", ACCOUNT).header("Authorization", bearer).send();
    assertRefused(two, 400, 905);
  }

  @Test
  void theApiKeyWhereSentIsTheTenants() {
    String key = "X-LoginRadius-ApiKey";
    assertRefused(
        site.call("GET", ACCOUNT + "/" + UID).header(key, "key-of-default").send(), 403, 938);
    assertRefused(
        site.call("GET", ACCOUNT + "/" + UID).header(key, "key-of-acme").send(), 403, 901);
    assertRefused(site.call("GET", ACCOUNT + "/" + UID).header(key, "").send(), 403, 901);
    assertRefused(
        site.call("GET", ACCOUNT + "/" + UID)
            .header(key, "key-of-default")
            .header(key.toLowerCase(Locale.ROOT), "key-of-default")
            .send(),
        400,
        965);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=iso-8859-1",
        "application/json, application/json",
        "application/merge-patch+json"
      })
  void aBodyThatIsNotSaidToBeJsonIsRefused(String type) {
    IdentitySite.Call call = site.call("POST", ACCOUNT).body("{}".getBytes(StandardCharsets.UTF_8));
    assertRefused((type.isEmpty() ? call : call.header("Content-Type", type)).send(), 415, 965);
  }

  @Test
  void aCharsetMayBeNamedIfItIsUtf8() {
    Answer answer =
        site.call("POST", ACCOUNT)
            .body("{\"UserName\":\"a\"}".getBytes(StandardCharsets.UTF_8))
            .header("Content-Type", "application/json; charset=UTF-8")
            .send();
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}x",
        "{\"UserName\":\"canary\",\"UserName\":\"canary\"}",
        "{\"UserName\":\"canary\\u0000\"}",
        "{\"UserName\":\"canary\\ud800\"}",
        "{\"UserName\":'canary'}",
        "{\"FirstName\":\"canary\"}",
        "{\"UserName\":\"a\",\"LikesCount\":NaN}",
        "\ufeff{}"
      })
  void aBodyThatIsNoProfileIsRefusedWithoutBeingRepeated(String body) {
    Answer answer = site.post(body);
    assertRefused(answer, 400, 965);
    assertThat(answer.body().text()).doesNotContain("canary");
  }

  @Test
  void aBodyIsUtf8AndHasALimitOfSizeAndDepth() {
    byte[] malformed = "{\"UserName\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
    malformed[13] = (byte) 0xe9;
    assertRefused(
        site.call("POST", ACCOUNT)
            .header("Content-Type", "application/json")
            .body(malformed)
            .send(),
        400,
        965);
    assertRefused(site.post("{\"Country\":" + "[".repeat(40) + "]".repeat(40) + "}"), 400, 965);
    String padded = "{\"UserName\":\"a\"}" + " ".repeat(256 * 1024 - 16);
    assertThat(padded.length()).isEqualTo(256 * 1024);
    assertThat(site.post(padded).status()).isEqualTo(200);
    assertRefused(site.post(padded + " "), 400, 965);
  }

  @Test
  void pathsAndMethodsThatAreNotThereAreRefusedInTheSameShape() {
    assertRefused(site.get("/identity/v2/manage"), 404, 908);
    assertRefused(site.get(ACCOUNT + "/" + UID + "/email/x"), 404, 908);
    Answer patch = site.call("PATCH", ACCOUNT).send();
    assertRefused(patch, 405, 908);
    assertThat(patch.headers().first("Allow")).contains("DELETE, GET, HEAD, POST");
  }

  @ParameterizedTest
  @EnumSource
  void everythingThatTheEdgeRefusesHasTheSameShape(HttpError error) {
    Reply reply = IdentityErrors.STYLE.reply(error);
    String body = new String(reply.body(), StandardCharsets.UTF_8);
    assertThat(reply.status()).isEqualTo(error.status());
    assertThat(body).matches("\\{\"Description\":.*\"ErrorCode\":\\d+,\"Message\":.*null}");
    assertThat(reply.headers().contains("Retry-After")).isEqualTo(error.status() == 503);
  }

  @Test
  void whoMustWaitIsToldHowLong() {
    Reply reply =
        IdentityErrors.refusal(new TooMany(Duration.ofSeconds(2)), site.address.issuer(HOME));
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers().first("Retry-After")).contains("2");
  }

  @Test
  void everyReasonHasACodeOfItsOwn() {
    Map<IdentityReason.Fault, String> codes = new EnumMap<>(IdentityReason.Fault.class);
    for (IdentityReason.Fault fault : IdentityReason.Fault.values()) {
      Reply reply = IdentityErrors.refusal(fault, site.address.issuer(HOME));
      String body = new String(reply.body(), StandardCharsets.UTF_8);
      codes.put(fault, body.replaceAll(".*\"ErrorCode\":(\\d+).*", reply.status() + " $1"));
    }
    assertThat(new TreeMap<>(codes))
        .hasToString(
            "{BAD_API_KEY=403 901, BAD_PARAMETER=400 908, EMAIL_TAKEN=403 936, "
                + "USERNAME_TAKEN=403 9361, PHONE_TAKEN=403 9362, LAST_EMAIL=403 9363, "
                + "MALFORMED_UID=403 937, NO_SUCH_ACCOUNT=403 938, BAD_EMAIL=400 1038, "
                + "BAD_PASSWORD=400 1198, NOTHING_TO_LOOK_UP_BY=400 1118}");
  }
}
