package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.ServerConfig;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every record of the server's configuration but those of its listener and its console. */
final class ServerSettingsTest {

  @TempDir private Path folder;

  @Test
  void withoutAnyChoiceTheRecordsAreAsDocumented() throws Exception {
    ServerConfig server = Written.nothing().chosen().server();
    assertThat(server.management())
        .isEqualTo(new ManagementConfig(InetAddress.ofLiteral("127.0.0.1"), 9090));
    assertThat(server.issuing())
        .isEqualTo(new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()));
    assertThat(server.keys()).isEqualTo(new KeysConfig(Duration.ofHours(3), Duration.ofDays(90)));
    assertThat(server.feed()).isEqualTo(new FeedConfig(10_000, 10, 64 << 20));
    assertThat(server.jwksUri()).isEqualTo(JwksUriConfig.USUAL);
    assertThat(server.shutdownGrace()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void everySettingReachesItsPlace() throws Exception {
    ServerConfig server =
        Written.yaml(
                folder,
                "management.host: '::1'",
                "management.port: 0",
                "cutoff: {issuing: 24h}",
                "limits:",
                "  tokens-per-minute: 60",
                "keys: {publish: 1d, rotate-every: never}",
                "feed: {subscribers: 100, per-client: 2, memory: 1GiB}",
                "jwks-uri:",
                "  allowed-hosts: [Keys.internal, '10.0.0.7', '::1', 'b:8443', '[::2]:1', '[::3]']",
                "  trusted-certificates: ca.pem",
                "shutdown: {grace: 500ms}")
            .chosen()
            .server();
    assertThat(server.management())
        .isEqualTo(new ManagementConfig(InetAddress.ofLiteral("::1"), 0));
    assertThat(server.issuing())
        .isEqualTo(new IssuingConfig(Duration.ofDays(1), OptionalInt.of(60)));
    assertThat(server.keys()).isEqualTo(new KeysConfig(Duration.ofDays(1), Duration.ZERO));
    assertThat(server.feed()).isEqualTo(new FeedConfig(100, 2, 1 << 30));
    assertThat(server.jwksUri().trustedCertificates()).contains(Path.of("ca.pem"));
    for (String host : List.of("keys.internal", "KEYS.INTERNAL", "10.0.0.7", "::1", "[::1]")) {
      assertThat(server.jwksUri().allows(host, 443)).as(host).isTrue();
      assertThat(server.jwksUri().allows(host, 8443)).as(host).isFalse();
    }
    assertThat(server.jwksUri().allows("internal", 443)).isFalse();
    assertThat(server.jwksUri().allows("B", 8443)).isTrue();
    assertThat(server.jwksUri().allows("b", 443)).isFalse();
    assertThat(server.jwksUri().allows("[::2]", 1)).isTrue();
    assertThat(server.jwksUri().allows("::2", 443)).isFalse();
    assertThat(server.jwksUri().allows("::3", 443)).isTrue();
    assertThat(server.shutdownGrace()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void managementRefusesWhatIsNoAddressOrPort() {
    assertThat(
            Written.nothing()
                .flag("--management-port", "-1")
                .variable("POSTERN_MANAGEMENT_HOST", "probe.example.com")
                .problems())
        .containsExactlyInAnyOrder(
            "POSTERN_MANAGEMENT_HOST: an IP address is wanted, as 127.0.0.1 or ::1",
            "--management-port: a number from 0 to 65535 is wanted");
  }

  @Test
  void issuingRefusesWhatIsOutOfRange() throws Exception {
    assertThat(
            Written.yaml(folder, "cutoff.issuing: 1441m", "limits.tokens-per-minute: 0").problems())
        .containsExactly(
            "postern.yaml:1: cutoff.issuing: a time from 0s to 24h is wanted",
            "postern.yaml:2: limits.tokens-per-minute: a number from 1 to 1000000 is wanted");
    assertThat(Written.yaml(folder, "cutoff.issuing: 3600").problems())
        .containsExactly(
            "postern.yaml:1: cutoff.issuing: a time is wanted, as 500ms, 15s, 10m, 1h or 1d");
  }

  @Test
  void aHostThatKeysMayBeFetchedFromIsANameOrAnAddressAndAPort() {
    for (String wrong :
        List.of(
            "https://keys.internal",
            "keys.internal:",
            "keys.internal:0",
            "keys.internal:65536",
            "keys.internal:https",
            "keys.internal:-1",
            ":443",
            "::1:https",
            "[::1",
            "[keys.internal]",
            "[abc]",
            "[::1]8443",
            "10.0.0.0/8",
            "*.internal",
            "a b")) {
      assertThat(Written.nothing().variable("POSTERN_JWKS_URI_ALLOWED_HOSTS", wrong).problems())
          .as(wrong)
          .containsExactly(
              "POSTERN_JWKS_URI_ALLOWED_HOSTS: at most 100 names or IP addresses of hosts are"
                  + " wanted, each with its port unless that is 443");
    }
  }

  @Test
  void theLifeOfKeysRefusesWhatIsOutOfRange() throws Exception {
    assertThat(Written.yaml(folder, "keys.publish: 31d", "keys.rotate-every: 3651d").problems())
        .containsExactly(
            "postern.yaml:1: keys.publish: a time from 0s to 43200m is wanted",
            "postern.yaml:2: keys.rotate-every: never, or a time from 1s to 3650d is wanted");
    assertThat(Written.yaml(folder, "keys.rotate-every: 500ms", "keys.publish: 0s").problems())
        .containsExactly(
            "postern.yaml:1: keys.rotate-every: never, or a time from 1s to 3650d is wanted");
    assertThat(Written.yaml(folder, "keys.publish: 2h", "keys.rotate-every: 1h").problems())
        .containsExactly(
            "postern.yaml:2: keys.rotate-every: never, or a time not shorter than keys.publish is"
                + " wanted (with postern.yaml:1: keys.publish)");
    assertThat(Written.yaml(folder, "keys.rotate-every: sometimes").problems())
        .containsExactly(
            "postern.yaml:1: keys.rotate-every: never or a time is wanted, as 500ms, 15s, 10m, 1h"
                + " or 1d");
    assertThat(Written.yaml(folder, "keys.publish: never").problems())
        .containsExactly(
            "postern.yaml:1: keys.publish: a time is wanted, as 500ms, 15s, 10m, 1h or 1d");
  }

  @Test
  void theFeedRefusesWhatIsOutOfRange() throws Exception {
    assertThat(
            Written.yaml(folder, "feed: {subscribers: 1, per-client: 0, memory: 255KiB}")
                .problems())
        .containsExactly(
            "postern.yaml:1: feed.subscribers: a number from 2 to 1000000 is wanted",
            "postern.yaml:1: feed.per-client: a number from 1 to 1000000 is wanted",
            "postern.yaml:1: feed.memory: a size from 256KiB to 1024GiB is wanted");
    assertThat(Written.yaml(folder, "feed.memory: 64000000").problems())
        .containsExactly("postern.yaml:1: feed.memory: a size is wanted, as 256KiB, 64MiB or 1GiB");
  }

  @Test
  void theWholeRefusesTwoListenersOnOnePortAndTooLongAGrace() throws Exception {
    assertThat(Written.yaml(folder, "http.port: 9090", "shutdown.grace: 61m").problems())
        .containsExactlyInAnyOrder(
            "management.port: another port than http.port is wanted; 0 takes a free one (with"
                + " postern.yaml:1: http.port)",
            "postern.yaml:2: shutdown.grace: a time from 0s to 60m is wanted");
    // Two free ports are two ports, and so is one port of two addresses.
    Written.nothing().flag("--port", "0").flag("--management-port", "0").chosen();
    Written.nothing().flag("--port", "9090").flag("--host", "127.0.0.2").chosen();
  }

  @Test
  void theWholeIsCheckedThoughAPartWasRefused() throws Exception {
    assertThat(Written.yaml(folder, "http.port: 70000", "shutdown.grace: 2d").problems())
        .containsExactly(
            "postern.yaml:1: http.port: a number from 0 to 65535 is wanted",
            "postern.yaml:2: shutdown.grace: a time from 0s to 60m is wanted");
  }
}
