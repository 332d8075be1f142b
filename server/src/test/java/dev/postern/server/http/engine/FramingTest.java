package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
  private static final String POST = "POST /direct HTTP/1.1\r\nHost: site.test\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String GOOD = "GET /hello HTTP/1.1\r\nHost: site.test\r\n\r\n";

  private TestSite site;

  @BeforeAll
  void open() throws IOException {
    site = TestSite.open();
  }

  @AfterAll
  void close() {
    site.close();
  }

  static List<Arguments> malformedLengths() {
    List<Arguments> rows = new ArrayList<>();
    add(
        rows,
        "length and coding",
        400,
        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    add(
        rows,
        "coding and length",
        400,
        POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
    add(
        rows,
        "two equal lengths",
        400,
        POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
    add(
        rows,
        "two different lengths",
        400,
        POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
    for (String length :
        List.of("+5", "-5", "0x5", "5, 5", "5,5", "5 5", "", "5.0", "five", "\t5")) {
      add(
          rows,
          "length '" + length + "'",
          400,
          POST + "Content-Length: " + length + "\r\n\r\nhello");
    }
    for (String coding :
        List.of(
            "chunked, identity",
            "xchunked",
            "identity",
            "gzip",
            "gzip, chunked",
            "chunked, chunked",
            "\tchunked",
            "chunked\t",
            "",
            "\"chunked\"",
            "chunked;q=1")) {
      add(
          rows,
          "coding '" + coding + "'",
          400,
          POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    }
    add(
        rows,
        "two codings",
        400,
        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    return rows;
  }

  static List<Arguments> malformedLines() {
    List<Arguments> rows = new ArrayList<>();
    add(
        rows,
        "bare LF after the request line",
        400,
        "GET /hello HTTP/1.1\nHost: site.test\r\n\r\n");
    add(rows, "bare LF after a header", 400, "GET /hello HTTP/1.1\r\nHost: site.test\n\r\n");
    add(rows, "bare LF at the end", 400, "GET /hello HTTP/1.1\r\nHost: site.test\r\n\n");
    add(rows, "bare CR in a header", 400, "GET /hello HTTP/1.1\r\nHost: site.test\rX: y\r\n\r\n");
    add(rows, "bare CR in the request line", 400, "GET /hello HTTP/1.1\rHost: site.test\r\n\r\n");
    add(rows, "an empty line first", 400, "\r\n" + GOOD);
    add(
        rows,
        "a folded header",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nX: a\r\n b\r\n\r\n");
    add(
        rows,
        "a tab-folded header",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nX: a\r\n\tb\r\n\r\n");
    add(rows, "a folded first header", 400, "GET /hello HTTP/1.1\r\n Host: site.test\r\n\r\n");
    add(rows, "a blank before a colon", 400, "GET /hello HTTP/1.1\r\nHost : site.test\r\n\r\n");
    add(
        rows,
        "a header without a colon",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nNothing\r\n\r\n");
    add(
        rows,
        "a header without a name",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\n: x\r\n\r\n");
    return rows;
  }

  static List<Arguments> malformedCharacters() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "NUL in a name", 400, "GET /hello HTTP/1.1\r\nHost: site.test\r\nX\0: y\r\n\r\n");
    add(rows, "NUL in a value", 400, "GET /hello HTTP/1.1\r\nHost: site.test\r\nX: y\0\r\n\r\n");
    add(
        rows,
        "DEL in a value",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nX: y\u007f\r\n\r\n");
    add(
        rows,
        "non-ASCII in a name",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\n\u00e4: y\r\n\r\n");
    add(
        rows,
        "non-ASCII in a value",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nX: \u00e4\r\n\r\n");
    add(rows, "non-ASCII in the target", 400, "GET /h\u00e4 HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(rows, "NUL in the target", 400, "GET /h\0 HTTP/1.1\r\nHost: site.test\r\n\r\n");
    return rows;
  }

  static List<Arguments> malformedHosts() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "no Host", 400, "GET /hello HTTP/1.1\r\n\r\n");
    add(
        rows,
        "two Hosts",
        400,
        "GET /hello HTTP/1.1\r\nHost: site.test\r\nHost: site.test\r\n\r\n");
    for (String host :
        List.of(
            "",
            "a b",
            "user@site.test",
            "site.test/",
            "site.test:",
            "site.test:http",
            "a,b",
            "[::1",
            "%41")) {
      add(rows, "Host '" + host + "'", 400, "GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }
    add(
        rows,
        "absolute-form with another host",
        400,
        "GET http://evil.test/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(
        rows,
        "absolute-form with another port",
        400,
        "GET http://site.test:81/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(
        rows,
        "absolute-form with a user",
        400,
        "GET http://a@site.test/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(
        rows,
        "absolute-form of another scheme",
        400,
        "GET ftp://site.test/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
    return rows;
  }

  static List<Arguments> malformedRequestLines() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "a target without a slash", 400, "GET hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(rows, "a fragment", 400, "GET /hello#x HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(rows, "HTTP/0.9", 400, "GET /hello\r\n");
    add(rows, "HTTP/1.0", 400, "GET /hello HTTP/1.0\r\nHost: site.test\r\n\r\n");
    add(rows, "HTTP/1.2", 400, "GET /hello HTTP/1.2\r\nHost: site.test\r\n\r\n");
    add(rows, "HTTP/3.0", 400, "GET /hello HTTP/3.0\r\nHost: site.test\r\n\r\n");
    add(rows, "lower-case protocol", 400, "GET /hello http/1.1\r\nHost: site.test\r\n\r\n");
    add(rows, "HTTP/2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    add(
        rows,
        "two blanks before the protocol",
        400,
        "GET /hello  HTTP/1.1\r\nHost: site.test\r\n\r\n");
    add(rows, "a blank after the protocol", 400, "GET /hello HTTP/1.1 \r\nHost: site.test\r\n\r\n");
    add(rows, "CONNECT", 400, "CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n");
    add(rows, "TLS to a plain port", 400, "\u0016\u0003\u0001\u0002\0");
    return rows;
  }

  static List<Arguments> malformedBodies() {
    List<Arguments> rows = new ArrayList<>();
    add(
        rows,
        "an unknown expectation",
        417,
        POST + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello");
    add(
        rows,
        "gzip content",
        415,
        POST + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello");
    add(
        rows,
        "identity content",
        415,
        POST + "Content-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello");
    add(rows, "a length of 16 digits", 413, POST + "Content-Length: 1000000000000000\r\n\r\n");
    for (String size :
        List.of(
            "FFFFFFFFF",
            "FFFFFFFF",
            "",
            "-1",
            "+5",
            "0x5",
            "5 ",
            " 5",
            "g",
            "5;a=b",
            "5;" + "x".repeat(9000),
            "5\n")) {
      add(
          rows,
          "chunk size '" + size.substring(0, Math.min(12, size.length())) + "'",
          400,
          CHUNKED + size + "\r\nhello\r\n0\r\n\r\n");
    }
    add(rows, "a chunk longer than its size", 400, CHUNKED + "4\r\nhello\r\n0\r\n\r\n");
    add(rows, "bare LF after a chunk size", 400, CHUNKED + "5\nhello\r\n0\r\n\r\n");
    add(rows, "bare LF after a chunk", 400, CHUNKED + "5\r\nhello\n0\r\n\r\n");
    add(rows, "a trailer", 400, CHUNKED + "5\r\nhello\r\n0\r\nAuthorization: Bearer x\r\n\r\n");
    return rows;
  }

  private static void add(List<Arguments> rows, String name, int status, String bytes) {
    rows.add(Arguments.of(name, status, bytes));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "malformedLengths",
    "malformedLines",
    "malformedCharacters",
    "malformedHosts",
    "malformedRequestLines",
    "malformedBodies"
  })
  void what_is_malformed_is_refused_and_the_connection_closed(String name, int status, String bytes)
      throws IOException {
    String answer = site.whole(bytes);

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer)
        .contains("\r\nConnection: close\r\n", "\r\nContent-Type: application/json\r\n");
    assertThat(answer)
        .containsOnlyOnce("HTTP/1.1")
        .containsOnlyOnce("{\"error\":\"invalid_request\"");
    assertThat(site.get("/hello")).endsWith("hello");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "malformedLengths",
    "malformedLines",
    "malformedCharacters",
    "malformedHosts",
    "malformedRequestLines",
    "malformedBodies"
  })
  void a_good_request_before_a_malformed_one_is_answered_first(
      String name, int status, String bytes) throws IOException {
    for (String first : List.of("GET /hello", "GET /thread/virtual")) {
      String answers = site.whole(first + " HTTP/1.1\r\nHost: site.test\r\n\r\n" + bytes);

      assertThat(answers).startsWith("HTTP/1.1 200 ");
      assertThat(answers.substring(9)).contains("HTTP/1.1 " + status + " ");
      assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSize(3);
    }
  }

  @Test
  void after_a_last_answer_there_is_no_other_for_what_follows() throws IOException {
    for (String path : List.of("/hello", "/nothing")) {
      String head =
          "GET " + path + " HTTP/1.1\r\nHost: site.test\r\nTransfer-Encoding: chunked\r\n\r\n";
      String large = "9000\r\n" + "x".repeat(0x9000);

      assertThat(site.whole(head + large + "neither chunk nor end"))
          .containsOnlyOnce("HTTP/1.1 ")
          .contains("Connection: close");
    }
  }

  @Test
  void an_absolute_target_with_the_same_host_is_taken() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send("GET HTTP://Site.Test/query?a=1 HTTP/1.1\r\nHost: site.test\r\n\r\n");
      assertThat(wire.answer()).endsWith("\r\n\r\n1");
    }
  }

  @Test
  void the_host_is_told_in_lower_case_with_its_port() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send("GET /host HTTP/1.1\r\nHost: SITE.test:8080\r\n\r\n");
      assertThat(wire.answer()).endsWith("\r\n\r\nsite.test:8080");
    }
  }

  @Test
  void an_unknown_host_is_not_found() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send("GET /hello HTTP/1.1\r\nHost: evil.test\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void an_offer_to_upgrade_is_ignored() throws IOException {
    String answer =
        site.get(
            "/hello",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("hello");
  }

  @Test
  void a_chunked_body_arrives_whole_however_it_is_cut() throws IOException {
    byte[] bytes =
        (CHUNKED + "5\r\nhello\r\nb\r\n, old world\r\n0\r\n\r\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int cut = 1; cut < bytes.length; cut++) {
      try (Wire wire = site.connect()) {
        wire.send(java.util.Arrays.copyOfRange(bytes, 0, cut));
        wire.send(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
        assertThat(wire.answer()).endsWith("POST:hello, old world");
      }
    }
  }

  @Test
  void early_close_at_every_byte_harms_nobody() throws IOException {
    String request = POST + "Content-Length: 5\r\n\r\nhello";
    for (int length = 0; length < request.length(); length++) {
      try (Wire wire = site.connect()) {
        wire.send(request.substring(0, length));
      }
    }
    assertThat(site.get("/hello")).endsWith("hello");
  }

  @Test
  void a_thousand_pipelined_requests_are_answered_in_order() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      requests.append("GET /things/").append(i).append(" HTTP/1.1\r\nHost: site.test\r\n\r\n");
    }
    try (Wire wire = site.connect()) {
      Thread sender = Thread.startVirtualThread(() -> sendQuietly(wire, requests.toString()));
      for (int i = 0; i < 1000; i++) {
        assertThat(wire.answer()).endsWith("\r\n\r\n" + i);
      }
      sender.join();
      assertThat(wire.send(GOOD).answer()).endsWith("hello");
    }
  }

  private static void sendQuietly(Wire wire, String bytes) {
    try {
      wire.send(bytes);
    } catch (IOException lost) {
      throw new java.io.UncheckedIOException(lost);
    }
  }

  @Test
  void a_connection_goes_on_after_refusals_that_were_well_framed() throws IOException {
    try (Wire wire = site.connect()) {
      assertThat(wire.send("GET /nothing HTTP/1.1\r\nHost: site.test\r\n\r\n").answer())
          .contains(" 404 ");
      assertThat(wire.send("DELETE /hello HTTP/1.1\r\nHost: site.test\r\n\r\n").answer())
          .contains(" 405 ", "Allow: GET, HEAD\r\n");
      assertThat(
              wire.send(POST.replace("/direct", "/nothing") + "Content-Length: 5\r\n\r\nhello")
                  .answer())
          .contains(" 404 ");
      assertThat(wire.send(GOOD).answer()).endsWith("hello");
    }
  }

  @Test
  void an_awaited_continue_is_sent_before_the_body() throws IOException {
    try (Wire wire = site.connect()) {
      wire.send(POST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(wire.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(wire.send("hello").answer()).endsWith("POST:hello");
    }
  }
}
