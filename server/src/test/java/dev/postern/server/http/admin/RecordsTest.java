package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.AuditEvent;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Revocation;
import dev.postern.store.Samples;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every change leaves behind: its audit line, what it closed, and never a secret. */
final class RecordsTest {

  private final AdminSite site = new AdminSite();
  private final List<String> secrets = new ArrayList<>();

  private Answer keep(Answer answer) {
    for (String member : List.of("client_secret", "operator")) {
      if (answer.body().has(member)) {
        secrets.add(
            member.equals("operator")
                ? Description.text(answer.object("operator"), "client_secret")
                : answer.text(member));
      }
    }
    return answer;
  }

  /** Does what there is to do, once each, and says which lines that makes. */
  private List<String> everything() {
    final String api =
        site.post(
                "/apis",
                "{\"identifier\":\"urn:a\",\"name\":\"A\",\"scopes\":[{\"name\":\"r\"},{\"name\":\"w\"}]}")
            .text("id");
    final Answer made = keep(site.post("/apps", "{\"name\":\"App\"}"));
    String id = made.text("client_id");
    String app = "/apps/" + id;
    String first = app + "/credentials/" + made.text("credential_id");
    Answer second = keep(site.call("POST", app + "/credentials").json("{}").key("once").send());
    keep(site.call("POST", app + "/credentials").json("{}").key("once").send());
    site.put(app + "/grants/" + api, "{\"scopes\":[\"r\",\"w\"]}");
    site.put(app + "/grants/" + api, "{\"scopes\":[\"r\"]}");
    site.patch("/apis/" + api, "{\"name\":\"B\"}");
    site.patch(app, "{\"name\":\"C\"}");
    site.patch(app, "{\"status\":\"blocked\"}");
    site.patch(app, "{\"status\":\"active\"}");
    site.patch(first, "{\"expires_at\":\"2027-01-01T00:00:00Z\"}");
    site.post("/revocations", "{\"kind\":\"app\",\"client_id\":\"" + id + "\"}");
    site.delete(first);
    site.delete(app + "/grants/" + api);
    site.delete(app);
    site.delete("/apis/" + api);
    keep(site.post("/tenants", "{\"name\":\"acme\"}"));
    assertThat(second.status()).isEqualTo(201);
    return List.of(
        "api.create api/" + api,
        "app.create app/" + id,
        "credential.create credential/" + id + "/" + second.text("id"),
        "grant.create grant/" + id + "/" + api,
        "grant.update grant/" + id + "/" + api,
        "api.update api/" + api,
        "app.update app/" + id,
        "app.block app/" + id,
        "app.unblock app/" + id,
        "credential.update credential/" + id + "/" + made.text("credential_id"),
        "revocation.create app/" + id,
        "credential.revoke credential/" + id + "/" + made.text("credential_id"),
        "grant.delete grant/" + id + "/" + api,
        "app.delete app/" + id,
        "api.delete api/" + api,
        "tenant.create tenant/acme");
  }

  @Test
  void everyChangeHasALineThatSaysWhoDidWhatToWhatFromWhere() {
    List<String> expected = everything();
    List<AuditRecord> lines = site.audit().stream().skip(1).map(AuditEvent::record).toList();
    assertThat(lines).extracting(it -> it.action() + " " + it.target()).isEqualTo(expected);
    for (AuditRecord line : lines) {
      assertThat(line.actor()).isEqualTo(site.operator.clientId());
      assertThat(line.address()).isEqualTo("127.0.0.1");
      assertThat(line.at()).isEqualTo(site.now());
      boolean fresh = line.action().endsWith(".create");
      boolean gone = line.action().endsWith(".delete") || line.action().endsWith(".revoke");
      assertThat(line.before() == JsonNull.NULL).as(line.action()).isEqualTo(fresh);
      assertThat(line.after() == JsonNull.NULL).as(line.action()).isEqualTo(gone);
    }
  }

  @Test
  void aLineTellsBothSidesAsTheApiShowsThem() {
    Answer made = site.post("/apps", "{\"name\":\"n\"}");
    String path = "/apps/" + made.text("client_id");
    JsonObject before = site.get(path).body();
    JsonObject after = site.patch(path, "{\"status\":\"blocked\"}").body();
    AuditRecord line = site.lastAudit().record();
    assertThat(line.before()).isEqualTo(before);
    assertThat(line.after()).isEqualTo(after);
  }

  @Test
  void theListOfLinesVerifiesAsAChain() throws JsonFault {
    everything();
    String hash = AuditRecord.START;
    List<JsonObject> items = site.get("/audit").items();
    assertThat(items).hasSize(17);
    for (JsonObject each : items) {
      hash = AuditRecord.read(each).hash(hash);
      assertThat(each.string("hash")).isEqualTo(hash);
    }
  }

  @Test
  void whatTheTenantDefaultDoesToAnotherStandsInTheOthersLog() {
    Party acme = site.tenant("acme");
    site.patch("/tenants/acme", "{\"status\":\"blocked\"}");
    site.patch("/tenants/acme", "{\"status\":\"active\"}");
    List<JsonObject> lines = site.call("GET", "/audit").as(acme).send().items();
    assertThat(lines)
        .extracting(it -> Description.text(it, "action"))
        .containsExactly("tenant.create", "tenant.block", "tenant.unblock");
    assertThat(lines)
        .extracting(it -> Description.text(it, "actor"))
        .containsOnly("default/" + site.operator.clientId());
  }

