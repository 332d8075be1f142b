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

/**
 * The promise: an unexpired token is refused soon after its session was closed, and for good. The
 * times are printed and compared only with what nobody should ever wait, for machines differ.
 */
final class RevocationTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final int ROUNDS = 100;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static RunningServer server;
  private static Admin admin;
  private static String storage;
  private static Verifier verifier;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    storage = admin.api(STORAGE, "archive:read", "archive:write");
    verifier = Verifier.of(server.url() + "/", STORAGE);
  }

  @AfterAll
  static void stop() {
    verifier.close();
    server.close();
  }

  private static Caller reader(String name) {
    Caller reader = admin.app(name);
    admin.grant(reader, storage, "archive:read", "archive:write");
    return reader;
  }

  private static AccessToken verify(String token) throws TokenRefused {
    return verifier.verify("Bearer " + token).require("archive:read");
  }

  /** One way to close the session of an app's token. */
  @FunctionalInterface
  private interface Act {
    Answer on(Caller reader, AccessToken token);
  }

  @Test
  void aBlockRefusesAnUnexpiredToken() throws Exception {
    measure(
        "block",
        (reader, token) -> admin.patch("/apps/" + reader.id(), "{\"status\":\"blocked\"}"));
  }

  @Test
  void aNarrowedGrantRefusesAnUnexpiredToken() throws Exception {
    measure("narrowed grant", (reader, token) -> admin.grant(reader, storage, "archive:write"));
  }

  @Test
  void aRevokedCredentialRefusesAnUnexpiredToken() throws Exception {
    measure(
        "revoked credential",
        (reader, token) -> {
          String credentials = "/apps/" + reader.id() + "/credentials";
          return admin.delete(
              credentials + "/" + Admin.text(admin.items(credentials).getFirst(), "id"));
        });
  }

  @Test
  void aCommitOnAnotherNodeRefusesAnUnexpiredToken() throws Exception {
    measure(
        "commit on another node",
        (reader, token) -> {
          server.revoke(token.session().app());
          return admin.get("/apps/" + reader.id());
        });
  }

  @Test
  void aWidenedGrantRefusesNobody() throws Exception {
    Caller reader = admin.app("reader");
    admin.grant(reader, storage, "archive:read");
    String token = reader.token(STORAGE);
    verify(token);
    assertThat(admin.grant(reader, storage, "archive:read", "archive:write").status())
        .isEqualTo(200);
    String marked = reader("marked").token(STORAGE);
    AccessToken mark = verify(marked);
    server.revoke(mark.session().app());
    untilRefused(marked);
    assertThatCode(() -> verify(token)).doesNotThrowAnyException();
  }

  private static void measure(String name, Act act) throws Exception {
    String neighbour = reader("neighbour").token(STORAGE);
    List<Duration> times = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Caller reader = reader("reader " + round);
      String token = reader.token(STORAGE);
      AccessToken checked = verify(token);
      Answer done = act.on(reader, checked);
      long start = System.nanoTime();
      assertThat(done.status()).as(done.body()).isBetween(200, 204);
      untilRefused(token);
      times.add(Duration.ofNanos(System.nanoTime() - start));
      assertThatCode(() -> verify(neighbour)).doesNotThrowAnyException();
    }
    Collections.sort(times);
    System.out.printf(
        "from the answer to the refusal, %s, %d rounds: median %.1f ms, p99 %.1f ms, longest %.1f"
            + " ms%n",
        name,
        ROUNDS,
        millis(times.get(ROUNDS / 2)),
        millis(times.get(ROUNDS * 99 / 100 - 1)),
        millis(times.getLast()));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  /** An assertion error where it takes longer than anybody should wait. */
  private static void untilRefused(String token) throws InterruptedException {
    long start = System.nanoTime();
    while (Duration.ofNanos(System.nanoTime() - start).compareTo(LONGEST) < 0) {
      try {
        verify(token);
      } catch (TokenRefused refused) {
        assertThat(refused.status()).isEqualTo(401);
        return;
      }
      Thread.sleep(1);
    }
    throw new AssertionError("a token of a closed session is still accepted");
  }
}
