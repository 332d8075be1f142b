package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Shows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** H12: clients who take their time. Each loses his connection; meanwhile others are served. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc9110_15SlowTest {

  /**
   * Well above every time-out of the server. Who does not read is let go 16 seconds after the last
   * byte that the kernels between took, and they may take some for ten seconds more.
   */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @Shows("R-HTTP-2")
  @Test
  void whoSendsOrReadsSlowlyLosesHisConnectionAndNobodyElseWaits(Site site) throws Exception {
    Endpoint token = site.token();
    String request = token.request();
    int body = request.indexOf("\r\n\r\n") + 4;
    List<Wire> slow = new ArrayList<>();
    for (Endpoint endpoint : site.endpoints()) {
      Wire silent = site.wire(endpoint);
      Wire half = site.wire(endpoint).send(endpoint.request().substring(0, 40));
      slow.add(silent);
      slow.add(half);
    }
    for (int i = 0; i < 10; i++) {
      slow.add(site.wire(token).send(request.substring(0, body + 5)));
      slow.add(site.wire(token).send(token.head() + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"));
      slow.add(site.wire(token).send("\r"));
    }
    Thread dripping = dripping(slow.subList(0, 20));
    try {
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        site.serves(token);
      }
      System.out.printf(
          "200 token requests beside %d slow connections: %d ms%n",
          slow.size(), Duration.ofNanos(System.nanoTime() - start).toMillis());
      for (Wire wire : slow) {
        assertThat(wire.answer().status()).isIn(RawAnswer.CLOSED, 400, 408);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    } finally {
      dripping.interrupt();
      for (Wire wire : slow) {
        wire.close();
      }
    }
  }

  /** A header byte every 100 ms, on each connection. */
  private static Thread dripping(List<Wire> wires) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 0; i < 300; i++) {
              for (Wire wire : wires) {
                wire.send("X");
              }
              Thread.sleep(100);
            }
          } catch (IOException | InterruptedException e) {
            // The server closed the connection, or the test is over.
          }
        });
  }

  @Test
  void whoNeverReadsHisAnswersLosesHisConnection(Site site) throws Exception {
    Endpoint keys =
        site.endpoints().stream()
            .filter(e -> e.target().endsWith("/jwks"))
            .findFirst()
            .orElseThrow();
    try (Wire wire = site.wire(keys)) {
      wire.socket().setReceiveBufferSize(1024);
      Thread sender = Thread.ofVirtual().start(() -> sendForever(wire, keys.request().repeat(100)));
      // On a busy machine it takes long until all buffers between the two are full.
      assertThat(sender.join(LONGEST.multipliedBy(4)))
          .as("the server stops to take requests")
          .isTrue();
    }
    site.serves(keys);
  }

  private static void sendForever(Wire wire, String bytes) {
    try {
      int sent = 0;
      while (sent < 100_000 && wire.takes(bytes)) {
        sent++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
