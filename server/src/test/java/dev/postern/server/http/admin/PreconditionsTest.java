package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags, and what a caller supposes of the thing that he changes. */
final class PreconditionsTest {

  private static final String SCOPES = "{\"scopes\":[\"read\"]}";

  private final AdminSite site = new AdminSite();
  private final String api = site.api("https://a.example.com", "read", "write");
  private final String app = "/apps/" + site.app("[]").clientId();
  private final String grant = app + "/grants/" + api;

  /** A fresh thing of each kind, by the call that changes it. */
  private List<String> things() {
    Answer credential = site.post(app + "/credentials", "{}");
    site.put(grant, SCOPES);
    if (site.get("/tenants/acme").status() == 404) {
      site.tenant("acme");
    }
    return List.of(
        "/apis/" + api, app, app + "/credentials/" + credential.text("id"), grant, "/tenants/acme");
  }

  private Answer change(String path, Function<AdminSite.Call, AdminSite.Call> with) {
    boolean put = path.contains("/grants/");
    AdminSite.Call call = site.call(put ? "PUT" : "PATCH", path).json(put ? SCOPES : "{}");
    return with.apply(call).send();
  }

  @Test
  void everyObjectHasATagThatEveryAnswerToItTells() {
    for (String path : things()) {
      String read = site.get(path).etag();
      assertThat(read).as(path).matches("\"[1-9][0-9]*\"");
      String changed = change(path, it -> it.header("If-Match", read)).etag();
      assertThat(changed).as(path).isNotEqualTo(read);
      assertThat(site.get(path).etag()).isEqualTo(changed);
    }
  }

  @Test
  void aNewObjectIsToldWithItsTag() {
    Answer made = site.post("/apps", "{\"name\":\"n\"}");
    assertThat(site.get("/apps/" + made.text("client_id")).etag()).isEqualTo(made.etag());
    assertThat(made.headers().first("Location"))
        .contains("/admin/v1/apps/" + made.text("client_id"));
    Answer put = site.put(grant, SCOPES);
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.headers().first("Location")).contains("/admin/v1" + grant);
    assertThat(site.put(grant, SCOPES).status()).isEqualTo(200);
  }

  @Test
  void aStaleTagChangesNothing() {
    for (String path : things()) {
      String old = site.get(path).etag();
      change(path, it -> it);
      long before = site.number();
      assertThat(change(path, it -> it.header("If-Match", old)).problem()).isEqualTo("412 stale");
      assertThat(site.number()).isEqualTo(before);
    }
  }

  @Test
  void aStaleTagDeletesNothing() {
    for (String path : things()) {
      if (!path.startsWith("/tenants")) {
        Answer answer = site.call("DELETE", path).header("If-Match", "\"1\"").send();
        assertThat(answer.problem()).as(path).isEqualTo("412 stale");
        assertThat(site.get(path).status()).isEqualTo(200);
      }
    }
    String tag = site.get(grant).etag();
    assertThat(site.call("DELETE", grant).header("If-Match", tag).send().status()).isEqualTo(204);
  }

  @Test
  void aStarOrOneOfAListIsEnough() {
    for (String path : things()) {
      assertThat(change(path, it -> it.header("If-Match", "*")).status()).isEqualTo(200);
      String tag = site.get(path).etag();
      String list = "\"a,b\" , ,\t W/\"x\"," + tag + ",";
      assertThat(change(path, it -> it.header("If-Match", list)).status()).isEqualTo(200);
      String newer = site.get(path).etag();
      assertThat(
              change(path, it -> it.header("If-Match", "\"x\"").header("If-Match", newer)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aWeakTagMatchesNothing() {
    for (String path : things()) {
      String weak = "W/" + site.get(path).etag();
      assertThat(change(path, it -> it.header("If-Match", weak)).problem()).isEqualTo("412 stale");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "1", "\"1", "1\"", "\"1\" \"2\"", "*,\"1\"", "w/\"1\""})
  void whatIsNoTagIsMalformed(String value) {
    for (String path : things()) {
      Answer answer = change(path, it -> it.header("If-Match", value));
      assertThat(answer.problem()).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("If-Match");
    }
  }

  @Test
  void sixteenTagsAreTakenAndNotOneMore() {
    String tag = site.get(app).etag();
    String fifteen = "\"x\",".repeat(15);
    assertThat(change(app, it -> it.header("If-Match", fifteen + tag)).status()).isEqualTo(200);
    Answer more = change(app, it -> it.header("If-Match", fifteen + tag + ",\"y\""));
    assertThat(more.pointers()).containsExactly("If-Match");
  }

  @Test
  void aGrantThatIsNotThereMeetsNoTag() {
    for (String value : List.of("*", "\"1\"")) {
      assertThat(change(grant, it -> it.header("If-Match", value)).problem())
          .isEqualTo("412 stale");
    }
    assertThat(site.get(grant).status()).isEqualTo(404);
  }

  @Test
  void whatIsNotThereCannotBePatchedOrDeletedWhateverIsSupposed() {
    for (String path : List.of("/apis/none", "/apps/none", app + "/credentials/none")) {
      assertThat(change(path, it -> it.header("If-Match", "*")).problem())
          .isEqualTo("404 not_found");
      assertThat(site.call("DELETE", path).header("If-Match", "*").send().problem())
          .isEqualTo("404 not_found");
    }
  }

  @Test
  void aGrantIsMadeOnlyWhereThereIsNoneIfTheCallerSaysSo() {
    assertThat(change(grant, it -> it.header("If-None-Match", "*")).status()).isEqualTo(201);
    for (String path : things()) {
      assertThat(change(path, it -> it.header("If-None-Match", "*")).problem())
          .isEqualTo("412 stale");
    }
  }

  @Test
  void aPreconditionThatIsNotUnderstoodIsNotPassedOver() {
    assertThat(change(app, it -> it.header("If-None-Match", "\"1\"")).pointers())
        .containsExactly("If-None-Match");
    assertThat(
            change(app, it -> it.header("If-None-Match", "*").header("If-Match", "*")).pointers())
        .containsExactly("If-None-Match");
  }

  @Test
  void ofManyWhoHaveReadTheSameGrantOneChangesIt() throws Exception {
    String tag = site.put(grant, SCOPES).etag();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(all.submit(() -> change(grant, it -> it.header("If-Match", tag))));
      }
      for (Future<Answer> each : answers) {
        statuses.add(each.get().status());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 412).hasSize(19);
  }

  @Test
  void ofManyWhoPutTheSameNewGrantOneMakesIt() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(all.submit(() -> change(grant, it -> it)));
      }
      for (Future<Answer> each : answers) {
        statuses.add(each.get().status());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(19);
    assertThat(site.get(app + "/grants").items()).hasSize(1);
  }
}
