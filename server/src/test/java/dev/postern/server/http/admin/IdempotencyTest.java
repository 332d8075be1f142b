package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestCertificates;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Idempotency-Key}: a request that is sent twice is carried out once. */
final class IdempotencyTest {

  private static final String SHOWN = "secret_already_shown";

  private final AdminSite site = new AdminSite();
  private final Party app = site.app("[]");
  private final Map<String, String> posts =
      Map.of(
          "/apis",
          "{\"identifier\":\"urn:x\",\"name\":\"x\"}",
          "/apps",
          "{\"name\":\"x\"}",
          "/apps/" + app.clientId() + "/credentials",
          "{}",
          "/keys/rotate",
          "{}",
          "/registration-policies",
          "{\"name\":\"n\",\"grants\":[{\"identifier\":\"http://127.0.0.1:8080/admin/v1\","
              + "\"scopes\":[\"apps:read\"]}]}",
          "/revocations",
          "{\"kind\":\"app\",\"client_id\":\"" + app.clientId() + "\"}",
          "/certificate-authorities",
          CertificateAuthoritiesTest.body(TestCertificates.authority("CN=x").pem()),
          "/tenants",
          "{\"name\":\"acme\"}");

  private Answer post(String path, String json, String key) {
    return site.call("POST", path).json(json).key(key).send();
  }

  @Test
  void everyPostCanBeRepeatedAndIsAnsweredTheSameWithoutSecrets() {
    assertThat(posts.keySet()).hasSize(postsThatAreDescribed());
    posts.forEach((path, json) -> {
      Answer first = post(path, json, path);
      assertThat(first.status()).as(path).isEqualTo(201);
      long before = site.number();
      Answer again = post(path, json, path);
      assertThat(again.status()).as(path).isEqualTo(201);
      assertThat(site.number()).as(path + " is done once").isEqualTo(before);
      assertThat(again.headers().first("Location")).isEqualTo(first.headers().first("Location"));
      assertThat(again.body()).isEqualTo(withoutSecrets(first.body()));
    });
  }

  private int postsThatAreDescribed() {
    return (int)
        site.description().operations().stream()
            .filter(each -> each.json().text().contains("#/components/parameters/IdempotencyKey"))
            .count();
  }

  private static JsonObject withoutSecrets(JsonObject body) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(body.members());
    boolean hid =
        rest.remove("client_secret") != null
            || rest.remove("operator") != null
            || rest.remove("initial_access_token") != null;
    if (hid) {
      rest.put(SHOWN, new JsonBoolean(true));
    }
    return new JsonObject(rest);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    posts.forEach((path, json) -> {
      post(path, json, path);
      long before = site.number();
      assertThat(post(path, json + " ", path).problem()).isEqualTo("422 key_reused");
      assertThat(site.number()).isEqualTo(before);
    });
  }

  @Test
  void theSameKeyAtAnotherPathIsRefused() {
    post("/apps", "{\"name\":\"x\"}", "key");
    assertThat(post("/apps/" + app.clientId() + "/credentials", "{}", "key").problem())
        .isEqualTo("422 key_reused");
  }

  @Test
  void anotherCallersKeyIsAnotherKey() {
    Party other = site.admin("apps:write");
    Answer mine = post("/apps", "{\"name\":\"x\"}", "key");
    Answer theirs = site.call("POST", "/apps").as(other).json("{\"name\":\"x\"}").key("key").send();
    assertThat(theirs.text("client_id")).isNotEqualTo(mine.text("client_id"));
    assertThat(theirs.body().has(SHOWN)).isFalse();
  }

  @Test
  void anotherTenantsKeyIsAnotherKey() {
    Party acme = site.tenant("acme");
    post("/apps", "{\"name\":\"x\"}", "key");
    Answer theirs = site.call("POST", "/apps").as(acme).json("{\"name\":\"x\"}").key("key").send();
    assertThat(theirs.body().has("client_secret")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "\t"})
  void aKeyIsOfVisibleCharacters(String key) {
    malformed(key);
  }

  @Test
  void aKeyHasAtMostTwoHundredAndFiftyFiveCharacters() {
    assertThat(post("/apps", "{\"name\":\"x\"}", "k".repeat(254)).status()).isEqualTo(201);
    assertThat(post("/apps", "{\"name\":\"x\"}", "k".repeat(255)).status()).isEqualTo(201);
    malformed("k".repeat(256));
  }

  private void malformed(String key) {
    posts.forEach((path, json) -> {
      long before = site.number();
      Answer answer = post(path, json, key);
      assertThat(answer.problem()).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("Idempotency-Key");
      assertThat(site.number()).isEqualTo(before);
    });
  }

  @Test
  void twoKeysAreOneTooMany() {
    Answer answer = site.call("POST", "/apps").json("{\"name\":\"x\"}").key("a").key("b").send();
    assertThat(answer.pointers()).containsExactly("Idempotency-Key");
  }

  @Test
  void aKeyIsForgottenAfterADayWhetherOrNotItIsClearedAway() {
    String first = post("/apps", "{\"name\":\"x\"}", "key").text("client_id");
    site.pass(Duration.ofHours(24).minusMillis(1));
    assertThat(post("/apps", "{\"name\":\"x\"}", "key").text("client_id")).isEqualTo(first);
    site.pass(Duration.ofMillis(1));
    assertThat(post("/apps", "{\"name\":\"y\"}", "key").text("client_id")).isNotEqualTo(first);
  }

  @Test
  void aRequestThatWasRefusedIsNotRemembered() {
    assertThat(post("/apps", "{}", "key").problem()).isEqualTo("400 invalid");
    assertThat(post("/apps", "{\"name\":\"x\"}", "key").status()).isEqualTo(201);
    site.api("urn:x");
    assertThat(post("/apis", "{\"identifier\":\"urn:x\",\"name\":\"x\"}", "key-2").problem())
        .isEqualTo("409 conflict");
    assertThat(post("/apis", "{\"identifier\":\"urn:y\",\"name\":\"y\"}", "key-2").status())
        .isEqualTo(201);
  }

  @Test
  void aRepetitionShowsTheThingAsItWasThenAlsoOnceItIsGone() {
    Answer first = post("/apps", "{\"name\":\"x\"}", "key");
    site.delete("/apps/" + first.text("client_id"));
    Answer again = post("/apps", "{\"name\":\"x\"}", "key");
    assertThat(again.text("client_id")).isEqualTo(first.text("client_id"));
    assertThat(site.get("/apps/" + first.text("client_id")).status()).isEqualTo(404);
  }

  @Test
  void ofManySentAtOnceOneIsCarriedOut() throws Exception {
    Set<String> made = new HashSet<>();
    int secrets = 0;
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(all.submit(() -> post("/apps", "{\"name\":\"x\"}", "key")));
      }
      for (Future<Answer> each : answers) {
        made.add(each.get().text("client_id"));
        secrets += each.get().body().has("client_secret") ? 1 : 0;
      }
    }
    assertThat(made).hasSize(1);
    assertThat(secrets).isEqualTo(1);
  }
}
