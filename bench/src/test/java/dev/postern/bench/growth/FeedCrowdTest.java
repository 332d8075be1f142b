package dev.postern.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.bench.process.NotMeasured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedCrowdTest {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String SNAPSHOT = "event: snapshot\nid: gen_a:7\ndata: eyJhbGciOiJFUzI1NiJ9";

  private final Queue<String> positions = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws IOException {
    over.countDown();
    server.close();
  }

  @Test
  void whoIsLetGoComesBack() throws Exception {
    serve(
        List.of("HTTP/1.1 503 Service Unavailable\r\n\r\n"),
        List.of(HEAD, SNAPSHOT),
        List.of(HEAD, SNAPSHOT, "\n\n", "stay"),
        List.of(HEAD, SNAPSHOT, "\n\n", "stay"));
    try (FeedCrowd crowd = crowd(2)) {
      FeedCrowd.Joined joined = crowd.join();

      // A message of which the end is missing was not read: both had to come a second time.
      assertThat(joined.departures()).isEqualTo(2);
      assertThat(joined.letGo()).isEqualTo(2);
      assertThat(crowd.lastSeq()).isEqualTo(7);
    }
  }

  @Test
  void whoComesBackSaysWhereHeWasAndMissesNothing() throws Exception {
    Queue<String> read = new ConcurrentLinkedQueue<>();
    serve(
        List.of(HEAD, SNAPSHOT, "\n\n", "event: revocations\nid: gen_a:8\ndata: e30\n\n"),
        List.of(
            HEAD,
            "event: revocations\nid: gen_a:9\ndata: e30\n\n",
            "event: revocations\nid: gen_a:10\ndata: e30\n\n",
            "event: heartbeat\nid: gen_a:10\ndata: e30\n\n",
            "stay"));
    try (FeedCrowd crowd = crowd(1)) {
      crowd.tell((subscriber, after, seq, nanos) -> read.add(after + " to " + seq));
      crowd.join();
      crowd.await(() -> crowd.lastSeq() == 10, "the messages did not come");
    }
    assertThat(positions).containsExactly("", "gen_a:8");
    assertThat(read.peek()).startsWith("-1 to ");
    assertThat(List.copyOf(read).getLast()).endsWith(" to 10");
  }

  @Test
  void aMessageThatNeverCameIsNoMeasurement() throws Exception {
    serve(
        List.of(HEAD, SNAPSHOT, "\n\n", "event: revocations\nid: gen_a:9\ndata: e30\n\n", "stay"));
    try (FeedCrowd crowd = crowd(1)) {
      assertThatThrownBy(
              () -> {
                crowd.join();
                crowd.await(() -> crowd.lastSeq() == 9, "the messages did not come");
              })
          .isInstanceOf(NotMeasured.class)
          .hasMessageContaining("missed act 8");
    }
  }

  private FeedCrowd crowd(int count) throws IOException {
    return new FeedCrowd(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), count);
  }

  /** Answers each connection, one after another, with a head and chunks. */
  @SafeVarargs
  private void serve(List<String>... answers) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            for (List<String> answer : answers) {
              answer(server.accept(), answer);
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
  }

  private void answer(Socket socket, List<String> parts) throws IOException {
    BufferedReader request =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String position = "";
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      if (line.startsWith("Last-Event-ID: ")) {
        position = line.substring("Last-Event-ID: ".length());
      }
    }
    positions.add(position);
    for (String part : parts) {
      if (part.equals("stay")) {
        Thread.ofVirtual().start(() -> closeWhenOver(socket));
        return;
      }
      String sent =
          part.startsWith("HTTP/")
              ? part
              : Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
    }
    socket.close();
  }

  private void closeWhenOver(Socket socket) {
    try (socket) {
      over.await();
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
