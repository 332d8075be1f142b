package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.store.BuiltInApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies may say: what is set by the server, and what a merge patch does. */
final class ChangesTest {

  private static final String TEXT = "\"x\"";

  private final AdminSite site = new AdminSite();
  private final String api = site.api("https://a.example.com", "read", "write");
  private final String app =
      site.post(
              "/apps",
              "{\"name\":\"n\",\"description\":\"d\",\"labels\":{\"a\":\"1\",\"b\":\"2\"},"
                  + "\"allowed_ips\":[\"10.0.0.0/8\"],\"limits\":{\"tokens_per_minute\":5}}")
          .text("client_id");

  @ParameterizedTest
  @ValueSource(strings = {"id", "built_in", "created_at"})
  void anApiTakesNothingThatTheServerSets(String member) {
    refused(
        site.post("/apis", "{\"identifier\":\"urn:x\",\"name\":\"x\",\"" + member + "\":\"x\"}"),
        member);
    fixed("/apis/" + api, member);
  }

  @Test
  void anApiNeverChangesItsIdentifier() {
    fixed("/apis/" + api, "identifier");
    assertThat(site.get("/apis/" + api).text("identifier")).isEqualTo("https://a.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "client_secret", "created_at", "scopes", "secret_hash"})
  void anAppTakesNothingThatTheServerSets(String member) {
    refused(site.post("/apps", "{\"name\":\"x\",\"" + member + "\":\"x\"}"), member);
    fixed("/apps/" + app, member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "hint", "created_at", "last_used_at", "client_secret"})
  void aCredentialTakesNothingThatTheServerSets(String member) {
    String all = "/apps/" + app + "/credentials";
    refused(site.post(all, "{\"" + member + "\":\"x\"}"), member);
    fixed(all + "/" + site.post(all, "{}").text("id"), member);
  }

  @Test
  void aCredentialNeverChangesItsHash() {
    String all = "/apps/" + app + "/credentials";
    fixed(all + "/" + site.post(all, "{}").text("id"), "secret_hash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "api_id", "created_at", "id", "epoch"})
  void aGrantTakesNothingThatTheServerSets(String member) {
    refused(
        site.put(
            "/apps/" + app + "/grants/" + api, "{\"scopes\":[\"read\"],\"" + member + "\":\"x\"}"),
        member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_key", "status", "operator", "created_at"})
  void aTenantTakesNothingThatTheServerSets(String member) {
    refused(site.post("/tenants", "{\"name\":\"x\",\"" + member + "\":\"active\"}"), member);
    if (!member.equals("status")) {
      site.tenant("acme");
      fixed("/tenants/acme", member);
    }
  }

  private void fixed(String path, String member) {
    long before = site.number();
    refused(site.patch(path, "{\"" + member + "\":" + TEXT + "}"), member);
    refused(site.patch(path, "{\"" + member + "\":null}"), member);
    assertThat(site.number()).isEqualTo(before);
  }

  private static void refused(Answer answer, String member) {
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).contains("/" + member);
  }

  @Test
  void everyMistakeIsToldAtOnceAndNoInputComesBack() {
    Answer answer =
        site.post(
            "/apps",
            "{\"description\":7,\"<script>\":1,\"limits\":{\"tokens_per_minute\":0,\"more\":1},"
                + "\"grants\":[{\"api_id\":\"nothing\",\"scopes\":[],\"plus\":1},7]}");
    assertThat(answer.pointers())
        .contains(
            "/name",
            "/description",
            "",
            "/limits/tokens_per_minute",
            "/limits/more",
            "/grants/0/api_id",
            "/grants/0/plus",
            "/grants/1");
    assertThat(answer.body().text()).doesNotContain("<script", "nothing\"");
  }

  @Test
  void aJsonPatchIsNoMergePatch() {
    Answer answer =
        site.call("PATCH", "/apps/" + app)
            .json("[{\"op\":\"replace\",\"path\":\"/tenant_id\",\"value\":\"x\"}]")
            .send();
    assertThat(answer.problem()).isEqualTo("400 invalid");
  }

  @Test
  void aMemberThatIsNotNamedStaysAndOneThatIsNullGoes() {
    Answer answer = site.patch("/apps/" + app, "{\"description\":null}");
    assertThat(answer.text("description")).isEmpty();
    assertThat(answer.text("name")).isEqualTo("n");
    assertThat(answer.object("labels").members()).hasSize(2);
    Answer limits = site.patch("/apps/" + app, "{\"limits\":null}");
    assertThat(limits.object("limits")).isEqualTo(JsonObject.EMPTY);
  }

  @Test
  void labelsAreMergedOneByOne() {
    Answer answer = site.patch("/apps/" + app, "{\"labels\":{\"a\":null,\"c\":\"3\",\"z\":null}}");
    assertThat(answer.object("labels").text()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
  }

  @Test
  void anArrayTakesThePlaceOfTheArray() {
    Answer answer = site.patch("/apps/" + app, "{\"allowed_ips\":[\"::1\"]}");
    assertThat(Description.member(answer.body(), "allowed_ips").text()).isEqualTo("[\"::1\"]");
    Answer scopes = site.patch("/apis/" + api, "{\"scopes\":[{\"name\":\"read\"}]}");
    assertThat(Description.member(scopes.body(), "scopes").text())
        .isEqualTo("[{\"name\":\"read\",\"description\":\"\"}]");
  }

  @Test
  void aPatchThatSaysNothingLeavesEverything() {
    JsonObject before = site.get("/apps/" + app).body();
    assertThat(site.patch("/apps/" + app, "{}").body()).isEqualTo(before);
  }

  @Test
  void nullForAStatusMeansActiveEverywhere() {
    site.patch("/apps/" + app, "{\"status\":\"blocked\"}");
    assertThat(site.patch("/apps/" + app, "{\"status\":null}").text("status")).isEqualTo("active");
    site.tenant("acme");
    site.patch("/tenants/acme", "{\"status\":\"blocked\"}");
    assertThat(site.patch("/tenants/acme", "{}").text("status")).isEqualTo("blocked");
    assertThat(site.patch("/tenants/acme", "{\"status\":null}").text("status")).isEqualTo("active");
  }

  @ParameterizedTest
  @CsvSource({
    "a\\u0007b, control",
    "a\\nb, line feed",
    "a\\u007fb, delete",
    "a\\u202eb, right to left",
    "a\\u2066b, isolate",
    "a\\u200bb, zero width",
    "a\\ufeffb, byte order mark",
    "a\\u2028b, line",
    "a\\u2029b, paragraph"
  })
  void aNameIsSomethingThatCanBeSeen(String name, String why) {
    Answer answer = site.post("/apps", "{\"name\":\"" + name + "\"}");
    assertThat(answer.pointers()).as(why).containsExactly("/name");
    Answer label = site.post("/apps", "{\"name\":\"n\",\"labels\":{\"l\":\"" + name + "\"}}");
    assertThat(label.pointers()).as(why).containsExactly("/labels");
  }

  @Test
  void aNameMayBeOfAnyLanguage() {
    String name = "\u65e5\u672c \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \ud83d\ude00";
    assertThat(site.post("/apps", "{\"name\":\"" + name + "\"}").text("name")).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1",
        "1",
        "10.0.0.0/33",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "::1/129",
        "fe80::1%lo",
        "example.com",
        "10.0.0.0/8/8",
        "",
        ":",
        "10.0.0.256"
      })
  void whatIsNoAddressIsNotTakenForOne(String address) {
    assertThat(
            site.post("/apps", "{\"name\":\"n\",\"allowed_ips\":[\"" + address + "\"]}").pointers())
        .containsExactly("/allowed_ips/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2027-06-30",
        "2027-06-30T00:00Z",
        "2027-06-30T00:00:00",
        "2027-13-30T00:00:00Z",
        "now",
        "+12027-06-30T00:00:00Z",
        "2027-06-30T24:00:01Z",
        "1969-12-31T23:59:59Z"
      })
  void whatIsNoTimeIsNotTakenForOne(String time) {
    Answer answer =
        site.put(
            "/apps/" + app + "/grants/" + api,
            "{\"scopes\":[\"read\"],\"expires_at\":\"" + time + "\"}");
    assertThat(answer.pointers()).containsExactly("/expires_at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "jti", "sid", "scope", "cnf", "client_id"})
  void aGrantNeverSetsAClaimThatTokensHave(String claim) {
    Answer answer =
        site.put(
            "/apps/" + app + "/grants/" + api,
            "{\"scopes\":[\"read\"],\"claims\":{\"" + claim + "\":\"x\"}}");
    assertThat(answer.pointers()).containsExactly("/claims");
  }

  @Test
  void ownClaimsAreAtMostFourThousandAndNinetySixBytes() {
    String start = "{\"scopes\":[\"read\"],\"claims\":{\"c\":\"";
    String path = "/apps/" + app + "/grants/" + api;
    int around = "{\"c\":\"\"}".length();
    String most = "\u00e4".repeat((4096 - around) / 2);
    assertThat(site.put(path, start + most + "\"}}").status()).isEqualTo(201);
    assertThat(site.put(path, start + most + "\u00e4\"}}").pointers()).containsExactly("/claims");
  }

  @Test
  void theScopesOfAnApiAreNamedOnceAndAreShortEnoughTogether() {
    String two = "[{\"name\":\"read\"},{\"name\":\"read\"}]";
    assertThat(site.patch("/apis/" + api, "{\"scopes\":" + two + "}").pointers())
        .containsExactly("/scopes/1/name");
    // 16 names of 127 characters and the 15 spaces between: 2,047; with one of 128 it is the most.
    assertThat(site.patch("/apis/" + api, scopes(127, 128)).status()).isEqualTo(200);
    assertThat(site.patch("/apis/" + api, scopes(128, 128)).pointers()).containsExactly("/scopes");
  }

  private static String scopes(int length, int last) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      String name = (char) ('a' + i) + "x".repeat((i == 15 ? last : length) - 1);
      all.append(i == 0 ? "" : ",").append("{\"name\":\"").append(name).append("\"}");
    }
    return "{\"scopes\":[" + all + "]}";
  }

  @Test
  void aLifetimeIsNeverMoreThanTheMost() {
    assertThat(site.patch("/apis/" + api, "{\"max_token_lifetime_seconds\":60}").pointers())
        .containsExactly("/token_lifetime_seconds");
    String both = "{\"max_token_lifetime_seconds\":60,\"token_lifetime_seconds\":60}";
    assertThat(site.patch("/apis/" + api, both).status()).isEqualTo(200);
    Answer grant =
        site.put(
            "/apps/" + app + "/grants/" + api,
            "{\"scopes\":[\"read\"],\"token_lifetime_seconds\":61}");
    assertThat(grant.pointers()).containsExactly("/token_lifetime_seconds");
  }

  @Test
  void anAppActsForApisThatAreThereAndNotBuiltIn() {
    for (String id : List.of("api_nothing", site.builtIn(BuiltInApi.ADMIN))) {
      assertThat(site.patch("/apps/" + app, "{\"acts_for\":[\"" + id + "\"]}").pointers())
          .containsExactly("/acts_for");
    }
  }

  @Test
  void theScopesOfABuiltInApiStay() {
    String path = "/apis/" + site.builtIn(BuiltInApi.ADMIN);
    assertThat(site.patch(path, "{\"scopes\":[{\"name\":\"apps:read\"}]}").pointers())
        .containsExactly("/scopes");
    assertThat(site.patch(path, "{\"name\":\"Ours\"}").text("name")).isEqualTo("Ours");
  }

  @Test
  void anotherEndOfACredentialLiesAhead() {
    String all = "/apps/" + app + "/credentials";
    String past = "{\"expires_at\":\"" + site.now() + "\"}";
    String ahead = "{\"expires_at\":\"" + site.now().plusMillis(1) + "\"}";
    assertThat(site.post(all, past).pointers()).containsExactly("/expires_at");
    String one = all + "/" + site.post(all, ahead).text("id");
    assertThat(site.patch(one, past).pointers()).containsExactly("/expires_at");
  }

  @Test
  void aGrantAtBirthNamesItsApiInOneWayAndOnce() {
    String both = grants("\"api_id\":\"" + api + "\",\"identifier\":\"https://a.example.com\"");
    assertThat(site.post("/apps", both).pointers()).containsExactly("/grants/0/api_id");
    assertThat(site.post("/apps", grants("\"status\":\"active\"")).pointers())
        .containsExactly("/grants/0/api_id");
    assertThat(site.post("/apps", grants("\"identifier\":\"https://b.example.com\"")).pointers())
        .containsExactly("/grants/0/identifier");
    String one = "{\"scopes\":[\"read\"],\"api_id\":\"" + api + "\"}";
    assertThat(
            site.post("/apps", "{\"name\":\"n\",\"grants\":[" + one + "," + one + "]}").pointers())
        .contains("/grants/1/api_id");
  }

  private static String grants(String names) {
    return "{\"name\":\"n\",\"grants\":[{\"scopes\":[\"read\"]," + names + "}]}";
  }

  @Test
  void anAppThatActedForADeletedApiCanStillBeBlocked() {
    site.patch("/apps/" + app, "{\"acts_for\":[\"" + api + "\"]}");
    assertThat(site.delete("/apis/" + api).status()).isEqualTo(204);
    assertThat(site.patch("/apps/" + app, "{\"status\":\"blocked\"}").status()).isEqualTo(200);
    assertThat(site.patch("/apps/" + app, "{\"acts_for\":[]}").status()).isEqualTo(200);
    assertThat(site.patch("/apps/" + app, "{\"acts_for\":[\"" + api + "\"]}").pointers())
        .containsExactly("/acts_for");
  }
}
