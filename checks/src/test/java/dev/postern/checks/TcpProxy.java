package dev.postern.checks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands on the bytes between whoever connects and a server, each connection by itself. It knows the
 * path that the first request on a connection names, can cut or hold what goes to one path, and
 * counts.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int LONGEST_LINE = 8_192;

  private final ServerSocket listening;
  private final int server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Socket, String> open = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Set<String> cut = ConcurrentHashMap.newKeySet();
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /** A proxy before the server on that port of this machine, perhaps one that is to come. */
  public TcpProxy(int server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    go(this::accept);
  }

  /** Where it is reached. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends what goes to {@code path}, and all that is to come, until it is mended. */
  public void cut(String path) {
    cut.add(path);
    open.forEach((socket, to) -> {
      if (to.equals(path)) {
        close(socket);
      }
    });
  }

  /** Takes what is to come for {@code path} and never answers, until it is mended. */
  public void hold(String path) {
    held.add(path);
  }

  /** Hands on again what goes to {@code path}. */
  public void mend(String path) {
    cut.remove(path);
    held.remove(path);
  }

  /** How many connections were made for {@code path}, whatever became of them. */
  public int count(String path) {
    AtomicInteger count = counts.get(path);
    return count == null ? 0 : count.get();
  }

  private interface Work {
    void run() throws IOException;
  }

  private void go(Work work) {
    threads.execute(() -> {
      try {
        work.run();
      } catch (IOException e) {
        // A connection is over, or the proxy; who held the other end has seen it, too.
      }
    });
  }

  private void accept() throws IOException {
    while (!listening.isClosed()) {
      Socket client = listening.accept();
      go(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      byte[] first = line(client.getInputStream());
      String[] words = new String(first, StandardCharsets.US_ASCII).split(" ", 3);
      String path = words.length == 3 ? words[1] : "";
      counts.computeIfAbsent(path, each -> new AtomicInteger()).incrementAndGet();
      open.put(client, path);
      if (held.contains(path)) {
        // Until the client has had enough.
        client.getInputStream().skipNBytes(Long.MAX_VALUE);
      }
      if (!cut.contains(path)) {
        handOn(first, client);
      }
    } finally {
      open.remove(client);
    }
  }

  private void handOn(byte[] first, Socket client) throws IOException {
    try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
      behind.getOutputStream().write(first);
      go(() -> copy(client, behind));
      copy(behind, client);
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n' || line.size() == LONGEST_LINE) {
        break;
      }
    }
    return line.toByteArray();
  }

  private static void copy(Socket from, Socket to) throws IOException {
    from.getInputStream().transferTo(to.getOutputStream());
    to.shutdownOutput();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.keySet().forEach(TcpProxy::close);
    threads.shutdownNow();
  }
}
