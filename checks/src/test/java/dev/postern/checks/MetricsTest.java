package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server counts. */
final class MetricsTest {

  private static List<String> refusals(RunningServer server) {
    return Answer.to(HttpCall.get(server.management().resolve("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith("postern_tokens_refused_total{"))
        .toList();
  }

  @Test
  void refusedTokenRequestsAreCountedByReasonsThatThereAre(@TempDir Path data) throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      Caller app = server.app("app");
      assertThat(refusals(server))
          .contains("postern_tokens_refused_total{reason=\"proof_wrong\"} 0.0")
          // Of introspection and revocation alone: it could never be anything but zero.
          .noneMatch(line -> line.contains("no_token"));
      String wrong = "grant_type=client_credentials&client_secret=wrong&client_id=" + app.id();
      assertThat(app.post("application/x-www-form-urlencoded", wrong).status()).isEqualTo(401);
      assertThat(refusals(server))
          .contains("postern_tokens_refused_total{reason=\"proof_wrong\"} 1.0");
    }
  }
}