  @Test
  void noSecretIsEverShownAgain() {
    everything();
    Answer app = keep(site.post("/apps", "{\"name\":\"App\"}"));
    keep(site.post("/apps/" + app.text("client_id") + "/credentials", "{}"));
    assertThat(secrets).hasSize(5).doesNotHaveDuplicates();
    List<String> seen = new ArrayList<>();
    for (String path :
        List.of(
            "/apis",
            "/apps",
            "/audit",
            "/keys",
            "/revocations",
            "/tenants",
            "/tenants/acme",
            "/apps/" + app.text("client_id"),
            "/apps/" + app.text("client_id") + "/credentials",
            "/apps/" + app.text("client_id") + "/grants",
            "/apps/" + app.text("client_id") + "/credentials/" + app.text("credential_id"))) {
      seen.add(site.get(path).body().text());
    }
    site.store.<Boolean, RuntimeException>read(
        TenantName.DEFAULT, it -> seen.add(Samples.log(it, 0, 1000).toString()));
    for (String secret : secrets) {
      assertThat(seen).noneMatch(it -> it.contains(secret) || it.contains("hmac-sha256"));
    }
    assertThat(seen).noneMatch(it -> it.contains("pst_"));
  }

  @Test
  void aKeyShowsNeitherHalf() {
    for (JsonObject key : site.get("/keys").items()) {
      assertThat(key.members())
          .containsOnlyKeys(
              "kid", "use", "algorithm", "state", "created_at", "state_since", "state_until");
    }
  }

  @Test
  void whatIsClosedIsRecordedInTheChangeThatClosesIt() {
    String api = site.api("urn:a", "r", "w");
    Party app = site.app("[{\"api_id\":\"" + api + "\",\"scopes\":[\"r\",\"w\"]}]");
    String path = "/apps/" + app.clientId();
    closes(1, () -> site.grant(app.clientId(), api, "r"));
    closes(0, () -> site.grant(app.clientId(), api, "r", "w"));
    closes(1, () -> site.patch(path, "{\"proof\":\"dpop\"}"));
    closes(0, () -> site.patch(path, "{\"proof\":\"dpop\"}"));
    closes(0, () -> site.patch(path, "{\"proof\":\"none\"}"));
    closes(1, () -> site.patch("/apis/" + api, "{\"proof\":\"dpop\"}"));
    closes(0, () -> site.patch("/apis/" + api, "{\"proof\":\"dpop\"}"));
    closes(0, () -> site.patch("/apis/" + api, "{\"proof\":\"none\"}"));
    closes(1, () -> site.patch(path, "{\"status\":\"blocked\"}"));
    closes(0, () -> site.patch(path, "{\"status\":\"active\"}"));
    closes(1, () -> site.patch("/apis/" + api, "{\"scopes\":[{\"name\":\"r\"}]}"));
    closes(1, () -> site.delete("/apis/" + api));
    closes(1, () -> site.delete(path));
    closes(2, () -> site.post("/revocations", "{\"kind\":\"tenant\"}"));
  }

  private void closes(int entries, Runnable change) {
    int known = site.closed.size();
    int before = live().size();
    long number = site.number();
    change.run();
    assertThat(site.number()).isEqualTo(number + 1);
    assertThat(live()).hasSize(before + entries);
    assertThat(site.closed).as("told the feed").hasSize(known + entries);
  }

  private List<Revocation> live() {
    return site.store.<List<Revocation>, RuntimeException>read(
        TenantName.DEFAULT, it -> it.revocations(site.now()));
  }

  @Test
  void aChangeThatIsRefusedLeavesNothingBehind() {
    Party app = site.admin("apps:read");
    long number = site.number();
    String path = "/apps/" + app.clientId();
    site.call("PATCH", path).json("{\"status\":\"blocked\"}").header("If-Match", "\"1\"").send();
    site.patch(path, "{\"status\":\"blocked\",\"more\":1}");
    site.delete("/apis/" + site.builtIn(BuiltInApi.ADMIN));
    assertThat(site.number()).isEqualTo(number);
    assertThat(live()).isEmpty();
    assertThat(site.get(path).text("status")).isEqualTo("active");
  }

  @Test
  void theEndOfAThingClosesItsSessionsOnlyIfATokenCouldOutliveIt() {
    String api = site.api("urn:a", "r");
    Party app = site.app("[{\"api_id\":\"" + api + "\",\"scopes\":[\"r\"]}]");
    String grant = "/apps/" + app.clientId() + "/grants/" + api;
    String ending = "{\"scopes\":[\"r\"],\"expires_at\":\"%s\"}";
    // A token lives a day, and a node that is cut off issues for an hour more.
    Duration longest = Duration.ofHours(25);
    closes(0, () -> site.put(grant, ending.formatted(site.now().plus(longest))));
    closes(1, () -> site.put(grant, ending.formatted(site.now().plus(longest).minusMillis(1))));
    closes(0, () -> site.put(grant, ending.formatted(site.now().plus(longest))));
    String credential = "/apps/" + app.clientId() + "/credentials/" + credential(app);
    String end = "{\"expires_at\":\"%s\"}";
    closes(0, () -> site.patch(credential, end.formatted(site.now().plus(longest))));
    closes(1, () -> site.patch(credential, end.formatted(site.now().plus(longest).minusMillis(1))));
    closes(0, () -> site.patch(credential, "{\"expires_at\":null}"));
  }

  private String credential(Party app) {
    return Description.text(
        site.get("/apps/" + app.clientId() + "/credentials").items().getFirst(), "id");
  }
}
