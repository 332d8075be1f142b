package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.admin.AuditRecord;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.BuiltInApi;
import dev.postern.store.RegistrationPolicy;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies by which apps may register themselves. */
final class RegistrationPoliciesTest {

  private static final String PATH = "/registration-policies";

  private final AdminSite site = new AdminSite();
  private final String storage = site.api("https://storage.example.com", "read", "write");
  private final String admin = site.builtIn(BuiltInApi.ADMIN);
  private final String identity = site.builtIn(BuiltInApi.IDENTITY);

  private static String grant(String api, String... scopes) {
    return "{\"api_id\":\"%s\",\"scopes\":[\"%s\"]}".formatted(api, String.join("\",\"", scopes));
  }

  private static String body(String grants) {
    return "{\"name\":\"Machines\",\"grants\":[" + grants + "]}";
  }

  private Answer create(String grants) {
    return site.post(PATH, body(grants));
  }

  private Collection<RegistrationPolicy> inMemory() {
    return site.registry.tenant(AdminSite.HOME).orElseThrow().registrationPolicies();
  }

  @Test
  void aPolicyHasItsDefaultsAndShowsItsTokenOnce() {
    Answer made = create(grant(storage, "read"));
    assertThat(made.status()).isEqualTo(201);
    String token = made.text("initial_access_token");
    assertThat(token).startsWith("pit_").hasSize(50).endsWith(made.text("hint"));
    String path = PATH + "/" + made.text("id");
    assertThat(made.headers().first("Location")).contains("/admin/v1" + path);
    Answer read = site.get(path);
    assertThat(read.body().text())
        .doesNotContain(token)
        .contains(
            "\"authentication_methods\":[\"client_secret_basic\",\"client_secret_post\","
                + "\"private_key_jwt\"]",
            "\"allow_jwks_uri\":false",
            "\"max_apps\":10",
            "\"secret_lifetime_seconds\":null",
            "\"expires_at\":null",
            "\"registered_apps\":0");
    assertThat(site.get(PATH).items()).hasSize(1);
    assertThat(site.lastAudit().record().after().text()).doesNotContain(token);
    assertThat(inMemory())
        .singleElement()
        .satisfies(policy -> {
          assertThat(policy.tokenHash()).startsWith("hmac-sha256:").doesNotContain(token);
          assertThat(policy.id().text()).isEqualTo(made.text("id"));
        });
  }

  @Test
  void aPolicyIsChangedMemberByMemberAndKeepsItsToken() {
    Answer made = create(grant(storage, "read"));
    String path = PATH + "/" + made.text("id");
    String hash = inMemory().iterator().next().tokenHash();
    String patch =
        "{\"max_apps\":3,\"authentication_methods\":[\"private_key_jwt\"],"
            + "\"secret_lifetime_seconds\":3600,\"expires_at\":\"2020-01-01T00:00:00Z\"}";
    Answer changed = site.patch(path, patch);
    assertThat(changed.status()).as(changed.body().text()).isEqualTo(200);
    assertThat(changed.body().text())
        .contains(
            "\"name\":\"Machines\"",
            "\"max_apps\":3",
            "[\"private_key_jwt\"]",
            "3600",
            "2020-01-01T00:00:00Z",
            "\"scopes\":[\"read\"]");
    RegistrationPolicy policy = inMemory().iterator().next();
    assertThat(policy.tokenHash()).isEqualTo(hash);
    assertThat(policy.live(site.now())).isFalse();
    Answer back =
        site.patch(path, "{\"secret_lifetime_seconds\":null,\"authentication_methods\":null}");
    assertThat(back.body().text()).contains("client_secret_post", "\"max_apps\":3");
    assertThat(inMemory().iterator().next().secretLifetime()).isNull();
  }

  @Test
  void aPolicyThatNamesADeletedApiCanBeChangedAndDeleted() {
    String gone = site.api("urn:gone", "read");
    String path = PATH + "/" + create(grant(gone, "read")).text("id");
    site.delete("/apis/" + gone);
    assertThat(site.patch(path, "{\"max_apps\":1}").status()).isEqualTo(200);
    assertThat(site.patch(path, "{\"grants\":[" + grant(gone, "read") + "]}").pointers())
        .containsExactly("/grants/0/api_id");
    assertThat(site.delete(path).status()).isEqualTo(204);
    assertThat(inMemory()).isEmpty();
    assertThat(site.get(path).problem()).isEqualTo("404 not_found");
  }

  @Test
  void urlsOfKeysAreAllowedByAPolicyThatSaysSoAlone() {
    String path = PATH + "/" + create(grant(storage, "read")).text("id");
    assertThat(inMemory()).singleElement().matches(policy -> !policy.byUrl());
    Answer allowing = site.patch(path, "{\"allow_jwks_uri\":true}");
    assertThat(allowing.body().text()).contains("\"allow_jwks_uri\":true");
    assertThat(inMemory()).singleElement().matches(RegistrationPolicy::byUrl);
    assertThat(site.patch(path, "{\"max_apps\":3}").body().text())
        .contains("\"allow_jwks_uri\":true");
    assertThat(site.patch(path, "{\"allow_jwks_uri\":null}").body().text())
        .contains("\"allow_jwks_uri\":false");
    assertThat(site.patch(path, "{\"allow_jwks_uri\":\"true\"}").pointers())
        .containsExactly("/allow_jwks_uri");
  }

