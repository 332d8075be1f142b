package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.ConsoleConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the console is. */
final class ConsoleSettingsTest {

  private static final String PORT = "POSTERN_CONSOLE_PORT";
  private static final String HOST = "POSTERN_CONSOLE_HOST";
  private static final String URL = "POSTERN_CONSOLE_PUBLIC_URL";
  private static final String PUBLIC = "--public-url";
  private static final String AUTH = "https://auth.example.com";
  private static final String HUB = "POSTERN_HTTP_HUB_DOMAIN";

  private static final String NAME =
      "http or https, the name of a host, and a port if need be are wanted, without path and query;"
          + " of addresses only 127.0.0.1, for passkeys are bound to names";
  private static final String OTHER =
      "another name than those of the public URL and of tenants below http.hub-domain is wanted,"
          + " and none that the public URL's lies below; or set console.port";

  private static final String NAMELESS =
      "without it this console would be at an IP address, where nobody can make a passkey:"
          + " passkeys are bound to names; a URL with a name is wanted";

  @TempDir private Path folder;

  @Test
  void withoutAnyChoiceItIsBesideTheEndpoints() throws Exception {
    assertThat(Written.nothing().chosen().server().console()).isEqualTo(ConsoleConfig.BESIDE);
  }

  @Test
  void everySettingReachesItsPlace() throws Exception {
    Written all =
        Written.yaml(
            folder,
            "http.behind-proxy: 10.0.0.0/8",
            "console:",
            "  enabled: true",
            "  port: 9443",
            "  host: 10.0.0.7",
            "  public-url: https://console.example.com");
    assertThat(all.chosen().server().console())
        .isEqualTo(
            new ConsoleConfig(
                true,
                InetAddress.ofLiteral("10.0.0.7"),
                OptionalInt.of(9443),
                Optional.of(URI.create("https://console.example.com"))));
    assertThat(Written.nothing().flag("--console-port", "0").chosen().server().console().port())
        .hasValue(0);
  }

  @Test
  void itIsTurnedOffInAFileAndInTheEnvironmentAndNoOtherWordDoes() throws Exception {
    assertThat(Written.yaml(folder, "console.enabled: false").chosen().server().console().enabled())
        .isFalse();
    Written off = Written.nothing().variable("POSTERN_CONSOLE_ENABLED", "false");
    assertThat(off.chosen().server().console().enabled()).isFalse();
    assertThat(Written.yaml(folder, "console.enabled: maybe").problems())
        .containsExactly("postern.yaml:1: console.enabled: true or false is wanted");
    assertThat(Written.yaml(folder, "console.port: true").problems())
        .as("true is nothing to others")
        .containsExactly("postern.yaml:1: console.port: a whole number is wanted");
    // What is not there stands in nobody's way.
    assertThat(off.flag("--console-port", "8080").variable(HOST, "10.0.0.7").chosen()).isNotNull();
  }

  @Test
  void valuesThatAreNoneAreRefused() throws Exception {
    assertThat(
            Written.yaml(
                    folder,
                    "console.port: 65536",
                    "console.host: inside",
                    "console.public-url: x y")
                .problems())
        .containsExactlyInAnyOrder(
            "postern.yaml:1: console.port: a number from 0 to 65535 is wanted",
            "postern.yaml:2: console.host: an IP address is wanted, as 127.0.0.1 or ::1",
            "postern.yaml:3: console.public-url: a URL is wanted");
    for (String url :
        List.of(
            "ftp://console.example.com",
            "https://console.example.com/console",
            "https://console.example.com//",
            "https://console.example.com?x",
            "https://u@console.example.com",
            "https://10.0.0.7",
            "https://[::1]",
            "https://console.example.com.")) {
      assertThat(Written.nothing().variable(URL, url).problems())
          .as(url)
          .containsExactly(URL + ": " + NAME);
    }
    assertThat(Written.nothing().variable(URL, "http://console.example.com").problems())
        .containsExactly(URL + ": only a loopback address may be http");
    for (String url :
        List.of(
            "https://Console.Example.com/", "http://console.localhost:8080", "https://inside")) {
      Written.nothing().variable(URL, url).chosen();
    }
  }

  @Test
  void anAddressWithoutAPortIsRefused() {
    assertThat(Written.nothing().variable(HOST, "127.0.0.2").problems())
        .containsExactly(HOST + ": goes with console.port, which is missing");
  }

