package dev.postern.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

  private static final Duration SHORT = Duration.ofMillis(400);

  /** Answers one connection with exactly these bytes, then holds it open or closes it. */
  private static final class Peer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CompletableFuture<String> request = new CompletableFuture<>();

    Peer(String answer, boolean hold) throws IOException {
      new Thread(() -> serve(answer, hold)).start();
    }

    private void serve(String answer, boolean hold) {
      try (Socket socket = server.accept()) {
        byte[] head = new byte[4096];
        int length = Math.max(socket.getInputStream().read(head), 0);
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        request.complete(new String(head, 0, length, ISO_8859_1));
        if (hold) {
          // Ends when the client closes, which is what is waited for.
          socket.getInputStream().read();
        }
      } catch (IOException e) {
        request.completeExceptionally(e);
      }
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x?y=1");
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static HttpAnswer answer(String raw) throws IOException {
    try (Peer peer = new Peer(raw, false)) {
      return HttpCall.get(peer.uri()).within(Duration.ofSeconds(5)).send(10);
    }
  }

  @Test
  void aWholeExchangeWithARealServer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange
              .getResponseHeaders()
              .add("X-Host", exchange.getRequestHeaders().getFirst("Host"));
          exchange.getResponseHeaders().add("X-Twice", "a");
          exchange.getResponseHeaders().add("X-Twice", "b");
          exchange.sendResponseHeaders(200, 0); // In chunks.
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      URI uri = URI.create("http://acme.hub.localhost:" + port + "/a?b=c");
      byte[] body = "grüße".repeat(2000).getBytes(UTF_8);
      HttpAnswer answer = HttpCall.post(uri, "text/plain", body).send(body.length);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(body);
      assertThat(answer.header("x-HOST")).contains("acme.hub.localhost:" + port);
      assertThat(answer.header("X-Twice")).contains("a, b");
      assertThatThrownBy(() -> HttpCall.post(uri, "text/plain", body).send(body.length - 1))
          .hasMessage("the answer is too long");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theRequestIsPlainHttp11WithOneHost() throws Exception {
    try (Peer peer = new Peer("HTTP/1.1 204 No Content\r\n\r\n", true)) {
      HttpAnswer answer = HttpCall.get(peer.uri()).header("Accept", "a/b").send(10);
      assertThat(answer.status()).isEqualTo(204);
      assertThat(peer.request.get())
          .isEqualTo(
              "GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:"
                  + peer.server.getLocalPort()
                  + "\r\nConnection: close\r\nAccept: a/b\r\n\r\n");
    }
  }

  @Test
  void bodiesOfEveryFramingAreReadToTheirEnd() throws IOException {
    assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789more").text())
        .isEqualTo("0123456789");
    assertThat(answer("HTTP/1.0 200\r\n\r\nto the end").text()).isEqualTo("to the end");
    assertThat(
            answer(
                    "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n3;x=y\r\nabc\r\n1\nd\n0\nT: r\n\n")
                .text())
        .isEqualTo("abcd");
    assertThat(answer("HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 404 No\r\n\r\n").status())
        .isEqualTo(404);
  }

  @Test
  void redirectsAreAnswersAndNotFollowed() throws IOException {
    HttpAnswer answer =
        answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n123",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n123",
        "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\n123",
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
      })
  void anAnswerThatCouldBeReadInTwoWaysIsNone(String raw) {
    assertThatThrownBy(() -> answer(raw)).isInstanceOf(IOException.class);
  }

  @Test
  void theHeadHasLimits() throws IOException {
    String start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: ";
    assertThat(answer(start + "x".repeat(8192 - 4) + "\r\n\r\n").status()).isEqualTo(200);
    assertThatThrownBy(() -> answer(start + "x".repeat(8192 - 3) + "\r\n\r\n"))
        .hasMessage("a line of the answer is too long");
    assertThat(answer(start + "\r\n" + "B: c\r\n".repeat(126) + "\r\n").status()).isEqualTo(200);
    assertThatThrownBy(() -> answer(start + "\r\n" + "B: c\r\n".repeat(127) + "\r\n"))
        .hasMessage("too many headers");
  }

  private static void tooLong(String raw) {
    assertThatThrownBy(() -> answer(raw)).hasMessage("the answer is too long");
  }

  @Test
  void allHeadsTogetherHaveALimit() throws IOException {
    String line = "X: " + "a".repeat(1019) + "\r\n";
    String end = "Content-Length: 2\r\n\r\nok";
    assertThat(answer("HTTP/1.1 200 OK\r\n" + line.repeat(31) + end).text()).isEqualTo("ok");
    tooLong("HTTP/1.1 200 OK\r\n" + line.repeat(32) + end);
    String interim = "HTTP/1.1 103 Early Hints\r\n" + line.repeat(15) + "\r\n";
    assertThat(answer(interim + "HTTP/1.1 200 OK\r\n" + line.repeat(15) + end).text())
        .isEqualTo("ok");
    tooLong(interim.repeat(2) + "HTTP/1.1 200 OK\r\n" + line.repeat(3) + end);
  }

  @Test
  void whatIsAroundABodyHasALimit() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    String trailer = "X: " + "a".repeat(1019) + "\r\n";
    assertThat(answer(head + trailer.repeat(31) + "\r\n").text()).isEqualTo("ok");
    tooLong(head + trailer.repeat(33) + "\r\n");
    String chunk = "1;" + "a".repeat(250) + "\r\nx\r\n";
    String many = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(200);
    assertThatThrownBy(
            () -> {
              try (Peer peer = new Peer(many + "0\r\n\r\n", false)) {
                HttpCall.get(peer.uri()).within(Duration.ofSeconds(5)).send(1_000);
              }
            })
        .hasMessage("the answer is too long");
  }

  /** A stream has no end: what is read of it is its reader's to bound. */
  @Test
  void aStreamMayBeLongerThanAnyHead() throws IOException {
    String text = "x".repeat(HttpCall.HEADS + HttpCall.FRAMING + 1);
    try (Peer peer = new Peer("HTTP/1.1 200 OK\r\n\r\n" + text, false);
        HttpStream stream = HttpCall.get(peer.uri()).within(Duration.ofSeconds(5)).open()) {
      assertThat(stream.body().readAllBytes()).hasSize(text.length());
    }
  }

  @Test
  void aSilentPeerIsGivenUp() throws IOException {
    try (Peer peer = new Peer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true)) {
      assertThatThrownBy(() -> HttpCall.get(peer.uri()).within(SHORT).send(10))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aDrippingPeerCannotStretchTheDeadline() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Boolean> stopped = new CompletableFuture<>();
      Thread dripping =
          new Thread(() -> {
            try (Socket socket = server.accept()) {
              for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write('H');
                Thread.sleep(50);
              }
              stopped.complete(false);
            } catch (IOException | InterruptedException e) {
              stopped.complete(true);
            }
          });
      dripping.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      assertThatThrownBy(() -> HttpCall.get(uri).within(SHORT).send(10))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(stopped.get()).isTrue();
    }
  }

  @Test
  void aStreamIsReadAsItComesAndItsDeadlineCanBeMoved() throws IOException {
    try (Peer peer = new Peer("HTTP/1.1 200 OK\r\n\r\nab", true);
        HttpStream stream = HttpCall.get(peer.uri()).open()) {
      assertThat(stream.body().readNBytes(2)).isEqualTo("ab".getBytes(UTF_8));
      stream.within(SHORT);
      assertThatThrownBy(() -> stream.body().read()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void plainHttpLeavesThisMachineNever() {
    assertThatThrownBy(() -> HttpCall.get(URI.create("http://192.0.2.1/")).send(10))
        .hasMessage("plain http is for loopback addresses only");
  }

  @Test
  void addressesAndHeadersThatSmuggleAreRefused() {
    for (String uri : new String[] {"ftp://a/", "/x", "http://u:p@127.0.0.1/", "https:x"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> HttpCall.get(URI.create(uri)));
    }
    HttpCall call = HttpCall.get(URI.create("http://127.0.0.1/"));
    assertThatIllegalArgumentException().isThrownBy(() -> call.header("A", "b\r\nC: d"));
    assertThatIllegalArgumentException().isThrownBy(() -> call.header("A:", "b"));
  }

  @Test
  void rfc9112Section63AnAnswerToHeadHasNoBodyWhateverItsLength() throws IOException {
    try (Peer peer = new Peer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true)) {
      HttpAnswer answer = HttpCall.of("HEAD", peer.uri(), new byte[0]).send(100);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }
}
