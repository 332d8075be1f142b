package dev.postern.bench.growth;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: a connection at a time, and what he knows. He behaves as {@code FeedFollower} of
 * the verifier does, but verifies nothing: a thousand of those would measure themselves.
 */
final class FeedSubscriber {

  /** As many from one address as the server's limit for one caller allows. */
  private static final int PER_ADDRESS = 10;

  private static final int SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5000;

  /** Of a line no more is kept than tells what it is. */
  private static final int LINE = 160;

  private final int number;
  private final InetSocketAddress server;
  private final byte[] line = new byte[LINE];
  private @Nullable SocketChannel channel;
  private int length;
  private String event = "";
  private String id = "";
  private String position = "";
  private long seq = -1;
  private boolean present;
  private boolean wasLetGo;
  private int failures;
  private long retryMillis;
  private long due;

  FeedSubscriber(int number, InetSocketAddress server) {
    this.number = number;
    this.server = server;
  }

  int number() {
    return number;
  }

  /** Whether he is connected, and has read a message whole since he is. */
  boolean present() {
    return present;
  }

  /** The number of the last act that he knows of, or -1. */
  long seq() {
    return seq;
  }

  /** Whether a connection of his has ended at any time. */
  boolean wasLetGo() {
    return wasLetGo;
  }

  /** When he wants to connect, in {@link System#nanoTime}. */
  long due() {
    return due;
  }

  void comeAt(long nanos) {
    due = nanos;
  }

  void connect(Selector selector) throws IOException {
    int host = number / PER_ADDRESS;
    byte[] address = {127, 1, (byte) (host / 250), (byte) (1 + host % 250)};
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    length = 0;
    opened.configureBlocking(false);
    opened.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
    SelectionKey key = opened.register(selector, SelectionKey.OP_CONNECT, this);
    if (opened.connect(server)) {
      ask(opened, key);
    }
  }

  /** Does what his connection is ready for. */
  void ready(SelectionKey key, ByteBuffer buffer) throws IOException {
    SocketChannel ready = (SocketChannel) key.channel();
    if (key.isConnectable() && ready.finishConnect()) {
      ask(ready, key);
    } else if (key.isReadable()) {
      buffer.clear();
      if (ready.read(buffer) < 0) {
        throw new EOFException();
      }
      take(buffer.flip());
    }
  }

  private void ask(SocketChannel connected, SelectionKey key) throws IOException {
    String request =
        "GET /service/oauth/revocations HTTP/1.1\r\nHost: "
            + server.getHostString()
            + ":"
            + server.getPort()
            + "\r\nAccept: text/event-stream\r\n"
            + (position.isEmpty() ? "" : "Last-Event-ID: " + position + "\r\n")
            + "\r\n";
    connected.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    key.interestOps(SelectionKey.OP_READ);
  }

  private void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        line(new String(line, 0, length, StandardCharsets.US_ASCII));
        length = 0;
      } else if (length < LINE) {
        line[length++] = b;
      }
    }
  }

  /**
   * A line of the answer. Those of its head and of its chunks end with CR, those of the events do
   * not; a chunk may end within a message, but nothing in a JWS looks like the beginning of a
   * field.
   */
  private void line(String text) throws IOException {
    if (text.isEmpty()) {
      message();
    } else if (text.startsWith("event: ")) {
      event = text.substring("event: ".length());
    } else if (text.startsWith("id: ")) {
      id = text.substring("id: ".length());
    } else if (text.startsWith("retry: ")) {
      retryMillis = Long.parseLong(text.substring("retry: ".length()));
    } else if (text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(text);
    }
  }

  private void message() {
    if (!id.isEmpty()) {
      long told = Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
      if (!event.equals("snapshot") && told > seq + (event.equals("revocations") ? 1 : 0)) {
        throw new IllegalStateException("subscriber " + number + " missed act " + (seq + 1));
      }
      seq = Math.max(seq, told);
      position = id;
      present = true;
      failures = 0;
    }
    event = "";
    id = "";
  }

  /** His connection has ended; he comes back later, and not with all others at once. */
  void letGo(long now) {
    disconnect();
    present = false;
    wasLetGo = true;
    event = "";
    id = "";
    long own = (long) SHORTEST_PAUSE_MILLIS << Math.min(failures++, 10);
    long longest = Math.min(Math.max(own, retryMillis), LONGEST_PAUSE_MILLIS);
    due = now + (long) (longest * ThreadLocalRandom.current().nextDouble(0.5, 1) * 1e6);
  }

  void disconnect() {
    SocketChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is of no use any more, whatever it says.
      }
    }
  }
}
