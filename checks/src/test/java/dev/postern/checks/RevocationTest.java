package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: an unexpired token is refused soon after its session was closed, and for good. */
final class RevocationTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final int ROUNDS = 20;

  private static RunningServer server;
  private static String storage;
  private static Verifier verifier;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    storage = server.api(STORAGE, "archive:read");
    verifier = Verifier.of(server.url() + "/", STORAGE);
  }

  @AfterAll
  static void stop() {
    verifier.close();
    server.close();
  }

  private static Caller reader(String name) {
    Caller reader = server.app(name);
    server.grant(reader, storage, "archive:read");
    return reader;
  }

  private static AccessToken verify(String token) throws TokenRefused {
    return verifier.verify("Bearer " + token).require("archive:read");
  }

  @Test
  void aClosedAppsTokenIsRefusedAndANeighboursIsNot() throws Exception {
    String neighbour = reader("neighbour").token(STORAGE);
    List<Duration> times = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String token = reader("reader " + round).token(STORAGE);
      AccessToken checked = verify(token);
      server.revoke(checked.session().app());
      times.add(untilRefused(token));
      assertThatCode(() -> verify(neighbour)).doesNotThrowAnyException();
    }
    Collections.sort(times);
    System.out.println(
        "from the commit on another node to the refusal: median "
            + times.get(ROUNDS / 2).toMillis()
            + " ms, longest "
            + times.getLast().toMillis()
            + " ms");
  }

  /** How long it took; an assertion error where it takes longer than anybody should wait. */
  private static Duration untilRefused(String token) throws InterruptedException {
    long start = System.nanoTime();
    while (Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(30)) < 0) {
      try {
        verify(token);
      } catch (TokenRefused refused) {
        assertThat(refused.status()).isEqualTo(401);
        return Duration.ofNanos(System.nanoTime() - start);
      }
      Thread.sleep(2);
    }
    throw new AssertionError("a token of a closed session is still accepted");
  }
}
