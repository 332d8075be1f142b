package dev.postern.server.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where this server goes for the keys that apps keep at URLs, beside the open network.
 *
 * @param allowedHosts the hosts that it also goes to where they are private or loopback ones, each
 *     {@code name:port}, an IPv6 address in brackets; where one is given without port it is {@value
 *     #HTTPS}
 * @param trustedCertificates a PEM file with certificates of authorities that are trusted beside
 *     the platform's
 */
public record JwksUriConfig(Set<String> allowedHosts, Optional<Path> trustedCertificates) {

  private static final int HTTPS = 443;
  private static final int MOST = 100;
  private static final int LONGEST = 253;
  private static final int LAST_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");

  /** A name or an IPv4 address, or an IPv6 address in brackets; with a port or without. */
  private static final Pattern PLACE =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");

  /** What no place looks like: refused with the rest. */
  private static final String NO_PLACE = "";

  /** The open network, and whom the platform trusts. */
  public static final JwksUriConfig USUAL = new JwksUriConfig(Set.of(), Optional.empty());

  /** Refuses what is no host. */
  public JwksUriConfig {
    allowedHosts =
        allowedHosts.stream().map(JwksUriConfig::read).collect(Collectors.toUnmodifiableSet());
    new Checks()
        .that(
            allowedHosts.size() <= MOST && !allowedHosts.contains(NO_PLACE),
            "at most 100 names or IP addresses of hosts are wanted, each with its port unless that"
                + " is 443",
            "jwks-uri.allowed-hosts")
        .done();
  }

  private static String read(String text) {
    if (literal(text).isPresent()) {
      return place(text, HTTPS);
    }
    Matcher place = PLACE.matcher(text);
    if (!place.matches()) {
      return NO_PLACE;
    }
    boolean bracketed = text.startsWith("[");
    String host = canonical(place.group(1));
    int port = place.group(2) == null ? HTTPS : Integer.parseInt(place.group(2));
    boolean named =
        literal(host).isPresent()
            || (!bracketed && host.length() <= LONGEST && NAME.matcher(host).matches());
    return named && port > 0 && port <= LAST_PORT ? place(host, port) : NO_PLACE;
  }

  private static String place(String host, int port) {
    String name = canonical(host);
    return (name.contains(":") ? '[' + name + ']' : name) + ':' + port;
  }

  /**
   * The one form of a host that others are compared with: lower case, an address as Java has it.
   */
  private static String canonical(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    return literal(bare).map(InetAddress::getHostAddress).orElse(bare);
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** Whether the operator said that what is at this port of this host may be anywhere. */
  public boolean allows(String host, int port) {
    return allowedHosts.contains(place(host, port));
  }
}
