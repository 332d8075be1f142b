package dev.postern.server.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where this server goes for the keys that apps keep at URLs, beside the open network.
 *
 * @param allowedHosts the names and addresses of hosts that it also goes to where they are private
 *     or loopback ones, in the form of {@link #canonical}
 * @param trustedCertificates a PEM file with certificates of authorities that are trusted beside
 *     the platform's
 */
public record JwksUriConfig(Set<String> allowedHosts, Optional<Path> trustedCertificates) {

  private static final int MOST = 100;
  private static final int LONGEST = 253;
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");

  /** The open network, and whom the platform trusts. */
  public static final JwksUriConfig USUAL = new JwksUriConfig(Set.of(), Optional.empty());

  /** Refuses what is no host. */
  public JwksUriConfig {
    allowedHosts =
        allowedHosts.stream().map(JwksUriConfig::canonical).collect(Collectors.toUnmodifiableSet());
    new Checks()
        .that(
            allowedHosts.size() <= MOST && allowedHosts.stream().allMatch(JwksUriConfig::host),
            "at most 100 names or IP addresses of hosts are wanted, without port",
            "jwks-uri.allowed-hosts")
        .done();
  }

  private static boolean host(String text) {
    return text.contains(":")
        ? literal(text).isPresent()
        : text.length() <= LONGEST && NAME.matcher(text).matches();
  }

  /**
   * The one form of a host that others are compared with: lower case, an address as Java has it.
   */
  public static String canonical(String host) {
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

  /** Whether the operator said that this host may be anywhere. */
  public boolean allows(String host) {
    return allowedHosts.contains(canonical(host));
  }
}
