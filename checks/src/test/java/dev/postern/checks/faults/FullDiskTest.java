package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F4, C6: without space nothing is acknowledged, tokens go on, and space alone heals it. */
@Tag("faults")
final class FullDiskTest {

  private static final int MEGABYTES = 16;
  private static final int MOST_WRITES = 5_000;
  private static final String ABOUT = "x".repeat(8_000);

  @Test
  void whatCannotBeWrittenIsRefusedAndEverythingElseGoesOn(@TempDir Path folder) throws Exception {
    try (ServerProcess server = ServerProcess.startOnSmallDisk(folder, MEGABYTES)) {
      Operator operator = new Operator(server.operator());
      String apiId = operator.api("https://things.example.com", "thing:read");
      Caller app = operator.app("worker", apiId, "thing:read");
      Caller guard = operator.guard("guard", apiId);
      String token = app.token("https://things.example.com");
      Path ballast = server.data().resolve("ballast");
      List<String> accounts = new ArrayList<>();
      accounts.add(operator.identity("POST", "/account", "{\"UserName\":\"zoe\"}").text("Uid"));
      fill(ballast);
      writeUntilRefused(operator, accounts);

      assertRefused(operator.admin("POST", "/apps", Operator.appBody("late", apiId, "thing:read")));
      assertRefused(operator.admin("PATCH", "/apps/" + app.id(), "{\"status\":\"blocked\"}"));
      String revocation = "{\"kind\":\"app\",\"client_id\":\"%s\"}".formatted(app.id());
      assertRefused(operator.admin("POST", "/revocations", revocation));
      assertRefused(operator.identity("DELETE", "/account/" + accounts.getFirst(), ""));
      assertRefused(app.revoke(token));
      assertThat(guard.introspect(token).json().has("sub")).as("until it is recorded").isTrue();
      assertThat(app.ask().status()).isEqualTo(200);
      assertThat(operator.admin("GET", "/apps/" + app.id(), "").text("status")).isEqualTo("active");
      assertThat(operator.admin("GET", "/apps", "").body()).doesNotContain("\"late\"");
      assertThat(health(server)).isEqualTo(200);

      Files.delete(ballast);
      awaitHealed(operator, app);
      assertThat(app.ask().status()).isEqualTo(401);
      for (String uid : accounts) {
        assertThat(operator.identity("GET", "/account/" + uid, "").status()).isEqualTo(200);
      }
    }
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[4096];
      for (int i = 0; i < MEGABYTES * 1024; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left on device");
      return;
    }
    throw new AssertionError("the disk is larger than it was made");
  }

  /** What the log of the database has room for is still written. */
  private static void writeUntilRefused(Operator operator, List<String> accounts) {
    for (int i = 0; i < MOST_WRITES; i++) {
      String body = "{\"UserName\":\"full-%d\",\"About\":\"%s\"}".formatted(i, ABOUT);
      Answer answer = operator.identity("POST", "/account", body);
      if (answer.status() != 200) {
        assertRefused(answer);
        return;
      }
      accounts.add(answer.text("Uid"));
    }
    throw new AssertionError("a full disk refused nothing");
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isPresent();
  }

  private static void awaitHealed(Operator operator, Caller app) throws InterruptedException {
    Answer answer;
    int attempts = 0;
    do {
      assertThat(++attempts).as("attempts with space").isLessThan(100);
      Thread.sleep(100);
      answer = operator.admin("PATCH", "/apps/" + app.id(), "{\"status\":\"blocked\"}");
    } while (answer.status() == 503);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static int health(ServerProcess server) {
    return Answer.to(HttpCall.get(URI.create(server.management() + "/health/ready"))).status();
  }
}
