package dev.postern.checks;

import static dev.postern.checks.IntrospectedApi.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can take back, and what it is answered: RFC 7009 sections 2.1, 2.2 and 2.2.1. */
final class Rfc7009_2_2ResponseTest {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static Path folder;
  private static IntrospectedApi site;
  private static Verifier verifier;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    folder = data;
    site = new IntrospectedApi(data);
    verifier = Verifier.of(site.guard().issuer(), STORAGE);
  }

  @AfterAll
  static void stop() {
    verifier.close();
    site.close();
  }

  private static boolean accepted(String token) {
    try {
      return verifier.verify("Bearer " + token) != null;
    } catch (TokenRefused refused) {
      assertThat(refused.status()).isEqualTo(401);
      return false;
    }
  }

  private static void assertDone(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  private static int entries() {
    return site.server().admin().items("/revocations").size();
  }

  /** What the audit log says that an app did. */
  private static List<String> deeds(Caller app) {
    return site.server().admin().items("/audit").stream()
        .filter(line -> Admin.text(line, "actor").equals(app.id()))
        .map(line -> Admin.text(line, "action"))
        .toList();
  }

  @Shows({"R-7009-1", "R-7009-5", "R-7009-6"})
  @Test
  void aRevokedTokenIsRefusedAtOnceHereAndSoonWhereverItIsCheckedOffline() throws Exception {
    Caller app = site.another();
    String token = app.token(STORAGE);
    String twin = app.token(STORAGE);
    assertThat(accepted(token)).isTrue();
    assertThat(site.active(token)).isTrue();
    assertDone(app.revoke(token));
    assertThat(site.active(token)).isFalse();
    long start = System.nanoTime();
    while (accepted(token)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
      Thread.sleep(1);
    }
    assertThat(accepted(twin)).isTrue();
    assertThat(site.active(twin)).isTrue();
    assertThat(site.active(app.token(STORAGE))).as("a new one").isTrue();
    assertThat(deeds(app)).containsExactly("revocation.create");
  }

  @Test
  void aTokenForABuiltInApiIsTakenBackToo() {
    Operator operator = site.operator();
    String token = operator.caller().token(operator.identityAudience());
    String url = operator.identityAudience() + "/accounts?limit=1";
    assertThat(Operator.call("GET", url, "", token).status()).isEqualTo(200);
    assertDone(operator.caller().revoke(token));
    assertThat(Operator.call("GET", url, "", token).status()).isEqualTo(401);
  }

  @Shows("R-7009-3")
  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "no_such_type"})
  void aWrongHintKeepsNoTokenFromBeingFound(String hint) {
    Caller app = site.another();
    String token = app.token(STORAGE);
    String form =
        "client_id=%s&client_secret=%s&token=%s&token_type_hint=%s"
            .formatted(app.id(), app.secret(), token, hint);
    assertDone(
        Answer.to(
            HttpCall.post(
                app.uri("service/oauth/revoke"),
                "application/x-www-form-urlencoded",
                IntrospectedApi.bytes(form))));
    assertThat(site.active(token)).isFalse();
  }

  @Shows({"R-7009-2", "R-7009-4", "R-7009-10"})
  @Test
  void c7WhatIsNoTokenOfTheClientsIsAnsweredLikeARevokedOneAndNothingHappens() {
    Caller app = site.another();
    String foreign = site.reader().token(STORAGE);
    String own = app.token(STORAGE);
    int before = entries();
    for (String token :
        List.of(foreign, "x", "a.b.c", own + "x", own.substring(0, 50), "\u00e4", "{}", " ")) {
      assertDone(app.revoke(token));
    }
    assertThat(entries()).isEqualTo(before);
    assertThat(site.active(foreign)).isTrue();
    assertThat(accepted(foreign)).isTrue();
    assertThat(deeds(app)).containsExactly("revocation.refuse");
    assertThat(site.active(own)).isTrue();
  }

  @Shows("R-7009-2")
  @Test
  void whoeverFailsToProveHimselfTakesNothingBack() {
    String token = site.reader().token(STORAGE);
    Caller wrong = new Caller(site.guard().issuer(), site.reader().id(), site.guard().secret());
    assertThat(wrong.revoke(token).status()).isEqualTo(401);
    assertThat(site.guard().revoke(token).status())
        .as("the API may ask about it, not end it")
        .isEqualTo(200);
    assertThat(site.active(token)).isTrue();
  }

  @Test
  void aRepetitionIsAnsweredTheSameAndRecordedOnce() {
    Caller app = site.another();
    String token = app.token(STORAGE);
    int before = entries();
    for (int i = 0; i < 3; i++) {
      assertDone(app.revoke(token));
    }
    assertThat(entries()).isEqualTo(before + 1);
  }

  @Test
  void manyAtOnceAreAllAnsweredAndTheTokenIsGone() throws Exception {
    Caller app = site.another();
    String token = app.token(STORAGE);
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(() -> app.revoke(token));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        assertDone(answer.get());
      }
    }
    assertThat(site.active(token)).isFalse();
  }

  @Shows("R-7009-8")
  @Test
  void c6WhatCannotBeRecordedIsNeverCalledDone() throws Exception {
    Caller app = site.another();
    String token = app.token(STORAGE);
    inTheDatabase(
        "CREATE TRIGGER no_room BEFORE INSERT ON revocation BEGIN SELECT RAISE(ABORT, 'no'); END");
    try {
      Answer answer = app.revoke(token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
      assertThat(answer.header("Retry-After"))
          .hasValueSatisfying(wait -> assertThat(wait).matches("[1-9][0-9]*"));
      assertThat(site.active(token)).as("until it is recorded").isTrue();
      assertThat(accepted(token)).isTrue();
      assertDone(app.revoke("x"));
    } finally {
      inTheDatabase("DROP TRIGGER no_room");
    }
    assertDone(app.revoke(token));
    assertThat(site.active(token)).isFalse();
  }

  private static void inTheDatabase(String sql) throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("postern.db"));
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      statement.execute(sql);
    }
  }

  @Test
  void whoRevokesOneByOneIsToldToWaitAtSomePoint() throws Exception {
    Caller app = site.another(JsonObject.EMPTY, Duration.ofMinutes(5));
    Answer answer;
    int done = 0;
    do {
      answer = app.revoke(app.token(STORAGE));
      done += answer.status() == 200 ? 1 : 0;
    } while (answer.status() == 200 && done < 300);
    assertThat(done).isGreaterThanOrEqualTo(60).isLessThan(300);
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(answer.header("Retry-After")).isPresent();
    String other = site.reader().token(STORAGE);
    assertDone(site.reader().revoke(other));
  }
}
