package dev.postern.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where and how the server listens to the world.
 *
 * <p>Plain HTTP is for loopback addresses only. On any other address there is TLS, or a proxy that
 * ends it and is named here.
 *
 * @param address the address to bind
 * @param port the port, 0 for a free one
 * @param tls certificate and key, where the server ends TLS itself
 * @param behindProxy the proxies from which alone forwarded headers are believed
 * @param publicUrl where the world reaches the server; empty: where it listens
 * @param hubDomain the domain below which every tenant but the first has its host
 * @param connections open connections in all
 * @param connectionsPerSource open connections from one address
 * @param clientCertificates where the certificates of clients come from
 */
public record HttpConfig(
    InetAddress address,
    int port,
    Optional<TlsFiles> tls,
    List<AddressRange> behindProxy,
    Optional<URI> publicUrl,
    String hubDomain,
    int connections,
    int connectionsPerSource,
    ClientCertificates clientCertificates) {

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final int LONGEST_DOMAIN = 180;

  /** One that asks no client for a certificate. */
  public HttpConfig(
      InetAddress address,
      int port,
      Optional<TlsFiles> tls,
      List<AddressRange> behindProxy,
      Optional<URI> publicUrl,
      String hubDomain,
      int connections,
      int connectionsPerSource) {
    this(
        address,
        port,
        tls,
        behindProxy,
        publicUrl,
        hubDomain,
        connections,
        connectionsPerSource,
        ClientCertificates.NONE);
  }

  /** Refuses combinations that would send secrets in clear or give no usable issuer. */
  public HttpConfig {
    behindProxy = List.copyOf(behindProxy);
    boolean plainOutside = !address.isLoopbackAddress() && tls.isEmpty();
    certificates(clientCertificates, tls.isPresent(), !behindProxy.isEmpty())
        .range("http.port", port, 0, 65535)
        .range("http.connections", connections, 1, 1_000_000)
        .range("http.connections-per-source", connectionsPerSource, 1, 1_000_000)
        .that(
            domain(hubDomain),
            "a domain in lower case without a dot at its end is wanted, as hub.example.com",
            "http.hub-domain")
        .that(
            !plainOutside || !behindProxy.isEmpty(),
            "plain HTTP is served on loopback addresses only; set http.tls.certificate and"
                + " http.tls.key, or name the proxies that end TLS in http.behind-proxy",
            "http.host",
            "http.tls.certificate",
            "http.tls.key",
            "http.behind-proxy")
        .that(
            publicUrl.isPresent() || !address.isAnyLocalAddress(),
            "a server that listens on every address must be told its own URL",
            "http.public-url",
            "http.host")
        .that(
            publicUrl.isPresent()
                || !plainOutside
                || behindProxy.isEmpty()
                || address.isAnyLocalAddress(),
            "a server behind a proxy that ends TLS must be told the URL that the proxy answers at",
            "http.public-url",
            "http.host",
            "http.behind-proxy",
            "http.tls.certificate",
            "http.tls.key")
        .that(
            publicUrl.isEmpty() || PublicAddress.usable(publicUrl.get()),
            "http or https, a host, and a port and a path if need be are wanted, without query; a"
                + " path is 1 to 4 segments of a-z, 0-9, '.', '_', '~' and '-', the first none that"
                + " the server has itself",
            "http.public-url")
        .that(
            publicUrl.isEmpty()
                || !PublicAddress.usable(publicUrl.get())
                || confidential(publicUrl.get()),
            "only a loopback address may be http",
            "http.public-url")
        .done();
  }

  /** The beginning of the checks: whether certificates can come from there. */
  private static Checks certificates(ClientCertificates source, boolean tls, boolean proxies) {
    return new Checks()
        .that(
            source != ClientCertificates.TLS || tls,
            "to ask clients for certificates, this server has to end TLS itself; set"
                + " http.tls.certificate and http.tls.key",
            "http.client-certificates",
            "http.tls.certificate",
            "http.tls.key")
        .that(
            source != ClientCertificates.PROXY || proxies,
            "the proxies that tell of certificates have to be named in http.behind-proxy",
            "http.client-certificates",
            "http.behind-proxy");
  }

  /** Whether tenants can have hosts below it. */
  static boolean domain(String name) {
    return name.length() <= LONGEST_DOMAIN && DOMAIN.matcher(name).matches();
  }

  /** Whether what is sent there is seen by nobody on the way. */
  static boolean confidential(URI url) {
    return secure(url) || loopback(url.getHost());
  }

  // RFC 8414 2: an issuer is https.
  static boolean secure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static boolean loopback(String host) {
    if (host.equalsIgnoreCase("localhost")
        || host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
