package dev.postern.bench.growth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Many subscribers of one revocation feed, read by one thread. They come from many loopback
 * addresses, ten from each, as the server's limits for one caller have it.
 */
final class FeedCrowd implements AutoCloseable {

  private static final int PER_ADDRESS = 10;
  private static final int LINE = 256;

  private final URI server;
  private final Selector selector;
  private final Arrivals arrivals;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final Thread reader = new Thread(this::read, "feed crowd");
  private volatile boolean ended;
  private int joined;

  /** Who is told of each event of the feed; called by the reading thread. */
  interface Arrivals {
    /** A subscriber has seen the event {@code name} of the act {@code seq}. */
    void seen(String name, long seq, long nanos);

    /** A subscriber was let go. */
    void lost();
  }

  /** A crowd of nobody. */
  FeedCrowd(URI server, Arrivals arrivals) throws IOException {
    this.server = server;
    this.selector = Selector.open();
    this.arrivals = arrivals;
    reader.setDaemon(true);
    reader.start();
  }

  /** Subscribes {@code count} times more, and reads from then on. */
  void join(int count) throws IOException {
    byte[] request =
        ("GET /service/oauth/revocations HTTP/1.1\r\nHost: "
                + server.getAuthority()
                + "\r\nAccept: text/event-stream\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      int from = joined++ / PER_ADDRESS;
      byte[] address = {127, 1, (byte) (from / 250), (byte) (1 + from % 250)};
      SocketChannel channel = SocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
      channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Lines());
      selector.wakeup();
    }
  }

  private void read() {
    try {
      while (!ended) {
        selector.select(this::read, 1000);
      }
    } catch (IOException e) {
      arrivals.lost();
    }
  }

  private void read(SelectionKey key) {
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      buffer.clear();
      if (channel.read(buffer) < 0) {
        key.cancel();
        arrivals.lost();
        return;
      }
      buffer.flip();
      ((Lines) key.attachment()).take(buffer, System.nanoTime());
    } catch (IOException e) {
      key.cancel();
      arrivals.lost();
    }
  }

  /** The lines that one subscriber is sent: of each no more is kept than tells what it is. */
  private final class Lines {

    private final byte[] line = new byte[LINE];
    private int length;
    private String event = "";

    void take(ByteBuffer bytes, long nanos) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b == '\n') {
          end(nanos);
          length = 0;
        } else if (length < LINE) {
          line[length++] = b;
        }
      }
    }

    private void end(long nanos) {
      if (length < 4 || (line[0] != 'e' && line[0] != 'i')) {
        return;
      }
      String text = new String(Arrays.copyOf(line, length), StandardCharsets.US_ASCII);
      if (text.startsWith("event: ")) {
        event = text.substring("event: ".length());
      } else if (text.startsWith("id: ")) {
        arrivals.seen(event, Long.parseLong(text.substring(text.lastIndexOf(':') + 1)), nanos);
      }
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    selector.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