  @Test
  void aScopeThatItsApiLosesIsOfferedNoMoreNotEvenWhenItComesAgain() {
    String queue = site.api("urn:queue", "send");
    String both = grant(storage, "read", "write") + "," + grant(queue, "send");
    Answer made = create(both);
    String path = PATH + "/" + made.text("id");
    String other = PATH + "/" + create(grant(queue, "send")).text("id");
    String otherTag = site.get(other).etag();
    site.patch("/apis/" + storage, "{\"scopes\":[{\"name\":\"read\"}]}");
    site.patch("/apis/" + storage, "{\"scopes\":[{\"name\":\"read\"},{\"name\":\"write\"}]}");
    Answer after = site.get(path);
    assertThat(after.body().text())
        .contains("\"scopes\":[\"read\"]", "\"scopes\":[\"send\"]")
        .doesNotContain("write");
    assertThat(after.etag()).isNotEqualTo(made.etag());
    assertThat(site.get(other).etag()).as("not touched").isEqualTo(otherTag);
    site.patch("/apis/" + storage, "{\"scopes\":[{\"name\":\"write\"}]}");
    assertThat(site.get(path).body().text()).doesNotContain(storage).contains(queue);
    site.patch("/apis/" + queue, "{\"scopes\":[]}");
    assertThat(site.get(other).body().text()).contains("\"grants\":[]");
    assertThat(site.patch(other, "{\"max_apps\":1}").status()).isEqualTo(200);
  }

  @Test
  void everyMistakeIsTold() {
    String wrong =
        "{\"name\":\"\",\"grants\":[%s,%s],\"authentication_methods\":[\"none\"],\"id\":\"x\","
            .formatted(grant(storage, "fly"), grant(storage, "read"));
    Answer answer = site.post(PATH, wrong + "\"max_apps\":0,\"secret_lifetime_seconds\":59}");
    assertThat(answer.pointers())
        .containsExactlyInAnyOrder(
            "/id",
            "/name",
            "/grants/0/scopes/0",
            "/grants/1/api_id",
            "/authentication_methods/0",
            "/max_apps",
            "/secret_lifetime_seconds");
  }

  /** D9. */
  @Test
  void nobodyLetsOthersRegisterWithWhatHeDoesNotHold() {
    Party weak = site.admin("apps:read apps:write");
    for (String more : List.of(grant(admin, "keys:write"), grant(identity, "profile:read"))) {
      Answer answer = site.call("POST", PATH).as(weak).json(body(more)).send();
      assertThat(answer.problem()).isEqualTo("403 not_held");
    }
    Answer same = site.call("POST", PATH).as(weak).json(body(grant(admin, "apps:read"))).send();
    assertThat(same.status()).isEqualTo(201);
    String own = PATH + "/" + same.text("id");
    String raised = "{\"grants\":[" + grant(admin, "tenants:write") + "]}";
    assertThat(site.call("PATCH", own).as(weak).json(raised).send().problem())
        .isEqualTo("403 not_held");
  }

  @Test
  void nobodyTouchesAPolicyThatGivesMoreThanHeHolds() {
    String strong = PATH + "/" + create(grant(admin, "keys:write")).text("id");
    Party weak = site.admin("apps:read apps:write");
    assertThat(site.call("GET", strong).as(weak).send().status()).isEqualTo(200);
    for (String patch :
        List.of("{\"max_apps\":9}", "{\"grants\":[" + grant(storage, "read") + "]}")) {
      assertThat(site.call("PATCH", strong).as(weak).json(patch).send().problem())
          .isEqualTo("403 not_held");
    }
    assertThat(site.call("DELETE", strong).as(weak).send().problem()).isEqualTo("403 not_held");
  }

  @Test
  void everyChangeHasItsLineInTheLog() {
    String path = PATH + "/" + create(grant(storage, "read")).text("id");
    site.patch(path, "{\"max_apps\":2}");
    site.delete(path);
    List<AuditRecord> lines = site.audit().stream().map(event -> event.record()).toList();
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .extracting(line -> line.action() + " " + line.target())
        .containsExactly(
            "registration_policy.create registration_policy/" + path.substring(PATH.length() + 1),
            "registration_policy.update registration_policy/" + path.substring(PATH.length() + 1),
            "registration_policy.delete registration_policy/" + path.substring(PATH.length() + 1));
  }

  @Test
  void whoSupposesAnotherVersionChangesNothing() {
    Answer made = create(grant(storage, "read"));
    String path = PATH + "/" + made.text("id");
    assertThat(
            site.call("PATCH", path)
                .header("If-Match", "\"1\"")
                .json("{\"max_apps\":2}")
                .send()
                .problem())
        .isEqualTo("412 stale");
    assertThat(site.call("DELETE", path).header("If-Match", "\"1\"").send().problem())
        .isEqualTo("412 stale");
    assertThat(site.call("DELETE", path).header("If-Match", made.etag()).send().status())
        .isEqualTo(204);
  }
}