  @Test
  void aPortThatAnotherListenerHasIsRefused() throws Exception {
    assertThat(Written.nothing().variable(PORT, "8080").problems())
        .containsExactly(PORT + ": another port than http.port is wanted; 0 takes a free one");
    assertThat(Written.nothing().variable(PORT, "9090").problems())
        .containsExactly(
            PORT + ": another port than management.port is wanted; 0 takes a free one");
    Written.nothing()
        .variable(PORT, "8080")
        .variable(HOST, "127.0.0.2")
        .variable(URL, "http://console.localhost:8080")
        .chosen();
    Written.nothing()
        .variable(PORT, "0")
        .flag("--port", "0")
        .flag("--management-port", "0")
        .chosen();
  }

  @Test
  void plainHttpOutsideOfLoopbackIsRefused() throws Exception {
    Written outside =
        Written.nothing()
            .variable(PORT, "9443")
            .variable(HOST, "10.0.0.7")
            .variable(URL, "https://console.example.com");
    assertThat(outside.problems())
        .containsExactly(
            HOST
                + ": plain HTTP is served on loopback addresses only; set http.tls.certificate and"
                + " http.tls.key, or name the proxies that end TLS in http.behind-proxy");
    outside.flag("--tls-certificate", "c").flag("--tls-key", "k").chosen();
    Written.nothing()
        .variable(PORT, "9443")
        .variable(HOST, "::1")
        .variable(URL, "http://localhost:9443")
        .chosen();
  }

  @Test
  void aConsoleThatCannotKnowItsOwnUrlMustBeTold() throws Exception {
    Written everywhere =
        Written.nothing()
            .variable(PORT, "9443")
            .variable(HOST, "0.0.0.0")
            .flag("--tls-certificate", "c")
            .flag("--tls-key", "k");
    assertThat(everywhere.problems())
        .containsExactly(
            "console.public-url: a console that listens on every address must be told its own URL"
                + " (with "
                + HOST
                + ")");
    everywhere.variable(URL, "https://console.example.com").chosen();
    Written proxied =
        Written.nothing()
            .variable(PORT, "9443")
            .variable("POSTERN_HTTP_BEHIND_PROXY", "127.0.0.1")
            .flag(PUBLIC, AUTH);
    assertThat(proxied.problems())
        .containsExactly(
            "console.public-url: where a proxy ends TLS, a console with a port of its own must be"
                + " told the URL that browsers know it by (with "
                + PORT
                + ", --public-url)");
    proxied.variable(URL, "http://localhost:9443").chosen();
  }

  @Test
  void aPortAtAnAddressThatNoPasskeyCanBeBoundToIsRefused() throws Exception {
    for (String host : List.of("10.0.0.7", "127.0.0.2", "::1", "fd00::7")) {
      Written bound = over(Written.nothing()).variable(PORT, "9443").variable(HOST, host);
      assertThat(bound.problems())
          .as(host)
          .containsExactly(
              "console.public-url: " + NAMELESS + " (with " + PORT + ", " + HOST + ")");
      bound.variable(URL, "https://console.example.com").chosen();
    }
    for (String url :
        List.of("https://203.0.113.7", "https://[2001:db8::7]:8443", "https://127.0.0.2/auth")) {
      for (String host : List.of("127.0.0.1", "0.0.0.0", "10.0.0.7")) {
        Written shared =
            over(Written.nothing()).flag(PUBLIC, url).variable(PORT, "9443").variable(HOST, host);
        assertThat(shared.problems())
            .as(url)
            .containsExactly(
                "console.public-url: " + NAMELESS + " (with " + PORT + ", " + PUBLIC + ")");
        shared.variable(URL, "https://console.example.com").chosen();
      }
    }
  }

  /** One that speaks TLS, so that any address may be bound. */
  private static Written over(Written written) {
    return written.flag("--tls-certificate", "c").flag("--tls-key", "k");
  }

