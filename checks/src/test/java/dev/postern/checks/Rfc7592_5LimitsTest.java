package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertTaken;
import static dev.postern.checks.RegisteringServer.assertUnkept;
import static dev.postern.checks.RegisteringServer.call;
import static dev.postern.checks.RegisteringServer.own;
import static dev.postern.checks.RegisteringServer.put;
import static dev.postern.checks.RegisteringServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.RegistrationToken;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app, or who passes for one, can make of a registration at most (RFC 7592 section 5). */
final class Rfc7592_5LimitsTest {

  private static RegisteringServer server;
  private static Caller guard;

  private Policy policy;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
    guard = server.operator().guard("guard", server.storage());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void make() {
    policy = server.policy();
  }

  private static String secret(JsonObject app) {
    return "\"client_secret\":\"" + text(app, "client_secret") + "\"";
  }

  private static List<ECKey> keys(int count) throws JOSEException {
    List<ECKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new ECKeyGenerator(Curve.P_256).keyID("k" + i).generate());
    }
    return keys;
  }

  private static String byKeys(List<ECKey> keys) {
    return "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
        + String.join(",", keys.stream().map(key -> key.toPublicJWK().toString()).toList())
        + "]}";
  }

  private static void assertTooMany(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isPresent();
    assertUnkept(answer);
  }

  private static String foreign() {
    return RegistrationToken.random(RegistrationToken.Kind.REGISTRATION, new SecureRandom())
        .reveal();
  }

  /** All of them come at once: each counts before it is looked up. */
  @Test
  void whoTriesManyTokensIsNotHeardForAWhile(@TempDir Path data) throws Exception {
    try (RegisteringServer alone = new RegisteringServer(new RunningServer(data))) {
      JsonObject here = alone.registered(alone.policy(), "{}");
      URI uri = URI.create(text(here, "registration_client_uri"));
      long refused = 0;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
          answers.add(threads.submit(() -> call("GET", uri, foreign(), "")));
        }
        for (Future<Answer> answer : answers) {
          assertThat(answer.get().status()).isIn(401, 429);
          refused += answer.get().status() == 401 ? 1 : 0;
        }
      }
      // As many as there may be, and what comes back in the seconds that it takes.
      assertThat(refused).isBetween(30L, 40L);
      assertTooMany(call("GET", uri, foreign(), ""));
    }
  }

  @Test
  void oneTokenIsHeardSoOftenWhateverItIsShownFor() {
    JsonObject app = server.registered(policy, "{}");
    int heard = 0;
    Answer answer = own("GET", app, "");
    while (answer.status() == 200 && heard < 100) {
      heard++;
      answer = own("GET", app, "");
    }
    assertTooMany(answer);
    assertThat(heard).isBetween(20, 30);
    assertTooMany(put(app, secret(app)));
    assertTooMany(own("DELETE", app, ""));
    assertThat(own("GET", server.registered(policy, "{}"), "").status()).isEqualTo(200);
    assertTaken(server.caller(app).ask("audience", RegisteringServer.STORAGE));
  }

  @Test
  void changesAreCountedForThePolicyAndSoAreThoseThatAreRefused() {
    List<JsonObject> apps = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      apps.add(server.registered(policy, "{}"));
    }
    int changed = 0;
    int refused = 0;
    for (JsonObject app : apps.subList(0, 5)) {
      for (int i = 0; i < 16; i++) {
        int status = put(app, i % 2 == 0 ? secret(app) : "\"scope\":\"purge\"").status();
        changed += status == 200 ? 1 : 0;
        refused += status == 400 ? 1 : 0;
      }
    }
    // As many as there may be, and what comes back in the seconds that it takes.
    assertThat(changed + refused).isBetween(60, 79);
    assertThat(refused).isGreaterThan(20);
    JsonObject last = apps.getLast();
    Answer answer = put(last, secret(last));
    for (int more = 0; more < 5 && answer.status() == 200; more++) {
      answer = put(last, secret(last));
    }
    assertTooMany(answer);
    assertThat(own("GET", last, "").status()).isEqualTo(200);
    assertThat(own("DELETE", last, "").status()).as("it goes, at any rate").isEqualTo(204);
    JsonObject other = server.registered(server.policy(), "{}");
    assertThat(put(other, secret(other)).status()).isEqualTo(200);
    server.registered(policy, "{}");
  }

  @Test
  void oneChangeIsOneEntryOfTheFeedHoweverMuchEndsByIt() throws Exception {
    List<ECKey> keys = keys(5);
    JsonObject app = server.registered(policy, "{" + byKeys(keys) + "}");
    Caller caller = new Caller(server.operator().caller().issuer(), text(app, "client_id"), "none");
    KeyCaller first = KeyCaller.signing(caller, keys.getFirst());
    String kept = first.ask("audience", RegisteringServer.STORAGE).text("access_token");
    String gone =
        KeyCaller.signing(caller, keys.getLast())
            .ask("audience", RegisteringServer.STORAGE)
            .text("access_token");
    int before = revocations();
    Answer answer = put(app, "\"scope\":\"read\"," + byKeys(keys.subList(0, 1)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(revocations()).isEqualTo(before + 1);
    for (String over : List.of(kept, gone)) {
      assertThat(guard.introspect(over).body()).isEqualTo("{\"active\":false}");
    }
    Answer fresh = first.ask("audience", RegisteringServer.STORAGE);
    assertThat(fresh.text("scope")).isEqualTo("read");
    assertThat(guard.introspect(fresh.text("access_token")).body()).contains("\"active\":true");
    assertThat(put(app, byKeys(keys.subList(0, 1))).status()).isEqualTo(200);
    assertThat(revocations()).as("nothing ends").isEqualTo(before + 1);
    assertThat(own("DELETE", app, "").status()).isEqualTo(204);
    assertThat(revocations()).isEqualTo(before + 2);
  }

  private static int revocations() {
    return new Admin(server.operator().caller()).items("/revocations").size();
  }

  @Test
  void theLogTellsKeysByTheirThumbprints() throws Exception {
    List<ECKey> keys = keys(2);
    JsonObject app = server.registered(policy, "{" + byKeys(keys.subList(0, 1)) + "}");
    assertThat(put(app, byKeys(keys.subList(1, 2))).status()).isEqualTo(200);
    assertThat(own("DELETE", app, "").status()).isEqualTo(204);
    String target = "app/" + text(app, "client_id");
    List<String> lines =
        new Admin(server.operator().caller())
            .items("/audit").stream()
                .map(JsonObject::text)
                .filter(line -> line.contains(target))
                .toList();
    assertThat(lines).hasSize(3);
    String all = String.join("", lines);
    for (ECKey key : keys) {
      assertThat(all)
          .contains(
              "\"hint\":\"" + key.getKeyID() + "\"",
              "\"jwk_thumbprint\":\"" + key.computeThumbprint() + "\"")
          .doesNotContain(key.getX().toString());
    }
  }
}
