package dev.postern.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that gives each read what is left until its deadline: a peer that drips cannot stretch
 * it. TLS reads from it in its turn, so that this holds for the handshake and for half a record,
 * too.
 */
final class DeadlineSocket extends Socket {

  private volatile long deadline;

  /** One that goes where the platform sends it. */
  DeadlineSocket(Duration time) {
    within(time);
  }

  /** One that goes by {@code proxy}, or by none. */
  DeadlineSocket(Duration time, Proxy proxy) {
    super(proxy);
    within(time);
  }

  void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /** The milliseconds that are left, at least one. */
  int left() throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the call took too long");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Timed(super.getInputStream());
  }

  private final class Timed extends InputStream {

    private final InputStream source;

    Timed(InputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      setSoTimeout(left());
      return source.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      setSoTimeout(left());
      return source.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return source.available();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