  @Test
  void aPortAtANameOrAtWhatStandsForOneNeedsNoUrl() throws Exception {
    for (String url : List.of(AUTH, "https://127.0.0.1", "https://localhost:8443", "https://in")) {
      for (String host : List.of("127.0.0.1", "127.0.0.2", "10.0.0.7", "0.0.0.0", "::")) {
        over(Written.nothing())
            .flag(PUBLIC, url)
            .variable(PORT, "9443")
            .variable(HOST, host)
            .chosen();
      }
    }
    Written.nothing().variable(PORT, "9443").chosen();
    Written.nothing().variable(PORT, "9443").flag(PUBLIC, "http://localhost:8080").chosen();
    // An address of the endpoints alone is nothing to it.
    over(Written.nothing())
        .variable("POSTERN_HTTP_HOST", "10.0.0.7")
        .variable(PORT, "9443")
        .chosen();
  }

  @Test
  void besideTheEndpointsAnAddressIsTaken() throws Exception {
    for (String url : List.of("https://203.0.113.7", "http://[::1]:8080")) {
      Written.nothing().flag(PUBLIC, url).chosen();
    }
    over(Written.nothing()).variable("POSTERN_HTTP_HOST", "10.0.0.7").chosen();
  }

  @Test
  void localhostAndItsAddressAreTheSameName() throws Exception {
    for (String url : List.of("http://localhost", "http://127.0.0.1", "http://127.0.0.1:9443")) {
      for (Written taken :
          List.of(
              Written.nothing(),
              Written.nothing().flag(PUBLIC, "http://auth.localhost:8080"),
              Written.nothing().flag(PUBLIC, AUTH).variable(HUB, "localhost"))) {
        assertThat(taken.variable(URL, url).problems())
            .as(url)
            .singleElement()
            .asString()
            .startsWith(URL + ": " + OTHER);
      }
      Written.nothing().flag(PUBLIC, AUTH).variable(URL, url).chosen();
      Written.nothing()
          .flag(PUBLIC, "http://auth.localhost:8080")
          .variable(URL, url)
          .flag("--console-port", "9443")
          .chosen();
    }
  }

  @Test
  void aNameAboveTheHubIsTakenForNoConsoleHasTheHostOfATenantsEndpoints() throws Exception {
    Written.nothing()
        .flag(PUBLIC, "https://auth.example.org")
        .variable(HUB, "hub.example.com")
        .variable(URL, "https://example.com")
        .chosen();
  }

  @Test
  void aNameThatIsNotItsOwnIsRefusedOnTheListenerOfTheEndpoints() throws Exception {
    Written hub = Written.nothing().flag(PUBLIC, AUTH).variable(HUB, "hub.example.com");
    for (String url :
        List.of(
            "https://auth.example.com",
            "https://AUTH.example.com:8443",
            "https://hub.example.com",
            "https://acme.hub.example.com",
            "https://a.b.hub.example.com",
            "https://example.com")) {
      assertThat(hub.variable(URL, url).problems())
          .as(url)
          .containsExactly(URL + ": " + OTHER + " (with --public-url, " + HUB + ")");
    }
    for (String url : List.of("http://localhost:8080", "http://127.0.0.1:8080")) {
      assertThat(Written.nothing().variable(URL, url).problems())
          .as(url)
          .containsExactly(URL + ": " + OTHER);
    }
    hub.variable(URL, "https://console.example.com").chosen();
    // On a port of its own nothing else is asked for.
    hub.variable(URL, "https://example.com").flag("--console-port", "9443").chosen();
  }

  @Test
  void nothingOfItIsSaidWhereHttpIsRefused() {
    assertThat(
            Written.nothing()
                .flag("--port", "70000")
                .variable(PORT, "9443")
                .variable(HOST, "10.0.0.7")
                .problems())
        .containsExactly("--port: a number from 0 to 65535 is wanted");
  }

  @Test
  void whatKubernetesSaysOfAServiceOfThatNameIsPassedOver() throws Exception {
    Written pod =
        Written.nothing()
            .variable("POSTERN_CONSOLE_PORT", "tcp://10.0.0.9:9443")
            .variable("POSTERN_CONSOLE_SERVICE_HOST", "10.0.0.9")
            .variable("POSTERN_CONSOLE_SERVICE_PORT_HTTPS", "9443")
            .variable("POSTERN_CONSOLE_PORT_9443_TCP_ADDR", "10.0.0.9");
    assertThat(pod.chosen().server().console()).isEqualTo(ConsoleConfig.BESIDE);
    assertThat(Written.nothing().variable(PORT, "tcp:9443").problems())
        .containsExactly(PORT + ": a whole number is wanted");
  }
}
