package dev.postern.server.http.engine;

import dev.postern.server.config.AddressRange;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.TlsVersion;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a listener is opened with. That plain HTTP stays on loopback is checked where configuration
 * is read, not here.
 *
 * @param address the local address to bind
 * @param port the port, 0 for a free one
 * @param tls certificate and key; plain HTTP without
 * @param proxies the only peers whose forwarded headers are believed
 * @param connections how many connections and how much waiting data there may be
 * @param timeouts how long a client may take
 * @param eventLoops how many threads read and write
 * @param clock for the {@code Date} header
 * @param clientCertificates where the certificates of clients come from
 */
public record ListenerOptions(
    InetAddress address,
    int port,
    Optional<Tls> tls,
    List<AddressRange> proxies,
    Connections connections,
    Timeouts timeouts,
    int eventLoops,
    Clock clock,
    ClientCertificates clientCertificates) {

  public ListenerOptions {
    if (port < 0 || port > 65535 || eventLoops < 1) {
      throw new IllegalArgumentException("a listener needs a port up to 65535 and an event loop");
    }
    proxies = List.copyOf(proxies);
  }

  /** Plain HTTP with every limit as we recommend it. */
  public static ListenerOptions plain(InetAddress address, int port, Clock clock) {
    return new ListenerOptions(
        address,
        port,
        Optional.empty(),
        List.of(),
        Connections.RECOMMENDED,
        Timeouts.RECOMMENDED,
        Runtime.getRuntime().availableProcessors(),
        clock,
        ClientCertificates.NONE);
  }

  /** The same, speaking TLS. */
  public ListenerOptions withTls(Tls tls) {
    return new ListenerOptions(
        address,
        port,
        Optional.of(tls),
        proxies,
        connections,
        timeouts,
        eventLoops,
        clock,
        clientCertificates);
  }

  /** The same, believing these proxies. */
  public ListenerOptions withProxies(List<AddressRange> proxies) {
    return new ListenerOptions(
        address, port, tls, proxies, connections, timeouts, eventLoops, clock, clientCertificates);
  }

  /** The same with other limits on connections. */
  public ListenerOptions withConnections(Connections connections) {
    return new ListenerOptions(
        address, port, tls, proxies, connections, timeouts, eventLoops, clock, clientCertificates);
  }

  /** The same with other limits on time. */
  public ListenerOptions withTimeouts(Timeouts timeouts) {
    return new ListenerOptions(
        address, port, tls, proxies, connections, timeouts, eventLoops, clock, clientCertificates);
  }

  /**
   * Where TLS finds its files, both PEM; read again when their content changes.
   *
   * @param certificate the chain, leaf first
   * @param key the private key, EC or RSA, in PKCS#8, not encrypted
   * @param oldest the oldest version of TLS that is spoken
   * @param checkEvery how often the files are looked at
   */
  public record Tls(Path certificate, Path key, TlsVersion oldest, Duration checkEvery) {}

  /**
   * Limits on connections.
   *
   * @param total open connections
   * @param perSource open connections from one IPv4 address or one IPv6 /64 network; configured
   *     proxies are exempt
   * @param streamQueueBytes bytes that may wait for one subscriber to events
   * @param streamBytes bytes that may wait for all subscribers together
   * @param streamStall how long a subscriber may take nothing while bytes wait
   */
  public record Connections(
      int total, int perSource, int streamQueueBytes, long streamBytes, Duration streamStall) {
    public static final Connections RECOMMENDED =
        new Connections(20_000, 256, 256 * 1024, 64 << 20, Duration.ofSeconds(5));
  }

  /**
   * Limits on time.
   *
   * @param header from the first byte of a request (or the connection's opening) to the end of its
   *     headers
   * @param body from there to the end of the body
   * @param idle between an answer and the next request
   * @param request from the first byte to the last byte of the answer
   * @param slowBody how long a body may come more slowly than {@code bodyBytesPerSecond}
   * @param bodyBytesPerSecond the slowest average speed of a body after that
   */
  public record Timeouts(
      Duration header,
      Duration body,
      Duration idle,
      Duration request,
      Duration slowBody,
      int bodyBytesPerSecond) {
    public static final Timeouts RECOMMENDED =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(2),
            500);
  }
}
