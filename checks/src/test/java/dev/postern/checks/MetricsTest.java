package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.server.config.ConsoleConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server counts. */
final class MetricsTest {

  private static List<String> refusals(RunningServer server) {
    return lines(server, "postern_tokens_refused_total{");
  }

  private static List<String> requests(RunningServer server) {
    return lines(server, "postern_http_requests_total");
  }

  private static List<String> lines(RunningServer server, String start) {
    return Answer.to(HttpCall.get(server.management().resolve("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .toList();
  }

  @Test
  void requestsAreCountedByTheListenerThatTheyCameTo(@TempDir Path data) throws Exception {
    ConsoleConfig apart =
        new ConsoleConfig(
            true, InetAddress.getLoopbackAddress(), OptionalInt.of(0), Optional.empty());
    try (RunningServer server = new RunningServer(data, Optional.empty(), apart)) {
      URI console = server.console();
      for (String path : List.of("/sign-in", "/nowhere", "/sign-in?x=1")) {
        Answer.to(HttpCall.get(URI.create(console + path)));
      }
      Answer.to(HttpCall.get(server.operator().uri("service/oauth/jwks")));
      assertThat(requests(server))
          .as("the console calls the endpoints in its own thread, which is no request")
          .containsExactlyInAnyOrder(
              "postern_http_requests_total{listener=\"public\"} 1.0",
              "postern_http_requests_total{listener=\"console\"} 3.0");
    }
  }

  @Test
  void aConsoleBesideTheEndpointsIsCountedWithThem(@TempDir Path data) throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      Answer.to(HttpCall.get(URI.create(server.console() + "/sign-in")));
      Answer.to(HttpCall.get(server.operator().uri("service/oauth/jwks")));
      assertThat(requests(server))
          .containsExactly("postern_http_requests_total{listener=\"public\"} 2.0");
    }
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
