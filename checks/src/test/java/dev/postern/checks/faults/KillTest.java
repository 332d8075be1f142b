package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Operator;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.json.JsonFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F1: a server that is killed loses nothing that it acknowledged and keeps nothing half. */
@Tag("faults")
final class KillTest {

  /** How often the server is killed: {@code KILL_ROUNDS}, or a few times. */
  private static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("KILL_ROUNDS", "20"));

  private static final int LATEST_MILLIS = 50;
  private static final int WARM = 20;

  @Test
  void whatWasAcknowledgedIsThereAfterAKillAtAnyMoment(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("killed " + ROUNDS + " times, the moments by the seed " + seed);
    Random random = new Random(seed);
    List<Long> starts = new ArrayList<>();
    List<Writing> all = new ArrayList<>();
    String apiId = "";
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = started(folder, starts)) {
        Operator operator = new Operator(server.operator());
        if (round == 0) {
          apiId = operator.api("https://things.example.com", Subject.BOTH.toArray(String[]::new));
        } else {
          verify(operator, apiId, all.getLast());
        }
        Writing writing = new Writing(operator, apiId, "kill-" + round);
        all.add(writing);
        writing.start();
        // The first changes of a process are slow: let some rounds come to where they are fast.
        writing.await(1 + random.nextInt(WARM));
        Thread.sleep(Duration.ofNanos(random.nextLong(LATEST_MILLIS * 1_000_000L)));
        server.kill();
        writing.stop();
      }
      DataCopy.verify(folder.resolve("data"), folder.resolve("copy"));
    }
    try (ServerProcess server = started(folder, starts)) {
      Operator operator = new Operator(server.operator());
      for (Writing writing : all) {
        verify(operator, apiId, writing);
      }
    }
    report(all, starts);
  }

  private static ServerProcess started(Path folder, List<Long> starts) throws Exception {
    long start = System.nanoTime();
    ServerProcess server = ServerProcess.start(folder);
    starts.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
    return server;
  }

  private static void verify(Operator operator, String apiId, Writing writing) throws JsonFault {
    for (Subject subject : writing.subjects()) {
      subject.verify(operator, apiId);
    }
    for (String uid : writing.accounts()) {
      assertThat(operator.identity("GET", "/account/" + uid, "").status()).isEqualTo(200);
    }
  }

  private static void report(List<Writing> all, List<Long> starts) {
    int acknowledged = all.stream().mapToInt(Writing::acknowledged).sum();
    assertThat(acknowledged).isGreaterThanOrEqualTo(ROUNDS);
    List<Long> again = new ArrayList<>(starts.subList(1, starts.size()));
    Collections.sort(again);
    System.out.printf(
        "%d acknowledged changes are there after %d kills; from start to ready: first %d ms,"
            + " again median %d ms, longest %d ms%n",
        acknowledged, ROUNDS, starts.getFirst(), again.get(again.size() / 2), again.getLast());
  }
}
