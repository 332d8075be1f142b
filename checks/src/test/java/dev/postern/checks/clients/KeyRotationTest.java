package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.checks.Traffic;
import dev.postern.server.config.KeysConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys come and go, and an API that checks tokens by a library of others does not notice. */
@Tag("clients")
final class KeyRotationTest {

  /** How long keys rotate under load, one each second. */
  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("ROTATION_SECONDS", "20"));

  private static final int CLIENTS = 3;

  @Test
  void whileKeysRotateEverySecondJoseRefusesNoToken(@TempDir Path data) throws Exception {
    KeysConfig keys = new KeysConfig(Duration.ofMillis(500), Duration.ZERO);
    try (RunningServer server = new RunningServer(data, keys)) {
      Operator operator = new Operator(server.operator());
      String api = operator.api(Stage.API, Stage.SCOPE);
      int port = Stage.freePort();
      // Left to itself jose asks for an unknown key once in 30 s: enough where keys are published
      // longer than that before they sign, which is what keys.publish is for.
      Map<String, String> environment =
          Map.of(
              "ISSUER",
              server.url() + "/",
              "API",
              Stage.API,
              "COOLDOWN",
              "0",
              "PORT",
              Integer.toString(port));
      try (Gate gate = Gate.at(new PageProgram("jose", "api.mjs").start(environment), port)) {
        Traffic traffic = new Traffic(Stage.API, Map.of("jose", token -> pass(gate, token)));
        for (int i = 0; i < CLIENTS; i++) {
          traffic.start(operator.app("reader", api, Stage.SCOPE));
        }
        for (int second = 0; second < SECONDS; second++) {
          Answer rotated = operator.admin("POST", "/keys/rotate", "{}");
          assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
          Thread.sleep(1000);
        }
        traffic.stop();
        System.out.printf(
            "%d s of rotation before jose: %d keys signed, %d verifications, %d refused%n",
            SECONDS, traffic.signers().size(), traffic.verified(), traffic.refusals().size());
        assertThat(traffic.refusals()).isEmpty();
        assertThat(traffic.signers()).hasSizeGreaterThanOrEqualTo(SECONDS / 2);
        assertThat(traffic.verified()).isGreaterThan(10L * SECONDS);
      }
    }
  }

  private static void pass(Gate gate, String token) {
    Answer answer = gate.call(token);
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.status() + " " + answer.body());
    }
  }
}
