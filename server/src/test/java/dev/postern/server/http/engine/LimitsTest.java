package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.AddressRange;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
  private static final String HOST = "Host: site.test\r\n";
  private static final int LIMIT = TestSite.ECHO_LIMIT;

  private TestSite site;

  @BeforeAll
  void open() throws IOException {
    site = TestSite.open();
  }

  @AfterAll
  void close() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"8191,200", "8192,200", "8193,414"})
  void a_request_line_may_have_8_kB(int length, int status) throws IOException {
    String ends = "GET /query?a= HTTP/1.1";
    String line = "GET /query?a=" + "x".repeat(length - ends.length()) + " HTTP/1.1";

    assertAnswer(line + "\r\n" + HOST + "Connection: close\r\n\r\n", status);
  }

  @Test
  void a_request_line_without_an_end_is_refused_at_the_limit() throws IOException {
    assertAnswer("G".repeat(8193), 414);
  }

  @ParameterizedTest
  @CsvSource({"8191,200", "8192,200", "8193,431"})
  void one_header_may_have_8_kB(int length, int status) throws IOException {
    String header = "X: " + "x".repeat(length - 3) + "\r\n";

    assertAnswer(
        "GET /hello HTTP/1.1\r\n" + HOST + "Connection: close\r\n" + header + "\r\n", status);
  }

  @ParameterizedTest
  @CsvSource({"16383,200", "16384,200", "16385,431"})
  void all_headers_may_have_16_kB(int length, int status) throws IOException {
    String first = HOST + "Connection: close\r\n" + ("X: " + "x".repeat(5000) + "\r\n").repeat(2);
    String second = "Y: " + "y".repeat(length - first.length() - 5) + "\r\n";

    assertAnswer("GET /hello HTTP/1.1\r\n" + first + second + "\r\n", status);
  }

  @ParameterizedTest
  @CsvSource({"63,200", "64,200", "65,431"})
  void there_may_be_64_headers(int count, int status) throws IOException {
    String headers = HOST + "Connection: close\r\n" + "X: y\r\n".repeat(count - 2);

    assertAnswer("GET /hello HTTP/1.1\r\n" + headers + "\r\n", status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/direct", "/waiting"})
  void a_body_may_be_as_long_as_its_route_says(String path) throws IOException {
    for (int length : List.of(LIMIT - 1, LIMIT)) {
      assertAnswer(
          post(path, "Connection: close\r\nContent-Length: " + length) + "x".repeat(length), 200);
      assertAnswer(
          post(path, "Connection: close\r\nTransfer-Encoding: chunked") + chunks(length), 200);
    }
    assertAnswer(post(path, "Content-Length: " + (LIMIT + 1)) + "x".repeat(LIMIT + 1), 413);
    assertAnswer(post(path, "Transfer-Encoding: chunked") + chunks(LIMIT + 1), 413);
  }

  @Test
  void a_body_that_is_announced_too_long_is_refused_unread() throws IOException {
    assertAnswer(post("/direct", "Expect: 100-continue\r\nContent-Length: 101"), 413);
  }

  @Test
  void a_body_that_becomes_too_long_is_refused_midway() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send(post("/direct", "Transfer-Encoding: chunked") + "50\r\n" + "x".repeat(80) + "\r\n");
      wire.send("50\r\n" + "x".repeat(30));
      assertThat(wire.rest()).startsWith("HTTP/1.1 413 ").containsOnlyOnce("HTTP/1.1 ");
    }
  }

  @Test
  void a_body_where_none_is_taken_is_too_large() throws IOException {
    assertAnswer("GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx", 413);
  }

  @Test
  void the_answer_survives_a_large_body_that_nobody_reads() throws IOException {
    String body = "x".repeat(1 << 20);

    assertAnswer(post("/direct", "Content-Length: " + body.length()) + body, 413);
    assertAnswer(post("/nothing", "Content-Length: " + body.length()) + body, 404);
  }

  @Test
  void connections_of_one_source_are_limited_and_places_are_given_back() throws Exception {
    ListenerOptions.Connections few =
        new ListenerOptions.Connections(10, 2, 1024, 1 << 20, Duration.ofSeconds(5));
    try (TestSite small = TestSite.open(options -> options.withConnections(few))) {
      List<Wire> open = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Wire wire = small.connect();
        open.add(wire);
        assertThat(ask(wire)).endsWith("hello");
      }
      assertRefused(small);
      open.getFirst().close();
      awaitPlace(small);
    }
  }

  @Test
  void connections_in_all_are_limited_even_those_of_proxies() throws Exception {
    ListenerOptions.Connections few =
        new ListenerOptions.Connections(3, 1, 1024, 1 << 20, Duration.ofSeconds(5));
    List<AddressRange> proxies = List.of(AddressRange.parse("127.0.0.0/8"));
    try (TestSite small =
            TestSite.open(options -> options.withConnections(few).withProxies(proxies));
        Wire first = small.connect();
        Wire second = small.connect();
        Wire third = small.connect()) {
      for (Wire wire : List.of(first, second, third)) {
        assertThat(ask(wire)).endsWith("hello");
      }
      assertRefused(small);
    }
  }

  private static String ask(Wire wire) throws IOException {
    return wire.send("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").answer();
  }

  private static void assertRefused(TestSite small) throws IOException {
    try (Wire refused = small.connect()) {
      assertThat(endsUnanswered(refused)).isTrue();
    }
  }

  private static boolean endsUnanswered(Wire wire) {
    try {
      return ask(wire).isEmpty();
    } catch (IOException reset) {
      return true;
    }
  }

  /** The server hears of a closed connection when it does; ten seconds are for ever. */
  private static void awaitPlace(TestSite small) throws Exception {
    for (int i = 0; i < 1000; i++) {
      try (Wire wire = small.connect()) {
        if (!endsUnanswered(wire)) {
          return;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the place of a closed connection was not given back");
  }

  private static String post(String path, String headers) {
    return "POST " + path + " HTTP/1.1\r\n" + HOST + headers + "\r\n\r\n";
  }

  private static String chunks(int length) {
    return "1\r\nx\r\n".repeat(length) + "0\r\n\r\n";
  }

  private void assertAnswer(String request, int status) throws IOException {
    assertThat(site.whole(request)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(site.get("/hello")).endsWith("hello");
  }

  @Test
  void a_new_connection_is_served_while_many_stand_idle() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        idle.add(site.connect().socket());
      }
      assertThat(site.get("/hello")).endsWith("hello");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }
}
