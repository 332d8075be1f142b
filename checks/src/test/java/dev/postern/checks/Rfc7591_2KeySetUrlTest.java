package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertRefused;
import static dev.postern.checks.AssertionServer.assertTaken;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.protocol.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps whose keys stand at a URL of their own: {@code jwks_uri} (RFC 7591 section 2). */
final class Rfc7591_2KeySetUrlTest {

  private static KeyHost host;
  private static AssertionServer server;
  private static String api;

  private String url = "";
  private KeyCaller app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    host = KeyHost.open(data);
    server = new AssertionServer(new RunningServer(data, host.allowed()));
    api = server.operator().api("https://keys.example.com", "go");
  }

  @AfterAll
  static void stop() {
    server.close();
    host.close();
  }

  @BeforeEach
  void register() throws Exception {
    url = host.url("/" + UUID.randomUUID());
    app = app("mover", url);
    host.requests().clear();
    host.keys(app.key().toPublicJWK());
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
  }

  private static Answer add(Caller app, String url) {
    String body = "{\"type\":\"public_key\",\"jwks_uri\":\"" + url + "\"}";
    return server.operator().admin("POST", "/apps/" + app.id() + "/credentials", body);
  }

  private static KeyCaller app(String name, String url) throws Exception {
    Caller caller = server.operator().app(name, api, "go");
    assertThat(add(caller, url).status()).isEqualTo(201);
    return KeyCaller.signing(caller, key());
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).contains("10");
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void keysAreFetchedForTheFirstAssertionOnceAndNotBefore() {
    assertThat(host.requests()).isEmpty();
    assertTaken(app.ask());
    assertTaken(app.ask());
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void ofManyFirstAssertionsAtOnceAllAreTakenForOneFetch() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        answers.add(threads.submit(() -> app.ask()));
      }
      for (Future<Answer> answer : answers) {
        assertTaken(answer.get());
      }
    }
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void aKeyThatIsNotInTheSetIsInvalidClient() throws Exception {
    assertRefused(KeyCaller.signing(app.app(), key()).ask());
    assertTaken(app.ask());
  }

  @Test
  void whereTheKeysCannotBeHadTheAnswerSaysThatItIsTemporary() {
    host.answers(exchange -> exchange.sendResponseHeaders(500, -1));
    assertUnavailable(app.ask());
    long fetched = host.requests().size();
    assertUnavailable(app.ask());
    assertThat(host.requests()).hasSize((int) fetched);
  }

  @Test
  void whileOneWaitsForItsKeysAllOthersAreServed() throws Exception {
    host.answers(exchange -> {
      try {
        Thread.sleep(20_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Caller plain = server.operator().app("plain", api, "go");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(threads.submit(() -> app.ask()));
      }
      long began = System.nanoTime();
      while (host.requests().isEmpty()) {
        Thread.sleep(5);
      }
      int served = 0;
      while (waiting.stream().noneMatch(Future::isDone) && served < 1_000) {
        assertTaken(plain.ask());
        served++;
      }
      assertThat(served).isGreaterThan(20);
      for (Future<Answer> answer : waiting) {
        assertUnavailable(answer.get());
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void introspectionAndRevocationWaitForTheKeysOfTheirCallerToo() {
    for (String endpoint : List.of("introspect", "revoke")) {
      String form = KeyCaller.form(app.sign(app.claims()), "token", "none");
      Answer answer =
          Answer.to(
              HttpCall.post(
                  app.app().uri("service/oauth/" + endpoint),
                  "application/x-www-form-urlencoded",
                  form.getBytes(StandardCharsets.UTF_8)));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void aTokenThatIsOutOutlivesItsKeyAndNotItsCredential() {
    Answer answer = app.ask();
    String token = answer.text("access_token");
    Caller guard = server.operator().guard("guard-" + UUID.randomUUID(), api);
    host.keys();
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    String all = "/apps/" + app.app().id() + "/credentials";
    String list = server.operator().admin("GET", all, "").body();
    int at = list.indexOf("\"type\":\"public_key\"");
    String id =
        list.substring(list.indexOf("cred_", at), list.indexOf('"', list.indexOf("cred_", at)));
    assertThat(server.operator().admin("DELETE", all + "/" + id, "").status()).isEqualTo(204);
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
    assertRefused(app.ask());
  }

  @Test
  void oneWhoNamesAKeyAndAUrlAtOnceIsTold() {
    String body =
        "{\"type\":\"public_key\",\"jwk\":%s,\"jwks_uri\":\"%s\"}"
            .formatted(app.key().toPublicJWK(), host.url("/both"));
    Answer answer =
        server.operator().admin("POST", "/apps/" + app.app().id() + "/credentials", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"/jwks_uri\"");
  }
}
