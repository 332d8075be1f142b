package dev.postern.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One keep-alive connection of an {@link OpenLoop}: a request at a time. */
final class OpenConnection {

  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final String LENGTH = "\r\ncontent-length:";

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
  private long due;
  private boolean ok;

  private OpenConnection(SocketChannel channel, ByteBuffer request) {
    this.channel = channel;
    this.request = request;
  }

  /** Connects, and has {@code selector} tell when there is something to read. */
  static OpenConnection open(InetSocketAddress server, Selector selector, Call call)
      throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    OpenConnection connection = new OpenConnection(channel, request(call));
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  private static ByteBuffer request(Call call) {
    String body = call.body().orElse("");
    StringBuilder text = new StringBuilder();
    text.append(call.method()).append(' ').append(call.url().getPath()).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(call.url().getAuthority()).append("\r\n");
    call.fields().forEach(field -> text.append(field).append("\r\n"));
    text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a request that should have been sent at {@code due}, in {@link System#nanoTime}. */
  void send(long due) throws IOException {
    this.due = due;
    answer.clear();
    request.rewind();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  long due() {
    return due;
  }

  /** Whether the last answer was 200. */
  boolean ok() {
    return ok;
  }

  /** Reads what has come; whether the answer is whole. */
  boolean answered() {
    try {
      if (channel.read(answer) < 0) {
        throw new IOException("the server closed it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String head = text.substring(0, end).toLowerCase(Locale.ROOT) + "\r\n";
    ok = head.startsWith("http/1.1 200 ");
    int length = head.indexOf(LENGTH);
    if (length < 0) {
      throw new UncheckedIOException(new IOException("an answer without Content-Length"));
    }
    int from = length + LENGTH.length();
    int body = Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)).strip());
    return answer.position() == end + 4 + body;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, whatever it says.
    }
  }
}
