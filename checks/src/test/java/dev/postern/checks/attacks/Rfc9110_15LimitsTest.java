package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Shows;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** L1 to L9: each limit just below it, at it, and just over it. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc9110_15LimitsTest {

  private static final int KB = 1024;

  /**
   * Up to the limit the answer is that to a request in order, or what it would be if there were no
   * limit; over it there is the one refusal.
   */
  private record Limit(Site site, Endpoint endpoint, int most, int over) {

    void holds(IntFunction<String> request) throws IOException {
      for (int size : List.of(most - 1, most)) {
        RawAnswer answer = site.attack(endpoint, request.apply(size));
        assertThat(answer.status())
            .as("%d of %d: %s", size, most, answer.body())
            .isNotEqualTo(over);
        assertThat(answer.status()).isNotEqualTo(RawAnswer.CLOSED);
      }
      RawAnswer answer = site.attack(endpoint, request.apply(most + 1));
      assertThat(answer.status()).as("%d of %d: %s", most + 1, most, answer.body()).isEqualTo(over);
    }
  }

  /** The same where one status stands for many refusals, which their bodies tell apart. */
  private static void holdsInWords(
      Site site, Endpoint endpoint, int most, IntFunction<Endpoint> sized) throws IOException {
    RawAnswer below = site.attack(endpoint, sized.apply(most - 1).request());
    RawAnswer at = site.attack(endpoint, sized.apply(most).request());
    RawAnswer over = site.attack(endpoint, sized.apply(most + 1).request());
    assertThat(over.status()).isEqualTo(400);
    assertThat(at.status()).as(at.body()).isEqualTo(below.status());
    assertThat(at.verdict()).as("%d against %d", most, most + 1).isNotEqualTo(over.verdict());
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aRequestLineHas8kB(Endpoint endpoint, Site site) throws IOException {
    int bare = endpoint.asking("zq=").requestLine().length() - 2;
    new Limit(site, endpoint, 8 * KB, 414)
        .holds(size -> endpoint.asking("zq=" + "x".repeat(size - bare)).request());
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aHeaderHas8kB(Endpoint endpoint, Site site) throws IOException {
    new Limit(site, endpoint, 8 * KB, 431)
        .holds(size -> endpoint.request("X: " + "x".repeat(size - 3) + "\r\n"));
    new Limit(site, endpoint, 8 * KB, 431)
        .holds(size -> endpoint.request("x".repeat(size - 2) + ":y\r\n"));
  }

  @Shows("R-HTTP-2")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void allHeadersHave16kB(Endpoint endpoint, Site site) throws IOException {
    String request = endpoint.request();
    int own = request.indexOf("\r\n\r\n") + 2 - endpoint.requestLine().length();
    String most = ("X: " + "x".repeat(5000) + "\r\n").repeat(2);
    new Limit(site, endpoint, 16 * KB, 431)
        .holds(size ->
            endpoint.request(most + "Y: " + "y".repeat(size - own - most.length() - 5) + "\r\n"));
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void thereAre64Headers(Endpoint endpoint, Site site) throws IOException {
    int own = (int) endpoint.request().split("\r\n\r\n", 2)[0].lines().count() - 1;
    new Limit(site, endpoint, 64, 431)
        .holds(count -> endpoint.request("X: y\r\n".repeat(count - own)));
  }

  @Shows("R-HTTP-2")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Reading.class)
  void aBodyHasAsManyBytesAsItsPathTakes(Endpoint endpoint, Site site) throws IOException {
    Limit limit = new Limit(site, endpoint, endpoint.body().limit(), 413);
    limit.holds(size -> endpoint.sending(padded(endpoint, size)).request());
    limit.holds(size -> chunked(endpoint, padded(endpoint, size)));
    for (int size : List.of(limit.most() - 1, limit.most())) {
      RawAnswer answer = site.attack(endpoint, endpoint.sending(padded(endpoint, size)).request());
      assertThat(endpoint.normal()).as(answer.body()).contains(answer.status());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void whereNoBodyIsTakenOneByteIsTooMuch(Endpoint endpoint, Site site) throws IOException {
    if (endpoint.body().some()) {
      return;
    }
    for (String none :
        List.of("Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
      RawAnswer answer = site.attack(endpoint, endpoint.head() + none);
      assertThat(endpoint.normal()).contains(answer.status());
    }
    for (String one :
        List.of(
            "Content-Length: 1\r\n\r\nx",
            "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")) {
      assertThat(site.attack(endpoint, endpoint.head() + one).status()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aBodyThatIsAnnouncedTooLongIsRefusedUnread(Endpoint endpoint, Site site) throws IOException {
    for (String lines :
        List.of(
            "Content-Length: 300000\r\n",
            "Content-Length: 99999999999999999999999999\r\n",
            "Expect: 100-continue\r\nContent-Length: 300000\r\n")) {
      assertThat(site.attack(endpoint, endpoint.head() + lines + "\r\n").status()).isEqualTo(413);
    }
  }

  @Shows("R-HTTP-2")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Reading.class)
  void anExpectationIsMetBeforeTheBodyComes(Endpoint endpoint, Site site) throws IOException {
    String request = endpoint.request("Expect: 100-continue\r\n");
    int body = request.indexOf("\r\n\r\n") + 4;
    try (Wire wire = site.wire(endpoint)) {
      assertThat(wire.send(request.substring(0, body)).answer().status()).isEqualTo(100);
      assertThat(endpoint.normal()).contains(wire.send(request.substring(body)).answer().status());
    }
  }

  /** The body in order, made longer by what changes nothing. */
  private static String padded(Endpoint endpoint, int size) {
    String good = endpoint.body().text();
    int missing = size - good.length();
    if (endpoint.body().isJson()) {
      return good.substring(0, 1) + " ".repeat(missing) + good.substring(1);
    }
    StringBuilder form = new StringBuilder(good);
    for (int part = 0; missing > 0; part++) {
      int longest = Math.min(missing, 16_000);
      int length = missing - longest < 4 ? missing : longest;
      form.append('&').append((char) ('a' + part)).append('=').append("x".repeat(length - 3));
      missing -= length;
    }
    return form.toString();
  }

  private static String chunked(Endpoint endpoint, String body) {
    StringBuilder request = new StringBuilder(endpoint.head());
    request.append("Transfer-Encoding: chunked\r\n\r\n");
    for (int at = 0; at < body.length(); at += 10_000) {
      String chunk = body.substring(at, Math.min(body.length(), at + 10_000));
      request.append(Integer.toHexString(chunk.length())).append("\r\n");
      request.append(chunk).append("\r\n");
    }
    return request.append("0\r\n\r\n").toString();
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingForms.class)
  void aFormHas64ParametersOf64BytesAnd16kB(Endpoint endpoint, Site site) throws IOException {
    String good = endpoint.body().text();
    int own = good.split("&", -1).length;
    holdsInWords(
        site, endpoint, 64, count -> endpoint.sending(good + parameters("&", count - own)));
    holdsInWords(
        site, endpoint, 64, size -> endpoint.sending(good + "&" + "n".repeat(size) + "=1"));
    holdsInWords(
        site, endpoint, 16 * KB, size -> endpoint.sending(good + "&n=" + "x".repeat(size)));
  }

  private static String parameters(String separator, int count) {
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      parameters.append(separator).append('p').append(i).append("=1");
    }
    return parameters.toString();
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Guarded.class)
  void aQueryHas64ParametersOf64Bytes(Endpoint endpoint, Site site) throws IOException {
    Endpoint bare = endpoint.at(endpoint.target().replaceFirst("\\?.*", ""));
    if (endpoint.dialect() == Dialect.OAUTH) {
      // A registration takes no query at all.
      site.attack(bare, "a query", bare.asking("n=1").request(), Set.of(400));
      return;
    }
    holdsInWords(site, bare, 64, count -> bare.asking(parameters("&", count).substring(1)));
    holdsInWords(site, bare, 64, size -> bare.asking("n".repeat(size) + "=1"));
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void jsonHasADepthOf32And1000MembersAndNumbersOf64DigitsAndStringsOf64kB(
      Endpoint endpoint, Site site) throws IOException {
    holdsInWords(
        site,
        endpoint,
        31,
        depth -> endpoint.sending(with(endpoint, "[".repeat(depth) + "]".repeat(depth))));
    holdsInWords(
        site,
        endpoint,
        1000,
        count -> endpoint.sending(with(endpoint, "[" + "1,".repeat(count - 1) + "1]")));
    if (endpoint.body().limit() > 64 * KB) {
      holdsInWords(site, endpoint, 64 * KB, size -> endpoint.sending(with(endpoint, quoted(size))));
    }
    holdsInWords(
        site, endpoint, 64, digits -> endpoint.sending(with(endpoint, "1".repeat(digits))));
    holdsInWords(
        site,
        endpoint,
        1000,
        count ->
            endpoint.sending(
                with(
                    endpoint,
                    "{"
                        + parameters(",", count).substring(1).replaceAll("(p[0-9]+)=", "\"$1\":")
                        + "}")));
  }

  private static String quoted(int size) {
    return "\"" + "x".repeat(size) + "\"";
  }

  /** The document in order with one member more, which the endpoint does not know. */
  private static String with(Endpoint endpoint, String value) {
    String good = endpoint.body().text();
    return good.substring(0, good.length() - 1) + ",\"zq\":" + value + "}";
  }
}
