package dev.postern.protocol.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection for one call, with a deadline that every read is held to. */
final class Connection implements Closeable {

  private final DeadlineSocket transport;
  private final Socket socket;
  private final InputStream in;

  private Connection(DeadlineSocket transport, Socket socket) throws IOException {
    this.transport = transport;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 8192);
  }

  /** Connects to the first address of the host that answers, all within the time of the call. */
  static Connection open(URI uri, Connecting connecting) throws IOException {
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    long end = System.nanoTime() + connecting.time().toNanos();
    Addresses known = connecting.addresses().orElse(Connection::addresses);
    IOException last = new IOException("the host has no address");
    for (InetAddress address : known.of(uri.getHost())) {
      // A key set, a secret or a token that went over an open network would be anybody's.
      if (!secure && !address.isLoopbackAddress()) {
        throw new IOException("plain http is for loopback addresses only");
      }
      Duration rest = Duration.ofNanos(end - System.nanoTime());
      if (rest.isZero() || rest.isNegative()) {
        throw new SocketTimeoutException("the call took too long");
      }
      DeadlineSocket plain =
          // Where the caller says which address, no proxy is to choose another.
          connecting.addresses().isPresent()
              ? new DeadlineSocket(rest, Proxy.NO_PROXY)
              : new DeadlineSocket(rest);
      try {
        plain.connect(new InetSocketAddress(address, port), plain.left());
        plain.setTcpNoDelay(true);
        Socket socket = secure ? secured(plain, uri.getHost(), port, connecting.tls()) : plain;
        return new Connection(plain, socket);
      } catch (IOException e) {
        plain.close();
        last = e;
      }
    }
    throw last;
  }

  /** RFC 6761 6.3: every name under localhost is this machine, whatever the resolver thinks. */
  private static List<InetAddress> addresses(String host) throws IOException {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    }
    return List.of(InetAddress.getAllByName(host));
  }

  private static Socket secured(Socket plain, String host, int port, Optional<SSLSocketFactory> tls)
      throws IOException {
    // Only now: to read whom the platform trusts takes longer than a call on this machine.
    SSLSocketFactory factory =
        tls.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    // RFC 9110 4.3.4: the certificate must name the host that was asked for.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  void within(Duration time) {
    transport.within(time);
  }

  InputStream in() {
    return in;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
