package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Shows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** H1: bytes that two readers could cut into requests in two ways, or that are no request. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc9112_2FramingTest {

  private static final Set<Integer> BAD = Set.of(400);
  private static final Set<Integer> BAD_BODY = Set.of(400, 413);

  /** Hides in what a lenient reader takes for the body of the request before. */
  private static final String SMUGGLED = "GET /" + Site.MARK + " HTTP/1.1\r\nHost: x\r\n\r\n";

  @Shows("R-HTTP-1")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aLengthThatCanBeReadInTwoWaysIsRefused(Endpoint endpoint, Site site) {
    String head = endpoint.head();
    String chunks = "\r\n0\r\n\r\n" + SMUGGLED;
    for (String lines :
        List.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\ntransfer-encoding: identity")) {
      site.attack(endpoint, lines, head + lines + "\r\n" + chunks, BAD);
    }
    for (String length :
        List.of("+5", "-5", "0x5", "5, 5", "5,5", "5 5", "", "5.0", "five", "\t5", "5\t")) {
      String line = "Content-Length: " + length + "\r\n";
      site.attack(endpoint, line, head + line + "\r\nhello" + SMUGGLED, BAD);
    }
    for (String coding :
        List.of(
            "chunked, identity",
            "xchunked",
            "identity",
            "gzip, chunked",
            "chunked, chunked",
            "\tchunked",
            "chunked\t",
            "",
            "\"chunked\"",
            "chunked;q=1")) {
      String line = "Transfer-Encoding: " + coding + "\r\n";
      site.attack(endpoint, line, head + line + chunks, BAD);
    }
  }

  @Shows("R-HTTP-1")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aChunkThatCanBeReadInTwoWaysIsRefused(Endpoint endpoint, Site site) {
    String head = endpoint.head() + "Transfer-Encoding: chunked\r\n\r\n";
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
            "5\n",
            "5\r",
            "5;" + Site.MARK + "=" + "x".repeat(9000))) {
      site.attack(endpoint, "chunk size", head + size + "\r\nhello\r\n0\r\n\r\n" + SMUGGLED, BAD);
    }
    for (String chunks :
        List.of(
            "4\r\nhello\r\n0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\nAuthorization: Bearer " + Site.MARK + "\r\n\r\n",
            "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n")) {
      site.attack(endpoint, chunks, head + chunks + SMUGGLED, BAD_BODY);
    }
  }

  @Shows("R-HTTP-1")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aLineThatCanBeReadInTwoWaysIsRefused(Endpoint endpoint, Site site) {
    String line = endpoint.requestLine();
    String host = endpoint.host();
    String rest = endpoint.fields() + "\r\n" + SMUGGLED;
    for (String head :
        List.of(
            line.replace("\r", "") + host,
            line.replace("\n", "") + host,
            line + host.replace("\r", ""),
            line + host.replace("\n", ""),
            "\r\n" + line + host,
            "\n" + line + host,
            line + " " + host,
            line + host + "X: a\r\n b\r\n",
            line + host + "X: a\r\n\tb\r\n",
            line + host.replace(":", " :"),
            line + host + "Content-Length : 5\r\n",
            line + host + "Nothing\r\n",
            line + host + ": " + Site.MARK + "\r\n",
            line + host + "X\0: y\r\n",
            line + host + "X: " + Site.MARK + "\0\r\n",
            line + host + "X: \u007f\r\n",
            line + host + "X: \u00e4\r\n",
            line + host + "\u00e4: y\r\n",
            line + host + "X: " + Site.MARK + "\rX: y\r\n",
            line + host + "X y: z\r\n")) {
      site.attack(endpoint, head, head + rest, BAD);
    }
  }

  @Shows("R-HTTP-1")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void anotherHostOrNoneOrTwoAreRefused(Endpoint endpoint, Site site) {
    String line = endpoint.requestLine();
    String host = endpoint.host();
    String end = endpoint.fields() + "\r\n";
    List<String> heads = new ArrayList<>(List.of(line, line + host + host));
    for (String value :
        List.of("", "a b", "user@x", "x/", "x:", "x:http", "a,b", "[::1", "%41", "x:999999")) {
      heads.add(line + "Host: " + value + "\r\n");
    }
    heads.add(line + host + "Host: " + Site.MARK + "\r\n");
    heads.add(absolute(endpoint, "http://" + Site.MARK + ".test") + host);
    heads.add(absolute(endpoint, "http://a@" + endpoint.authority()) + host);
    heads.add(absolute(endpoint, "ftp://" + endpoint.authority()) + host);
    heads.add(absolute(endpoint, "http:/") + host);
    for (String head : heads) {
      site.attack(endpoint, head, head + end + SMUGGLED, BAD);
    }
  }

  private static String absolute(Endpoint endpoint, String origin) {
    return endpoint.at(origin + endpoint.target()).requestLine();
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void anotherProtocolIsRefused(Endpoint endpoint, Site site) {
    String line = endpoint.requestLine();
    String rest = endpoint.host() + endpoint.fields() + "\r\n";
    for (String first :
        List.of(
            line.replace(" HTTP/1.1", ""),
            line.replace("1.1", "1.0"),
            line.replace("1.1", "1.2"),
            line.replace("1.1", "2.0"),
            line.replace("1.1", "3.0"),
            line.replace("HTTP", "http"),
            line.replace(" HTTP", "  HTTP"),
            line.replace("1.1", "1.1 "),
            line.replace(" HTTP", "#" + Site.MARK + " HTTP"),
            line.replace(" /", " "),
            "CONNECT " + endpoint.authority() + " HTTP/1.1\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\u0003\u0001\u0002\0",
            "{\"json\":\"" + Site.MARK + "\"}\r\n")) {
      site.attack(endpoint, first, first + rest, BAD);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void anOfferToUpgradeIsPassedOver(Endpoint endpoint, Site site) {
    for (String lines :
        List.of(
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
      site.attack(endpoint, lines, endpoint.request(lines), endpoint.normal());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aMethodThatIsNotThereIsRefused(Endpoint endpoint, Site site) {
    String rest = " " + endpoint.target() + " HTTP/1.1\r\n" + endpoint.host() + "\r\n";
    for (String method : List.of("TRACE", "OPTIONS", "PROPFIND", "get", "post", Site.MARK)) {
      site.attack(endpoint, method, method + rest, Set.of(405));
    }
    site.attack(endpoint, "a method of 9 kB", "G".repeat(9000) + rest, Set.of(400, 414));
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void closingAtAnyByteHarmsNobody(Endpoint endpoint, Site site) throws IOException {
    String request = endpoint.request();
    int step = Math.max(1, request.length() / 200);
    for (int end = 0; end < request.length(); end += step) {
      try (Wire wire = site.wire(endpoint)) {
        wire.send(request.substring(0, end));
        if (end % 2 == 0) {
          wire.reset();
        }
      }
    }
    site.serves(endpoint);
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void pipelinedRequestsAreAnsweredInOrderAndNoneTwice(Endpoint endpoint, Site site)
      throws Exception {
    if (endpoint.streams()) {
      return;
    }
    int count = endpoint.method().equals("GET") && !endpoint.guarded() ? 1000 : 50;
    String request = endpoint.request();
    try (Wire wire = site.wire(endpoint)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  wire.send(request.repeat(count));
                } catch (IOException e) {
                  // The answers that are missing then are counted.
                }
              });
      for (int i = 0; i < count; i++) {
        assertThat(endpoint.normal()).as("answer %d", i).contains(wire.answer().status());
      }
      sender.join();
    }
    site.serves(endpoint);
  }
}
