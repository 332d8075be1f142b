package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.http.Trust;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.keysets.KeySets.Place;
import dev.postern.store.KeySetUrl;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fetch from a real host over TLS, whatever it answers. */
final class FetchingTest {

  /** A fetch that would hang is given up by then, on a slow machine as well. */
  private static final Duration SOON = Fetching.TIME.plusSeconds(2);

  @TempDir private static Path folder;
  private static KeyHost host;
  private static Fetching fetching;

  @BeforeAll
  static void open() throws Exception {
    host = KeyHost.open(folder);
    fetching = with(host.config());
  }

  @AfterAll
  static void close() {
    host.close();
  }

  private static Fetching with(JwksUriConfig config) throws IOException {
    Optional<Path> file = config.trustedCertificates();
    return new Fetching(
        new Destinations(config),
        file.isPresent() ? Optional.of(Trust.with(file.get())) : Optional.empty());
  }

  private static Place place() {
    return place(host.url("/keys?of=me"));
  }

  private static Place place(String url) {
    return new Place(TenantName.DEFAULT, new KeySetUrl(url));
  }

  private static String jwk() {
    try {
      return SigningKey.publicHalf(SigningKey.generate()).text();
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private static void fails(String part) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fetching.fetch(place()))
        .withMessageContaining(part);
  }

