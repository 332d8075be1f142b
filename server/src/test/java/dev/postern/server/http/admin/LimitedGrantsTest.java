package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.ApiId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a grant at the Admin API says of the APIs that it is limited to. */
final class LimitedGrantsTest {

  private final AdminSite site = new AdminSite();
  private final String admin = site.builtIn(BuiltInApi.ADMIN);
  private final String files = site.api("urn:files", "r");
  private final String mail = later("urn:mail", "r");
  private final Party team = site.admin("apis:read");
  private final String grant = "/apps/" + team.clientId() + "/grants/" + admin;

  /** Ids are in the order of time, of two within a millisecond in any. */
  private String later(String identifier, String scope) {
    site.pass(Duration.ofMillis(1));
    return site.api(identifier, scope);
  }

  private Answer put(String only) {
    return site.put(grant, "{\"scopes\":[\"apis:read\"],\"only_apis\":%s}".formatted(named(only)));
  }

  private String named(String only) {
    return only.replace("FILES", files)
        .replace("MAIL", mail)
        .replace("ADMIN", admin)
        .replace("IDENTITY", site.builtIn(BuiltInApi.IDENTITY));
  }

  private JsonValue shown() {
    return Description.member(site.get(grant).body(), "only_apis");
  }

  @Test
  void whatIsSaidIsShownInOrderAndKeptInTheLog() {
    assertThat(shown()).isEqualTo(JsonNull.NULL);
    assertThat(put("[\"MAIL\",\"FILES\"]").status()).isEqualTo(200);
    assertThat(shown().text()).isEqualTo(named("[\"FILES\",\"MAIL\"]"));
    assertThat(site.lastAudit().record().before().text()).contains("\"only_apis\":null");
    assertThat(site.lastAudit().record().after().text())
        .contains(named("\"only_apis\":[\"FILES\",\"MAIL\"]"));
  }

  /** How somebody whom the OpenID provider vouches for is limited, as it is kept. */
  private OpenIdCredential.Limits kept() {
    return site.store.<OpenIdCredential.Limits, RuntimeException>read(
        AdminSite.HOME,
        tenant ->
            tenant.app(new ClientId(team.clientId())).orElseThrow().credentials().stream()
                .filter(OpenIdCredential.class::isInstance)
                .map(OpenIdCredential.class::cast)
                .findFirst()
                .orElseThrow()
                .limits());
  }

  /** Has the team's person come by the OpenID provider, limited by a role to {@code apis}. */
  private void signedIn(Set<ApiId> apis) {
    site.store.<Boolean, RuntimeException>change(
        AdminSite.HOME,
        site.now(),
        tenant -> {
          ClientId app = new ClientId(team.clientId());
          OpenIdCredential made =
              (OpenIdCredential) Samples.openIdCredential("cred_openid", app, tenant.number());
          tenant.put(made.limited(new OpenIdCredential.Limits(apis, null), tenant.number()));
          tenant.audit(Samples.line("test.role"));
          return true;
        });
  }

  @Test
  void whatIsSaidOfSomebodyByHandIsKeptAsThatThoughHisRoleSaysTheSameNow() {
    Set<ApiId> role = Set.of(new ApiId(files));
    assertThat(put("[\"FILES\"]").status()).isEqualTo(200);
    signedIn(role);
    assertThat(put("[\"FILES\"]").status()).isEqualTo(200);
    assertThat(kept()).isEqualTo(new OpenIdCredential.Limits(role, role));
    assertThat(put("null").status()).isEqualTo(200);
    assertThat(kept()).isEqualTo(OpenIdCredential.Limits.NONE);
  }

  private int putFiles(String also) {
    String body = "{\"only_apis\":[\"FILES\"],\"scopes\":[" + also + "}";
    return site.put(grant, named(body)).status();
  }

