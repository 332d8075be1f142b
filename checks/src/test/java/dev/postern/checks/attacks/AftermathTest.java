package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.ServerProcess;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** H16: what all that was sent before has left behind. It runs when the other attacks are over. */
@Tag("attacks")
@Order(Integer.MAX_VALUE - 1)
@ExtendWith(AttackedSite.class)
final class AftermathTest {

  /** Longer than an idle connection is kept, and than a thread that nobody needs lives. */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  /** What a JVM has more of when it is warm: threads that compile, collect, or wait for others. */
  private static final int WARM = 16;

  /** What all the apps, accounts, answers and audit lines of the attacks may keep, in bytes. */
  private static final long KEPT = 64L << 20;

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  @Test
  void threadsConnectionsAndHeapAreWhatTheyWere(Site site) throws InterruptedException {
    Vitals before = site.before();
    Vitals now = Vitals.of(site.server());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!now.within(before, WARM) && System.nanoTime() < end) {
      Thread.sleep(1_000);
      now = Vitals.of(site.server());
    }
    System.out.println("before the attacks " + before + ", behind them " + now);
    assertThat(now.within(before, WARM)).as("%s, and before %s", now, before).isTrue();
    assertThat(now.heap()).as("%s, and before %s", now, before).isLessThan(before.heap() + KEPT);
  }

  @Test
  void theLogHasNoFailureAndNoStackTrace(Site site) throws Exception {
    List<String> lines = Files.readAllLines(ServerProcess.err(site.folder()));
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      if (!line.startsWith("{")) {
        // What is said before there is a log: that Postern is being built, and what the JVM minds.
        assertThat(line).doesNotStartWith("\tat ").doesNotContain("Exception");
        continue;
      }
      JsonObject entry = JSON.object(line.getBytes(StandardCharsets.UTF_8));
      assertThat(entry.string("level")).as(line).isIn("INFO", "WARN");
      assertThat(entry.has("exception")).as(line).isFalse();
      if (entry.string("level").equals("WARN")) {
        // A flood that was cut short says so, and so does a request that was given up.
        assertThat(entry.string("message"))
            .as(line)
            .matches(
                "[0-9]+ more lines of this kind were left out|a request took too long: [A-Z]+");
      }
    }
  }

  @Test
  void aRefusalIsOneLineAtMostAndAFloodOfThemIsThirtyInAMinute(Site site) throws IOException {
    Endpoint token = site.token();
    long before = refusals(site);
    for (int i = 1; i <= 80; i++) {
      site.attack(token, "bare", "POST / HTTP/1.1\r\n bad\r\n\r\n", Set.of(400));
      long more = refusals(site) - before;
      // Two minutes may touch, and a minute that ends tells how much it left out.
      assertThat(more).as("lines for %d inputs", i).isLessThanOrEqualTo(Math.min(i + 1, 62));
    }
  }

  private static long refusals(Site site) throws IOException {
    try (var lines = Files.lines(ServerProcess.err(site.folder()))) {
      return lines.filter(line -> line.contains("RequestFraming")).count();
    }
  }
}
