package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Shows;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** H6 to H10: who the server says that it is, what it repeats, and what caches may keep. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc9110_7PublishedTest {

  @Shows("R-8414-14")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void noHeaderChangesWhoTheServerIs(Endpoint endpoint, Site site) throws IOException {
    String evil = Site.MARK + ".test";
    for (String lines :
        List.of(
            "X-Forwarded-Host: " + evil + "\r\nX-Forwarded-Proto: https\r\n",
            "X-Forwarded-Host: " + evil + "\r\nX-Forwarded-Prefix: /" + evil + "\r\n",
            "Forwarded: host=" + evil + ";proto=https;for=127.0.0.2\r\n",
            "X-Forwarded-For: " + "127.0.0.9, ".repeat(600) + "1.2.3.4\r\n",
            "X-Forwarded-For: a\r\n",
            "X-Real-IP: " + evil + "\r\nX-Original-URL: /" + evil + "\r\n",
            "X-Rewrite-URL: /" + evil + "\r\nX-HTTP-Method-Override: DELETE\r\n",
            "Origin: https://" + evil + "\r\nReferer: https://" + evil + "/\r\n")) {
      RawAnswer answer = site.attack(endpoint, endpoint.request(lines));
      assertThat(endpoint.normal()).as(answer.body()).contains(answer.status());
      assertThat(answer.head() + answer.body()).doesNotContain(Site.MARK);
      assertThat(answer.head().toLowerCase(Locale.ROOT))
          .doesNotContain("access-control-allow", "\nserver:");
    }
  }

  @Shows("R-8414-14")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aHostThatNamesNoTenantIsNotThere(Endpoint endpoint, Site site) throws IOException {
    // Probes come to the management listener by whatever name the machine has.
    boolean probe = endpoint.port() != site.port();
    String port = ":" + endpoint.port();
    for (String host :
        List.of(
            Site.MARK + ".test",
            Site.MARK + ".hub.localhost" + port,
            "default.hub.localhost" + port,
            "a.b.hub.localhost" + port,
            ".hub.localhost" + port,
            "hub.localhost" + port,
            "..hub.localhost" + port,
            "127.0.0.1.evil.test",
            "127.0.0.1:1",
            "127.1" + port,
            "[::1]" + port,
            "localhost." + port)) {
      String request = endpoint.request().replace(endpoint.host(), "Host: " + host + "\r\n");
      // Where there is no tenant there is no API whose style could be meant.
      RawAnswer answer = site.attack(endpoint.in(Dialect.OAUTH), request);
      assertThat(probe ? endpoint.normal() : Set.of(404)).as(host).contains(answer.status());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void localhostInAnyCaseIsThisMachineAndTheIssuerStaysTheSame(Endpoint endpoint, Site site)
      throws IOException {
    for (String host : List.of("localhost:", "LOCALHOST:", "LocalHost:")) {
      String line = "Host: " + host + endpoint.port() + "\r\n";
      RawAnswer answer = site.attack(endpoint, endpoint.request().replace(endpoint.host(), line));
      assertThat(endpoint.normal()).contains(answer.status());
      assertThat(answer.body()).doesNotContainIgnoringCase("//localhost");
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void onlyWhatIsPublicAndTheSameForAllMayBeCached(Endpoint endpoint, Site site)
      throws IOException {
    String caching = site.attack(endpoint, endpoint.request()).header("Cache-Control");
    boolean document =
        endpoint
            .target()
            .matches(
                "/service/oauth/(revocations/)?jwks|(/below)?/\\.well-known/.*"
                    + "|/admin/v1/openapi\\.json");
    boolean snapshot =
        endpoint.target().equals("/service/oauth/revocations") && !endpoint.streams();
    assertThat(caching)
        .isEqualTo(document ? "public, max-age=300" : snapshot ? "no-cache" : "no-store");
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void noRequestMakesAnAnswerCacheable(Endpoint endpoint, Site site) throws IOException {
    String before = site.attack(endpoint, endpoint.request()).header("Cache-Control");
    for (String lines :
        List.of(
            "Cache-Control: only-if-cached, max-stale=1000000\r\n",
            "Pragma: " + Site.MARK + "\r\nVary: " + Site.MARK + "\r\n",
            "Range: bytes=0-1\r\nIf-Range: \"x\"\r\n",
            "If-Modified-Since: Tue, 24 Nov 2099 00:00:00 GMT\r\n")) {
      RawAnswer answer = site.attack(endpoint, endpoint.request(lines));
      assertThat(endpoint.normal()).contains(answer.status());
      assertThat(answer.header("Cache-Control")).isEqualTo(before);
    }
  }

  @Test
  void theTokenEndpointIsNothingThatACacheCouldKeep(Site site) throws IOException {
    Endpoint token = site.token();
    for (String target :
        List.of(
            token.target() + "?grant_type=client_credentials", token.target() + "/x.css",
            token.target() + ".js", token.target() + ";x.css")) {
      String get = "GET " + target + " HTTP/1.1\r\n" + token.host() + "\r\n";
      RawAnswer answer = site.attack(token, get);
      assertThat(answer.status()).isIn(404, 405);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void headIsAnsweredLikeGetWithoutABody(Endpoint endpoint, Site site) throws IOException {
    if (!endpoint.method().equals("GET")) {
      return;
    }
    try (Wire wire = site.wire(endpoint)) {
      RawAnswer answer = wire.send(endpoint.request().replaceFirst("GET", "HEAD")).bareAnswer();
      assertThat(endpoint.normal()).contains(answer.status());
      RawAnswer next = wire.send(endpoint.request()).answer();
      assertThat(endpoint.normal()).contains(next.status());
    }
  }
}
