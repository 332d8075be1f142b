package dev.postern.store;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an app keeps its key set: its {@code jwks_uri} (RFC 7591 section 2). An https URL whose
 * host can be read in one way only, without user information and fragment. Whether this server
 * would go there is another question.
 *
 * @param text 1 to {@value #LONGEST} characters, as they were sent
 */
public record KeySetUrl(String text) {

  /** The most characters. */
  public static final int LONGEST = 1024;

  private static final String SCHEME = "https://";
  private static final int HTTPS = 443;
  private static final Pattern VISIBLE = Pattern.compile("[!-~]{1," + LONGEST + "}");
  private static final int LONGEST_NAME = 253;

  /** RFC 1123 2.1; the last label starts with a letter, so that no number is taken for a name. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Refuses what is no such URL with {@link IllegalArgumentException}. */
  public KeySetUrl {
    String wrong = fault(text);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** What is wrong with {@code text} as such a URL, in words that do not repeat it, or empty. */
  public static String fault(String text) {
    // RFC 7591 5: https, as for all that these endpoints rely on.
    if (!VISIBLE.matcher(text).matches() || !text.startsWith(SCHEME)) {
      return "is a URL that starts with https://, of at most 1,024 characters";
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return "is no URL";
    }
    String authority = uri.getRawAuthority();
    if (authority == null || authority.contains("@")) {
      return "names a host, and no user";
    }
    if (uri.getRawFragment() != null) {
      return "has no fragment";
    }
    if (uri.getHost() == null || !named(uri.getHost())) {
      return "names its host by a domain name, or by an IP address in its usual form";
    }
    boolean bare = uri.getPort() < 0 && !authority.endsWith(":");
    return bare || (uri.getPort() > 0 && uri.getPort() <= 65_535) ? "" : "has a port that is none";
  }

  private static boolean named(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return literal(name).isPresent()
        || (name.length() <= LONGEST_NAME && NAME.matcher(name).matches());
  }

  /** RFC 3986 3.2.2: an IPv6 address in brackets, without a zone, or four decimal numbers. */
  private static Optional<InetAddress> literal(String host) {
    boolean bracketed = host.startsWith("[");
    if (host.contains("%") || !(bracketed || host.matches("[0-9.]+"))) {
      return Optional.empty();
    }
    try {
      InetAddress address =
          InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
      boolean usual = bracketed || address.getHostAddress().equals(host);
      return usual ? Optional.of(address) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The URL. */
  public URI uri() {
    return URI.create(text);
  }

  /** Its host in lower case; an IPv6 address in brackets. */
  public String host() {
    return uri().getHost().toLowerCase(Locale.ROOT);
  }

  /** Its port; {@value #HTTPS} where it names none. */
  public int port() {
    int port = uri().getPort();
    return port < 0 ? HTTPS : port;
  }

  /** The address that its host is, or empty where that is a name. */
  public Optional<InetAddress> address() {
    return literal(host());
  }

  @Override
  public String toString() {
    return text;
  }
}
