package dev.postern.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether there is a console, and where. With a port of its own it is there alone, and nothing else
 * is; with a URL of its own and no port it is at that host alone, and nothing else is. With neither
 * it is beside the endpoints.
 *
 * @param enabled whether there is one; if not, the rest does not count
 * @param address the address to bind, where it has a port of its own
 * @param port its own port, 0 for a free one; empty: that of the endpoints
 * @param publicUrl scheme, host and port that browsers know it by; empty: the public URL's scheme
 *     and host, with its own port if it has one
 */
public record ConsoleConfig(
    boolean enabled, InetAddress address, OptionalInt port, Optional<URI> publicUrl) {

  /** Beside the endpoints. */
  public static final ConsoleConfig BESIDE =
      new ConsoleConfig(
          true, InetAddress.getLoopbackAddress(), OptionalInt.empty(), Optional.empty());

  private static final String PORT = "console.port";
  private static final String HOST = "console.host";
  private static final String URL = "console.public-url";
  private static final String HTTP_URL = "http.public-url";
  private static final String HTTP_HOST = "http.host";

  /** Refuses what is no port, and a URL by which no browser signs anybody in. */
  public ConsoleConfig {
    publicUrl = publicUrl.map(ConsoleConfig::bare);
    new Checks()
        .range(PORT, port.orElse(0), 0, 65535)
        .that(
            publicUrl.isEmpty() || usable(publicUrl.get()),
            "http or https, the name of a host, and a port if need be are wanted, without path and"
                + " query; of addresses only 127.0.0.1, for passkeys are bound to names",
            URL)
        .that(
            publicUrl.isEmpty()
                || !usable(publicUrl.get())
                || HttpConfig.confidential(publicUrl.get()),
            "only a loopback address may be http",
            URL)
        .done();
  }

  /** The slash at the end that browsers show says nothing. */
  private static URI bare(URI url) {
    return URI.create(url.toString().replaceFirst("(?<=[^/])/$", ""));
  }

  private static boolean usable(URI url) {
    return PublicAddress.usable(url)
        && url.getRawPath().isEmpty()
        && HttpConfig.domain(host(url))
        && PublicAddress.nameable(host(url));
  }

  /** Whether it has a listener of its own. */
  public boolean apart() {
    return enabled && port.isPresent();
  }

  /** Refuses what only shows beside the other listeners. */
  Checks beside(HttpConfig http, ManagementConfig management, Checks checks) {
    if (!enabled) {
      return checks;
    }
    return port.isPresent()
        ? bound(http, management, port.getAsInt(), checks)
        : publicUrl.map(url -> named(http, host(url), checks)).orElse(checks);
  }

  private Checks bound(HttpConfig http, ManagementConfig management, int own, Checks checks) {
    boolean plain = http.tls().isEmpty();
    checks
        .that(
            own == 0 || own != http.port() || !ServerConfig.overlap(address, http.address()),
            "another port than http.port is wanted; 0 takes a free one",
            PORT,
            "http.port",
            HOST,
            HTTP_HOST)
        .that(
            own == 0
                || own != management.port()
                || !ServerConfig.overlap(address, management.address()),
            "another port than management.port is wanted; 0 takes a free one",
            PORT,
            "management.port",
            HOST,
            "management.host")
        .that(
            address.isLoopbackAddress() || !plain || !http.behindProxy().isEmpty(),
            "plain HTTP is served on loopback addresses only; set http.tls.certificate and"
                + " http.tls.key, or name the proxies that end TLS in http.behind-proxy",
            HOST,
            "http.tls.certificate",
            "http.tls.key",
            "http.behind-proxy");
    return publicUrl.isPresent() ? checks : untold(http, plain, checks);
  }

  /** Refuses a port without a URL where none that browsers could use follows from the rest. */
  private Checks untold(HttpConfig http, boolean plain, Checks checks) {
    Optional<URI> shared = http.publicUrl();
    if (shared.isEmpty() && address.isAnyLocalAddress()) {
      return checks.that(
          false, "a console that listens on every address must be told its own URL", URL, HOST);
    }
    if (plain && shared.filter(HttpConfig::secure).isPresent()) {
      return checks.that(
          false,
          "where a proxy ends TLS, a console with a port of its own must be told the URL that"
              + " browsers know it by",
          URL,
          PORT,
          HTTP_URL);
    }
    return checks.that(
        PublicAddress.nameable(shared.map(ConsoleConfig::host).orElse(text(address))),
        "without it this console would be at an IP address, where nobody can make a passkey:"
            + " passkeys are bound to names; a URL with a name is wanted",
        URL,
        PORT,
        shared.isPresent() ? HTTP_URL : HOST);
  }

  /**
   * On one listener the name alone says what is asked for, for the console of every tenant and for
   * the endpoints of every tenant. A port makes no name: browsers send cookies to all of them.
   */
  private static Checks named(HttpConfig http, String host, Checks checks) {
    String hub = http.hubDomain();
    // By the names that both are found by: localhost stands for its address.
    String own = PublicAddress.named(host);
    String other =
        PublicAddress.named(http.publicUrl().map(ConsoleConfig::host).orElse(text(http.address())));
    return checks.that(
        !own.equals(other)
            && !own.equals(hub)
            && !own.endsWith("." + hub)
            && !other.endsWith("." + own),
        "another name than those of the public URL and of tenants below http.hub-domain is wanted,"
            + " and none that the public URL's lies below; or set console.port",
        URL,
        HTTP_URL,
        "http.hub-domain");
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }
}
