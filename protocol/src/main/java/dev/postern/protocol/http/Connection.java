package dev.postern.protocol.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection for one call, with a deadline that every read is held to. */
final class Connection implements Closeable {

  private final Socket socket;
  private final InputStream in;
  private volatile long deadline;

  private Connection(Socket socket, Duration time) throws IOException {
    this.socket = socket;
    within(time);
    this.in = new BufferedInputStream(new Timed(socket.getInputStream()), 8192);
  }

  /** Connects to the first address of the host that answers, all within {@code time}. */
  static Connection open(URI uri, Optional<SSLSocketFactory> tls, Duration time)
      throws IOException {
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    long end = System.nanoTime() + time.toNanos();
    IOException last = new IOException("the host has no address");
    for (InetAddress address : addresses(uri.getHost())) {
      // A key set, a secret or a token that went over an open network would be anybody's.
      if (!secure && !address.isLoopbackAddress()) {
        throw new IOException("plain http is for loopback addresses only");
      }
      Socket plain = new Socket();
      try {
        plain.connect(new InetSocketAddress(address, port), left(end));
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(left(end));
        Socket socket = secure ? secured(plain, uri.getHost(), port, tls) : plain;
        return new Connection(socket, Duration.ofMillis(left(end)));
      } catch (IOException e) {
        plain.close();
        last = e;
      }
    }
    throw last;
  }

  /** RFC 6761 6.3: every name under localhost is this machine, whatever the resolver thinks. */
  private static InetAddress[] addresses(String host) throws IOException {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
    }
    return InetAddress.getAllByName(host);
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

  private static int left(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the call took too long");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
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

  /** Gives each read what is left of the time: a peer that drips cannot stretch it. */
  private final class Timed extends InputStream {

    private final InputStream source;

    Timed(InputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(left(deadline));
      return source.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      socket.setSoTimeout(left(deadline));
      return source.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return source.available();
    }
  }
}
