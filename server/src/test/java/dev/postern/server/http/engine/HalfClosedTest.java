package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.TlsVersion;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say at once that they will send no more. */
class HalfClosedTest {
  /** It matters whether request and end are found in one turn of the event loop. */
  private static final int OFTEN = 50;

  private static final String DIRECT =
      "POST /direct HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi";
  private static final String WAITING = DIRECT.replace("/direct", "/waiting");

  private static Wire sendAndEnd(Wire wire, String text) throws IOException {
    wire.send(text).socket().shutdownOutput();
    return wire;
  }

  @Test
  void everyRequestThatCameWholeIsAnsweredAndThenComesTheEnd() throws IOException {
    try (TestSite site = TestSite.open()) {
      for (int i = 0; i < OFTEN; i++) {
        try (Wire wire = sendAndEnd(site.connect(), DIRECT + WAITING + DIRECT)) {
          assertThat(wire.answer()).endsWith("POST:hi");
          assertThat(wire.answer()).endsWith("POST:hi");
          assertThat(wire.answer()).endsWith("POST:hi");
          assertThat(wire.rest()).isEmpty();
        }
      }
    }
  }

  @Test
  void overTlsToo(@TempDir Path directory) throws Exception {
    ListenerOptions.Tls files =
        new ListenerOptions.Tls(
            directory.resolve("tls.crt"),
            directory.resolve("tls.key"),
            TlsVersion.TLS_1_2,
            Duration.ofMinutes(1));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    InetAddress here = InetAddress.getLoopbackAddress();
    TestCertificate.make(directory, "EC", "one").write(files);
    try (TestSite site = TestSite.open(options -> options.withTls(files))) {
      for (int i = 0; i < OFTEN; i++) {
        Socket socket = context.getSocketFactory().createSocket(here, site.port());
        try (Wire wire = sendAndEnd(new Wire(socket), DIRECT)) {
          assertThat(wire.answer()).endsWith("POST:hi");
          assertThat(wire.rest()).isEmpty();
        }
      }
    }
  }

  @Test
  void aRefusalIsHeardToo() throws IOException {
    try (TestSite site = TestSite.open()) {
      for (int i = 0; i < OFTEN; i++) {
        try (Wire wire = sendAndEnd(site.connect(), DIRECT + "nonsense\r\n\r\n")) {
          assertThat(wire.answer()).endsWith("POST:hi");
          assertThat(wire.rest()).startsWith("HTTP/1.1 400 ");
        }
      }
    }
  }

  @Test
  void halfARequestIsAnsweredByTheEnd() throws IOException {
    try (TestSite site = TestSite.open();
        Wire wire = sendAndEnd(site.connect(), DIRECT.substring(0, DIRECT.length() - 1))) {
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void aSubscriberWhoSaysNoMoreHasLeft() throws Exception {
    try (TestSite site = TestSite.open();
        Wire wire = site.connect()) {
      wire.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
      CountDownLatch left = new CountDownLatch(1);
      site.subscribers.take().onClosed(left::countDown);
      wire.socket().shutdownOutput();
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      wire.awaitEnd();
    }
  }
}