  @Test
  void whoOnlySuspendsOrEndsAGrantOrTakesThatBackSaysNothingOfItsLimit() {
    Set<ApiId> role = Set.of(new ApiId(files));
    assertThat(put("[\"FILES\"]").status()).isEqualTo(200);
    signedIn(role);
    for (String when :
        List.of(
            "\"status\":\"suspended\"",
            "\"expires_at\":\"2099-01-01T00:00:00Z\"",
            "\"expires_at\":null,\"status\":\"active\"")) {
      assertThat(putFiles("\"apis:read\"]," + when)).isEqualTo(200);
      assertThat(kept()).as(when).isEqualTo(new OpenIdCredential.Limits(role, null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"apis:read\",\"apps:read\"],\"status\":\"suspended\"",
        "\"apis:read\"],\"status\":\"suspended\",\"token_lifetime_seconds\":60",
        "\"apis:read\"],\"token_lifetime_seconds\":60",
        "\"apis:read\"]",
      })
  void whoSaysMoreOrTheSameAgainSaysTheLimitToo(String body) {
    Set<ApiId> role = Set.of(new ApiId(files));
    assertThat(put("[\"FILES\"]").status()).isEqualTo(200);
    signedIn(role);
    assertThat(putFiles(body)).isEqualTo(200);
    assertThat(kept()).isEqualTo(new OpenIdCredential.Limits(role, role));
  }

  @Test
  void anAppCanBeBornLimited() {
    Party born =
        site.app(
            named("[{\"api_id\":\"ADMIN\",\"scopes\":[\"apis:read\"],\"only_apis\":[\"FILES\"]}]"));
    Answer seen = site.call("GET", "/me").as(born).send();
    assertThat(Description.member(seen.body(), "only_apis").text()).isEqualTo(named("[\"FILES\"]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 | /only_apis",
        "\"FILES\" | /only_apis",
        "[] | /only_apis",
        "[7] | /only_apis/0",
        "[null] | /only_apis/0",
        "[\"FILES\",\"FILES\"] | /only_apis/1",
        "[\"FILES\",\"api_nothing\"] | /only_apis/1",
        "[\"not an id\"] | /only_apis/0",
        "[\"ADMIN\"] | /only_apis/0",
        "[\"IDENTITY\"] | /only_apis/0",
      })
  void anythingElseIsRefusedAndTheGrantStaysAsItIs(String row) {
    String[] parts = row.split(" \\| ", -1);
    Answer answer = put(parts[0]);
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).containsExactly(parts[1]);
    assertThat(shown()).isEqualTo(JsonNull.NULL);
  }

  @Test
  void aHundredApisAreTakenAndNoMore() {
    Party rich = site.app("[]");
    site.grants(rich, 101);
    assertThat(put(list(100)).status()).isEqualTo(200);
    assertThat(put(list(101)).pointers()).containsExactly("/only_apis");
  }

  private static String list(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"api_" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void anApiOfAnotherTenantIsNone() {
    Party acme = site.tenant("acme");
    Answer made =
        site.call("POST", "/apis")
            .as(acme)
            .json("{\"identifier\":\"urn:theirs\",\"name\":\"n\"}")
            .send();
    assertThat(put("[\"" + made.text("id") + "\"]").pointers()).containsExactly("/only_apis/0");
  }

  @Test
  void atAnyOtherApiItCannotBeSaid() {
    for (String api : List.of(files, site.builtIn(BuiltInApi.IDENTITY))) {
      String scope = api.equals(files) ? "r" : "profile:read";
      Answer answer =
          site.put(
              "/apps/" + team.clientId() + "/grants/" + api,
              named("{\"scopes\":[\"" + scope + "\"],\"only_apis\":[\"FILES\"]}"));
      assertThat(answer.problem()).isEqualTo("400 invalid");
      assertThat(answer.errors("detail")).containsExactly("can be said at the Admin API alone");
    }
  }

  @Test
  void whereThereIsALimitItCannotBeLeftOutAndNullLiftsIt() {
    put("[\"FILES\"]");
    Answer unaware = site.put(grant, "{\"scopes\":[\"apis:read\"]}");
    assertThat(unaware.problem()).isEqualTo("400 invalid");
    assertThat(unaware.pointers()).containsExactly("/only_apis");
    assertThat(shown().text()).isEqualTo(named("[\"FILES\"]"));
    assertThat(put("null").status()).isEqualTo(200);
    assertThat(shown()).isEqualTo(JsonNull.NULL);
  }

  @Test
  void anApiThatWasDeletedStaysAndCanBeSaidAgainButNotAnew() {
    put("[\"FILES\",\"MAIL\"]");
    site.delete("/apis/" + mail);
    assertThat(shown().text()).isEqualTo(named("[\"FILES\",\"MAIL\"]"));
    assertThat(put("[\"FILES\",\"MAIL\"]").status()).isEqualTo(200);
    put("[\"FILES\"]");
    assertThat(put("[\"FILES\",\"MAIL\"]").pointers()).containsExactly("/only_apis/1");
  }

  @Test
  void whoseLastApiWasDeletedIsStillLimited() {
    put("[\"MAIL\"]");
    site.delete("/apis/" + mail);
    assertThat(shown().text()).isEqualTo(named("[\"MAIL\"]"));
    assertThat(site.call("GET", "/apis").as(team).send().items()).isEmpty();
  }

  @Test
  void aChangeOfItClosesNothingAndCountsForTokensThatAreOut() {
    String token = site.token(team);
    assertThat(site.call("GET", "/apis").token(token).send().items()).hasSize(4);
    put("[\"FILES\"]");
    assertThat(site.call("GET", "/apis").token(token).send().items()).hasSize(1);
    put("[\"FILES\",\"MAIL\"]");
    assertThat(site.call("GET", "/apis").token(token).send().items()).hasSize(2);
    put("null");
    assertThat(site.call("GET", "/apis").token(token).send().items()).hasSize(4);
    assertThat(site.closed).isEmpty();
  }

  @Test
  void whoIsLimitedIsNotToldWhatAppsProveThemselvesWith() {
    Party limited =
        site.app(
            named(
                "[{\"api_id\":\"ADMIN\",\"scopes\":[\"apps:read\"],\"only_apis\":[\"FILES\"]},"
                    + "{\"api_id\":\"FILES\",\"scopes\":[\"r\"]}]"));
    String seen = site.call("GET", "/apps").as(limited).send().body().text();
    assertThat(seen)
        .contains(limited.clientId())
        .doesNotContain("credential_types", "last_used_at");
    assertThat(site.get("/apps").body().text())
        .contains("\"credential_types\":[\"client_secret\"]");
  }
}
