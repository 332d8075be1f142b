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

/** What a browser finds where the console has the same address as the endpoints, and none else. */
final class ConsoleDoorTest {

  /** As browsers say it. */
  private static final String PAGE =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  @TempDir private Path data;

  private static Answer browse(String url) {
    return Answer.to(HttpCall.get(URI.create(url)).header("Accept", PAGE));
  }

  private static void nothing(Answer answer, String what) {
    assertThat(answer.status()).as(what).isEqualTo(404);
    assertThat(answer.header("Content-Type")).as(what).contains("application/json");
    assertThat(answer.text("error")).as(what).isEqualTo("invalid_request");
    assertThat(answer.header("Location")).as(what).isEmpty();
  }

  @Test
  void aBrowserIsSentToTheConsoleOfTheTenantWhoseAddressItKnows() throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      String url = server.url().toString();
      Answer door = browse(url + "/");
      assertThat(door.status()).isEqualTo(303);
      assertThat(door.header("Location")).contains("/console");
      assertThat(door.header("Content-Security-Policy").orElseThrow())
          .contains("frame-ancestors 'none'");
      assertThat(browse(url + "/console").status()).isEqualTo(303);

      Answer made =
          server.admin().post("/tenants", "{\"name\":\"b\",\"issuer\":\"%s/b\"}".formatted(url));
      assertThat(made.status()).isEqualTo(201);
      assertThat(browse(url + "/b/").header("Location")).contains("/b/console");
      nothing(browse(url + "/b"), "an issuer without a slash at its end");
      nothing(browse(url + "/c/"), "a path of nobody's");
    }
  }

  @Test
  void whoeverAsksForNoPageFindsNothingAsEver() throws Exception {
    try (RunningServer server = new RunningServer(data)) {
      URI root = URI.create(server.url() + "/");
      nothing(Answer.to(HttpCall.get(root)), "nothing said");
      for (String accept :
          List.of(
              "*/*",
              "application/json",
              "text/plain",
              "text/htmlx",
              "text/html;q=0",
              "application/json, text/html ; Q=0.0")) {
        nothing(Answer.to(HttpCall.get(root).header("Accept", accept)), accept);
      }
      nothing(
          Answer.to(HttpCall.post(root, "text/plain", new byte[0]).header("Accept", PAGE)), "POST");
      for (String method : List.of("PUT", "DELETE", "OPTIONS")) {
        nothing(Answer.to(HttpCall.of(method, root, new byte[0]).header("Accept", PAGE)), method);
      }
    }
  }

  @Test
  void whereThereIsNoConsoleThereIsNoWayToOne() throws Exception {
    ConsoleConfig none =
        new ConsoleConfig(
            false, InetAddress.getLoopbackAddress(), OptionalInt.empty(), Optional.empty());
    try (RunningServer server = new RunningServer(data, Optional.empty(), none)) {
      nothing(browse(server.url() + "/"), "no console");
    }
  }

  @Test
  void whereTheConsoleHasAPortOfItsOwnNothingHereLeadsToIt() throws Exception {
    ConsoleConfig apart =
        new ConsoleConfig(
            true, InetAddress.getLoopbackAddress(), OptionalInt.of(0), Optional.empty());
    try (RunningServer server = new RunningServer(data, Optional.empty(), apart)) {
      nothing(browse(server.url() + "/"), "the endpoints' port");
      String console = server.console().toString().replaceFirst("/console$", "/");
      assertThat(browse(console).header("Location")).contains("/console");
    }
  }
}
