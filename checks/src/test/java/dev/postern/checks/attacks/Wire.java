package dev.postern.checks.attacks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection on which every byte is sent as it is; a character of a text is a byte. */
final class Wire implements AutoCloseable {

  /** No refusal takes so long, on any machine. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends what the server will take: it may have had enough before the end. */
  Wire send(String bytes) throws IOException {
    // Where it had, what it answered before is still there to be read.
    boolean _ = takes(bytes);
    return this;
  }

  /** Sends bytes; false where the connection has ended. */
  boolean takes(String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }

  /** The next answer; {@link RawAnswer#NONE} where the connection ends instead. */
  RawAnswer answer() throws IOException {
    try {
      String head = head();
      if (head.isEmpty()) {
        return RawAnswer.NONE;
      }
      RawAnswer bare = new RawAnswer(status(head), head, "");
      String length = bare.header("Content-Length");
      if (length.isEmpty() || bare.status() == 304) {
        return bare;
      }
      byte[] body = in.readNBytes(Integer.parseInt(length));
      if (body.length != Integer.parseInt(length)) {
        throw new AssertionError("half an answer:\n" + head);
      }
      return new RawAnswer(bare.status(), head, new String(body, StandardCharsets.ISO_8859_1));
    } catch (SocketTimeoutException waiting) {
      throw new AssertionError("neither an answer nor a close in bounded time", waiting);
    } catch (SocketException reset) {
      return RawAnswer.NONE;
    }
  }

  /** The head of the answer to a HEAD request. */
  RawAnswer bareAnswer() throws IOException {
    String head = head();
    return head.isEmpty() ? RawAnswer.NONE : new RawAnswer(status(head), head, "");
  }

  private static int status(String head) {
    if (!head.matches("(?s)HTTP/1\\.1 [1-5][0-9]{2} [A-Za-z -]*\r\n.*")) {
      throw new AssertionError("not an answer: " + head);
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
      ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads some more bytes. */
  String some() throws IOException {
    byte[] bytes = new byte[4096];
    int read = in.read(bytes);
    return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
  }

  Socket socket() {
    return socket;
  }

  /** Ends the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