  @Test
  void aKeySetIsFetchedByOnePlainRequest() throws IOException {
    String one = jwk();
    String other = jwk();
    host.requests().clear();
    host.keys("Cache-Control: max-age=120\r\n", one, other);
    Fetching.Fetched fetched = fetching.fetch(place());
    assertThat(fetched.set().keys()).extracting(PublicJwk::text).containsExactly(one, other);
    assertThat(fetched.freshFor()).isEqualTo(Duration.ofMinutes(2));
    assertThat(host.requests()).hasSize(1);
    assertThat(host.requests().getFirst())
        .startsWith("GET /keys?of=me HTTP/1.1\r\nHost: localhost:")
        .contains("Accept: application/jwk-set+json, application/json\r\n")
        .doesNotContainIgnoringCase("authorization")
        .doesNotContainIgnoringCase("cookie");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/jwk-set+json",
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/jwk-set+json;a=b"
      })
  void twoTypesAreTaken(String type) throws IOException {
    host.answers("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n{\"keys\":[" + jwk() + "]}");
    assertThat(fetching.fetch(place()).set().keys()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html",
        "text/plain",
        "application/jsonp",
        "application/jose+json",
        "image/png",
      })
  void anotherTypeIsNone(String type) {
    host.answers("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n{\"keys\":[]}");
    fails("type");
  }

  @Test
  void noTypeIsNone() {
    host.answers("HTTP/1.1 200 OK\r\n\r\n{\"keys\":[]}");
    fails("type");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    host.requests().clear();
    host.answers("HTTP/1.1 " + status + " Moved\r\nLocation: " + host.url("/other") + "\r\n\r\n");
    fails("the answer is " + status);
    assertThat(host.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 304, 400, 401, 404, 500, 503})
  void anotherStatusIsNoKeySet(int status) {
    host.answers(
        "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n\r\n{\"keys\":[]}");
    fails("the answer is " + status);
  }

  @Test
  void whatIsNotThereIsToldFromWhatCannotBeHad() {
    host.answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThatExceptionOfType(NotThere.class).isThrownBy(() -> fetching.fetch(place()));
  }

  @Test
  void whatIsGoneHasNoKeysAndIsAskedForAgainAfterAMinute() throws IOException {
    host.answers("HTTP/1.1 410 Gone\r\nCache-Control: max-age=86400\r\n\r\n");
    Fetching.Fetched gone = fetching.fetch(place());
    assertThat(gone.set().keys()).isEmpty();
    assertThat(gone.freshFor()).isEqualTo(Freshness.LEAST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no json", "[]", "{}", "{\"keys\":1}", "{\"keys\":[1]}", "{\"keys\":["})
  void whatIsNoKeySetIsRefused(String body) {
    host.answers(KeyHost.ok("", body));
    fails("no key set");
  }

  private static String padded(int length) {
    String start = "{\"keys\":[],\"pad\":\"";
    return start + "a".repeat(length - start.length() - 2) + "\"}";
  }

  @Test
  void aSetOfTheLimitIsTakenAndOneByteMoreIsNot() throws IOException {
    String most = padded(Fetching.LIMIT);
    host.answers(KeyHost.ok("", most));
    assertThat(fetching.fetch(place()).set().keys()).isEmpty();
    host.answers(KeyHost.ok("", most + " "));
    fails("too long");
  }

  @Test
  void theLimitHoldsForChunksAndForABodyWithoutLength() {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    host.answers(out -> {
      out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("400\r\n" + " ".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 1024 * 1024; i++) {
        out.write(chunk);
      }
    });
    fails("too long");
    host.answers(out -> {
      out.write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] some = " ".repeat(1024).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 1024 * 1024; i++) {
        out.write(some);
      }
    });
    fails("too long");
  }

  @Test
  void headsAndTrailersWithoutEndAreGivenUp() {
    byte[] field = ("A: " + "a".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    String lastChunk = "Transfer-Encoding: chunked\r\n\r\n0\r\n";
    for (String start : List.of(head, head + lastChunk)) {
      host.answers(out -> {
        out.write(start.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 1024 * 1024; i++) {
          out.write(field);
        }
      });
      fails("too long");
    }
  }

  @Test
  void aPackedAnswerIsNotUnpacked() {
    host.answers(KeyHost.ok("Content-Encoding: gzip\r\n", "{\"keys\":[]}"));
    fails("framing");
  }

  private static void givenUpInTime(Place place) {
    long began = System.nanoTime();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> fetching.fetch(place));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
  }

  @Test
  void aHostThatDripsIsGivenUpInTimeInTheHeadAndInTheBody() {
    host.answers(out -> {
      out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 100; i++) {
        out.write('a');
        out.flush();
        Thread.sleep(200);
      }
    });
    givenUpInTime(place());
    host.answers(out -> {
      out.write(KeyHost.ok("", padded(1000)).substring(0, 100).getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 100; i++) {
        out.write('a');
        out.flush();
        Thread.sleep(200);
      }
    });
    givenUpInTime(place());
  }

  @Test
  void aHostThatSaysNothingIsGivenUpInTime() {
    host.answers(out -> Thread.sleep(20_000));
    givenUpInTime(place());
  }

  @Test
  void aNameServerThatDoesNotAnswerIsGivenUpInTime() {
    CountDownLatch never = new CountDownLatch(1);
    Destinations hanging =
        new Destinations(
            host.config(),
            name -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new IOException("no answer");
            });
    Fetching fetch = new Fetching(hanging, Optional.empty());
    long began = System.nanoTime();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fetch.fetch(place("https://keys.example.com/")))
        .withMessageContaining("in time");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    never.countDown();
  }

  /** Half a TLS record, and then a byte now and then: each comes before any time-out of a read. */
  @Test
  void aHandshakeThatDripsIsGivenUpInTime() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread drip =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket socket = server.accept()) {
                  socket.getOutputStream().write(new byte[] {22, 3, 3, 0x40, 0});
                  for (int i = 0; i < 100; i++) {
                    socket.getOutputStream().write(2);
                    Thread.sleep(200);
                  }
                } catch (IOException | InterruptedException gone) {
                  // Given up.
                }
              });
      givenUpInTime(place("https://localhost:" + server.getLocalPort() + "/"));
      drip.interrupt();
    }
  }

  @Test
  void aHostThatTheOperatorDidNotNameIsNotEvenConnectedTo() throws IOException {
    host.requests().clear();
    Fetching strict = with(host.config("other"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> strict.fetch(place()))
        .withMessageContaining("not public");
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void anotherPortOfAHostThatTheOperatorNamedIsNotEvenConnectedTo() throws IOException {
    host.requests().clear();
    Fetching strict =
        with(
            new JwksUriConfig(
                Set.of("localhost", "localhost:1"), host.config().trustedCertificates()));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> strict.fetch(place()))
        .withMessageContaining("not public");
    assertThat(host.requests()).isEmpty();
  }

  /** The first look-up is the only one: a second would lead to where nobody listens. */
  @Test
  void aNameThatMeansSomethingElseAMomentLaterIsAskedForWhereItWasFound() throws IOException {
    host.keys("", jwk());
    List<String> asked = new ArrayList<>();
    Destinations rebinding =
        new Destinations(
            host.config("keys.test"),
            name -> {
              asked.add(name);
              String address = asked.size() == 1 ? "127.0.0.1" : "127.0.0.9";
              return new InetAddress[] {InetAddress.ofLiteral(address)};
            });
    Path file = host.config().trustedCertificates().orElseThrow();
    Fetching fetch = new Fetching(rebinding, Optional.of(Trust.with(file)));
    Place named = place(host.url("/").replace("localhost", "keys.test"));
    // The certificate is for localhost: that it is looked at shows that the host was reached.
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> fetch.fetch(named));
    assertThat(asked).containsExactly("keys.test");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws IOException {
    host.keys("", jwk());
    Fetching untrusting = with(new JwksUriConfig(host.config().allowedHosts(), Optional.empty()));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> untrusting.fetch(place()));
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws IOException {
    Fetching named = with(host.config("other.localhost"));
    Place other = place(host.url("/").replace("localhost", "other.localhost"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> named.fetch(other));
  }

  @Test
  void aFileWithoutCertificatesIsNoTrust() throws IOException {
    Path none = folder.resolve("none.pem");
    assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> Trust.with(none));
    Files.writeString(none, "");
    assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> Trust.with(none));
    Files.writeString(none, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> Trust.with(none));
  }
}
