package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.server.http.admin.Description.Operation;
import dev.postern.store.ApiId;
import dev.postern.store.Outcome;
import dev.postern.store.UsageCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every list, part by part. */
final class ListsTest {

  private final AdminSite site = new AdminSite();
  private final Party app = site.app("[]");
  private final List<String> lists =
      List.of(
          "/apis",
          "/apps",
          "/apps/" + app.clientId() + "/credentials",
          "/apps/" + app.clientId() + "/grants",
          "/registration-policies",
          "/credentials",
          "/revocations",
          "/certificate-authorities",
          "/keys",
          "/audit",
          "/usage",
          "/tenants");

  ListsTest() {
    String more = "{\"identifier\":\"urn:eddsa\",\"name\":\"n\",\"signing_algorithm\":\"EdDSA\"}";
    assertThat(site.post("/apis", more).status()).isEqualTo(201);
    for (int i = 0; i < 3; i++) {
      String api = site.api("urn:" + i, "read");
      site.grant(app.clientId(), api, "read");
      site.post("/apps/" + app.clientId() + "/credentials", "{}");
      site.post(
          "/registration-policies",
          "{\"name\":\"n\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}".formatted(api));
      site.post("/revocations", "{\"kind\":\"token\",\"jti\":\"jti" + i + "\"}");
      site.tenant("acme" + i);
      site.app("[]");
      site.post(
          "/certificate-authorities",
          CertificateAuthoritiesTest.body(TestCertificates.authority("CN=" + i).pem()));
    }
    site.post("/revocations", "{\"kind\":\"tenant\"}");
    List<UsageCount> counts = new ArrayList<>();
    for (String api : List.of("api_x", "api_y", "api_z")) {
      counts.add(count(new ClientId(app.clientId()), new ApiId(api), Outcome.ISSUED));
    }
    counts.add(count(null, null, new Outcome("client_unknown")));
    site.store.recordUsage(AdminSite.HOME, counts);
  }

  private UsageCount count(@Nullable ClientId client, @Nullable ApiId api, Outcome outcome) {
    return new UsageCount(site.now().minusSeconds(5_000), client, api, outcome, 7);
  }

  @Test
  void theseAreAllListsThatAreDescribed() {
    List<Operation> described =
        site.description().operations().stream()
            .filter(each -> each.json().text().contains("#/components/parameters/Limit"))
            .toList();
    assertThat(described).hasSameSizeAs(lists);
    lists.forEach(path -> assertThat(site.description().operation("GET", path)).isPresent());
  }

  @Test
  void everyListIsTheSameInPartsOfAnySize() {
    for (String list : lists) {
      List<JsonObject> whole = site.get(list).items();
      assertThat(whole).as(list).hasSizeGreaterThan(2).doesNotHaveDuplicates();
      for (int limit = 1; limit <= whole.size() + 1; limit++) {
        assertThat(inParts(list, limit)).as(list + " by " + limit).isEqualTo(whole);
      }
    }
  }

  private List<JsonObject> inParts(String list, int limit) {
    List<JsonObject> all = new ArrayList<>();
    Answer part = site.get(list + "?limit=" + limit);
    Optional<String> next = part.next();
    all.addAll(part.items());
    while (next.isPresent()) {
      assertThat(part.items()).hasSize(limit);
      part = site.get(list + "?limit=" + limit + "&cursor=" + next.get());
      assertThat(part.items()).as("a part behind a cursor").isNotEmpty();
      all.addAll(part.items());
      next = part.next();
    }
    return all;
  }

  @Test
  void aPartThatIsJustFullIsTheLast() {
    for (String list : lists) {
      int size = site.get(list).items().size();
      assertThat(site.get(list + "?limit=" + size).next()).as(list).isEmpty();
      assertThat(site.get(list + "?limit=" + (size - 1)).next()).as(list).isPresent();
    }
  }

  @Test
  void behindTheEndThereIsNothing() {
    for (String list : lists) {
      String end =
          switch (list) {
            case "/audit" -> "999999";
            case "/usage" -> "OTk5OTk5OTk5OTk5OS8vLw"; // 9999999999999///
            case "/revocations" -> "999999.0";
            default -> "zzzzzzzz";
          };
      Answer answer = site.get(list + "?cursor=" + end);
      assertThat(answer.items()).as(list).isEmpty();
      assertThat(answer.next()).isEmpty();
    }
  }

  @Test
  void aCursorOfAnotherTenantLeadsToNothingOfThatTenant() {
    Party acme = site.tenant("stranger");
    List<JsonObject> own = new ArrayList<>(site.call("GET", "/apps").as(acme).send().items());
    String cursor = site.get("/apps?limit=1").next().orElseThrow();
    List<JsonObject> seen = site.call("GET", "/apps?cursor=" + cursor).as(acme).send().items();
    assertThat(own).containsAll(seen);
    assertThat(new HashSet<>(site.get("/apps").items())).doesNotContainAnyElementsOf(own);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "+1", "01", "1.0", "1e1", "x", "", "99999999999"})
  void aLimitIsANumberFromOneToFiveHundred(String limit) {
    for (String list : lists) {
      Answer answer = site.get(list + "?limit=" + limit);
      assertThat(answer.problem()).as(list).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("?limit");
    }
  }

  @Test
  void theBoundsOfALimitAreTaken() {
    for (String list : lists) {
      assertThat(site.get(list + "?limit=1").items()).hasSize(1);
      assertThat(site.get(list + "?limit=499").status()).isEqualTo(200);
      assertThat(site.get(list + "?limit=500").status()).isEqualTo(200);
    }
  }

  @Test
  void aCursorIsOneThatAListCanHaveEndedWith() {
    for (String list : lists) {
      for (String cursor : List.of("", "a%20b", "%C3%A4", "'--", "a".repeat(513))) {
        Answer answer = site.get(list + "?cursor=" + cursor);
        assertThat(answer.problem()).as(list + cursor).isEqualTo("400 invalid");
        assertThat(answer.pointers()).containsExactly("?cursor");
      }
    }
    for (String target : List.of("/audit?cursor=seven", "/revocations?cursor=7")) {
      assertThat(site.get(target).pointers()).containsExactly("?cursor");
    }
    // In base64url, and none that a list ends with: 1/a/b/c/d, 1/a/b/9 and x/a/b/c.
    for (String cursor : List.of("seven", "MS9hL2IvYy9k", "MS9hL2IvOQ", "eC9hL2IvYw")) {
      assertThat(site.get("/usage?cursor=" + cursor).pointers()).containsExactly("?cursor");
    }
  }

  @Test
  void everyMistakeInAQueryIsToldAtOnce() {
    assertThat(site.get("/apps?limit=0&cursor=").pointers())
        .containsExactlyInAnyOrder("?limit", "?cursor");
  }

  @Test
  void aParameterThatNobodyKnowsIsRefusedEverywhere() {
    Targets targets = new Targets(site);
    for (Operation each : site.description().operations()) {
      if (each.scope().isPresent()) {
        AdminSite.Call call = site.call(each.method(), targets.path(each) + "?dry_run=true");
        Answer answer = each.bodySchema().isPresent() ? call.json("{}").send() : call.send();
        assertThat(answer.problem()).as(each.toString()).isEqualTo("400 invalid");
        assertThat(answer.pointers()).containsExactly("?dry_run");
      }
    }
    assertThat(site.get("/apps?d%C3%A4y=1").pointers()).containsExactly("?");
    assertThat(site.get("/apps?limit=1&limit=2").problem()).isEqualTo("400 malformed_request");
  }
}
