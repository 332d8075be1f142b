package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.KeyCaller;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A6 (CVE-2025-2559): assertions that would have to be remembered for two days, one by one. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class AssertionFloodTest {

  private static final String FLOODED = "https://assertions.flooded.example.com";
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final int MOST = 20_000;
  private static final int SOME = 200;

  /** What an answer leaves in buffers and counters; names alone would be as much for so many. */
  private static final long FLAT = 4L << 20;

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(FLOODED, "go");
  }

  @Test
  void a6AssertionsThatLiveForLongLeaveNothingBehind(Site site) throws IOException {
    KeyCaller app = KeyCaller.of(site.operator().app("a6-flood", api, "go"), site.operator());
    try (Wire wire = site.wire(site.token())) {
      send(site, wire, app, SOME);
      long before = Vitals.of(site.server()).heap();
      long end = System.nanoTime() + LENGTH.toNanos();
      int sent = 0;
      while (sent < MOST && System.nanoTime() < end) {
        send(site, wire, app, SOME);
        sent += SOME;
      }
      long after = Vitals.of(site.server()).heap();
      System.out.printf("%,d assertions, heap %,d and then %,d bytes%n", sent, before, after);
      assertThat(after).as("after %d assertions", sent).isLessThan(before + FLAT);
    }
    assertThat(app.ask().status()).as("one that is short").isEqualTo(200);
  }

  private static void send(Site site, Wire wire, KeyCaller app, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String assertion = app.sign(app.at(app.claims(), "exp", 172_800));
      Endpoint token = site.token().sending(KeyCaller.form(assertion));
      RawAnswer answer = wire.send(token.request()).answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    }
  }
}
