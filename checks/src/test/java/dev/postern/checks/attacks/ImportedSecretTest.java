package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A28, and A26 for secrets that were hashed elsewhere. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class ImportedSecretTest {

  private static final String SECRET = "kc-5Yd8fLw0qZ2tVbN7xRpJ3";

  /** OpenSSL's, and slow enough to be in the way of the next. */
  private static final String BCRYPT =
      "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq";

  private static final String ARGON2 =
      "$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$o+9GqGMz81FuNXjp5wbq3xGSJEqBHWN4z0hmZUJ0g/c";

  private static final String LIGHT_ARGON2 =
      "$argon2id$v=19$m=4096,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$eEQNUkjvMmOulI9ym28JhRKNqEaNotA22z3jWYKc23g";

  private static final String PBKDF2 =
      "$pbkdf2-sha256$i=10000$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$5zZ91jtUPttPULRAwphoRcCwrlJB+906mkVBGw/k3n4";

  private static Caller app(Site site, String name, String hash) {
    String api = site.operator().api("https://" + name + ".example.com", "order:read");
    Caller made = site.operator().app(name, api, "order:read");
    Answer answer =
        site.operator()
            .admin(
                "POST",
                "/apps/" + made.id() + "/credentials",
                "{\"type\":\"client_secret\",\"secret_hash\":\"" + hash + "\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).doesNotContain("client_secret\":", hash);
    return new Caller(made.issuer(), made.id(), SECRET);
  }

  private static Caller guessing(Caller app, String secret) {
    return new Caller(app.issuer(), app.id(), secret);
  }

  @Test
  void anImportedSecretGetsATokenAndAWrongOneTheSameBytesAsEver(Site site) {
    Caller app = app(site, "imported", BCRYPT);
    String wrong = guessing(app, "wrong").ask().body();
    assertThat(wrong).isEqualTo(guessing(app, "wrong").ask().body()).contains("invalid_client");
    assertThat(new Caller(app.issuer(), "app_nobody", "wrong").ask().body()).isEqualTo(wrong);
    assertThat(app.ask().status()).isEqualTo(200);
    assertThat(app.ask().status()).isEqualTo(200);
  }

  @Test
  void introspectionAndRevocationCheckItsFirstUseToo(Site site) {
    Caller asking = app(site, "asking", LIGHT_ARGON2);
    assertThat(asking.introspect("none").body()).isEqualTo("{\"active\":false}");
    assertThat(guessing(asking, "wrong").introspect("none").status()).isEqualTo(401);
    Caller revoking = app(site, "revoking", PBKDF2);
    assertThat(revoking.revoke("none").status()).isEqualTo(200);
    assertThat(guessing(revoking, "wrong").revoke("none").status()).isEqualTo(401);
  }

  @Test
  void a28AFloodOfBadSecretsForOneAppLeavesTheOthersTheirTokens(Site site) throws Exception {
    Caller victim = app(site, "flooded", ARGON2);
    String api = site.operator().api("https://bystander.example.com", "order:read");
    Caller bystander = site.operator().app("bystander", api, "order:read");
    assertThat(bystander.ask().status()).isEqualTo(200);
    try (ExecutorService flood = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Caller guess = guessing(victim, "guess-" + i);
        answers.add(flood.submit(() -> guess.ask().status()));
      }
      long[] times = new long[100];
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        assertThat(bystander.ask().status()).isEqualTo(200);
        times[i] = System.nanoTime() - start;
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(401, 429, 503);
      }
      Arrays.sort(times);
      System.out.printf(
          "a bystander of a flood: median %d us, p99 %d us%n", times[50] / 1000, times[98] / 1000);
      assertThat(times[50]).isLessThan(TimeUnit.MILLISECONDS.toNanos(250));
    }
    int status = victim.ask().status();
    for (int attempt = 0; status != 200 && attempt < 20; attempt++) {
      // What the flood began goes on for a moment.
      assertThat(status).isIn(429, 503);
      Thread.sleep(500);
      status = victim.ask().status();
    }
    assertThat(status).as("the flood is over").isEqualTo(200);
  }
}
