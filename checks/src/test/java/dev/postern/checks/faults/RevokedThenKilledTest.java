package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C8: a token whose client was told that it is revoked is so after a kill at any moment. */
@Tag("faults")
final class RevokedThenKilledTest {

  private static final int ROUNDS = 4;
  private static final int TOKENS = 40;
  private static final String THINGS = "https://things.example.com";

  @Test
  void c8ARevocationThatWasAnsweredIsThereAfterAKill(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("killed after revocations, the moments by the seed " + seed);
    Random random = new Random(seed);
    String apiId = "";
    int port = 0;
    List<String> all = new ArrayList<>();
    Set<String> revoked = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = ServerProcess.startAgain(folder, port)) {
        port = server.url().getPort();
        Operator operator = new Operator(server.operator());
        apiId = round == 0 ? operator.api(THINGS, "thing:read") : apiId;
        verify(operator.guard("guard " + round, apiId), all, revoked);
        Caller app = operator.app("app " + round, apiId, "thing:read");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
          tokens.add(app.token(THINGS));
        }
        all.addAll(tokens);
        Thread revoking = revoking(app, tokens, revoked);
        int enough = revoked.size() + 1 + random.nextInt(TOKENS / 2);
        while (revoked.size() < enough && revoking.isAlive()) {
          Thread.sleep(Duration.ofNanos(100_000));
        }
        server.kill();
        revoking.join();
      }
    }
    try (ServerProcess server = ServerProcess.startAgain(folder, port)) {
      verify(new Operator(server.operator()).guard("last guard", apiId), all, revoked);
    }
    assertThat(revoked).hasSizeGreaterThanOrEqualTo(ROUNDS);
  }

  private static Thread revoking(Caller app, List<String> tokens, Set<String> revoked) {
    AtomicInteger next = new AtomicInteger();
    return Thread.ofVirtual()
        .start(() -> {
          try {
            while (next.get() < tokens.size()) {
              String token = tokens.get(next.getAndIncrement());
              if (app.revoke(token).status() == 200) {
                revoked.add(token);
              }
            }
          } catch (UncheckedIOException gone) {
            // The server was killed: what has no answer may or may not have been recorded.
          }
        });
  }

  /** Whatever was answered holds; of all others at most the one under way at each kill. */
  private static void verify(Caller guard, List<String> all, Set<String> revoked) {
    int inactive = 0;
    for (String token : all) {
      boolean active = guard.introspect(token).json().has("sub");
      assertThat(active && revoked.contains(token)).as("revoked, and active").isFalse();
      inactive += active ? 0 : 1;
    }
    assertThat(inactive).isBetween(revoked.size(), revoked.size() + ROUNDS);
  }
}
