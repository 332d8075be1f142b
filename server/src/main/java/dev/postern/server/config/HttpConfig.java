package dev.postern.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

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
 */
public record HttpConfig(
    InetAddress address,
    int port,
    Optional<TlsFiles> tls,
    List<AddressRange> behindProxy,
    Optional<URI> publicUrl,
    String hubDomain,
    int connections,
    int connectionsPerSource) {

  /** Refuses combinations that would send secrets in clear or give no usable issuer. */
  public HttpConfig {
    behindProxy = List.copyOf(behindProxy);
    if (!address.isLoopbackAddress() && tls.isEmpty() && behindProxy.isEmpty()) {
      throw new IllegalArgumentException(
          "http.host: plain HTTP is served on loopback addresses only; set http.tls.certificate and"
              + " http.tls.key, or name the proxies that end TLS in http.behind-proxy");
    }
    if (address.isAnyLocalAddress() && publicUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "http.public-url: a server that listens on every address must be told its own URL");
    }
    publicUrl.ifPresent(HttpConfig::checkPublic);
  }

  private static void checkPublic(URI url) {
    // The record's own check says what an origin is.
    PublicAddress origin = new PublicAddress(url, PublicAddress.LOCAL_HUB);
    String host = origin.publicUrl().getHost();
    boolean loopback =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.startsWith("127.")
            || host.equals("[::1]");
    // RFC 8414 2: an issuer is https.
    if (!"https".equals(url.getScheme()) && !loopback) {
      throw new IllegalArgumentException("http.public-url: only a loopback address may be http");
    }
  }
}
