package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.server.config.TlsVersion;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TlsTest {
  private static final String GET = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir Path directory;
  private ListenerOptions.Tls files;

  @BeforeEach
  void files() {
    files =
        new ListenerOptions.Tls(
            directory.resolve("tls.crt"),
            directory.resolve("tls.key"),
            TlsVersion.TLS_1_2,
            Duration.ofMillis(20));
  }

  private TestSite open() throws IOException {
    return TestSite.open(options -> options.withTls(files));
  }

  private static SSLSocket connect(TestSite site, Consumer<SSLParameters> change) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), site.port());
    SSLParameters parameters = socket.getSSLParameters();
    change.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static Certificate certificate(TestSite site) throws Exception {
    try (SSLSocket socket = connect(site, parameters -> {})) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void a_request_over_tls_is_answered_and_known_to_be_secure(String algorithm) throws Exception {
    TestCertificate.make(directory, algorithm, "one").write(files);
    try (TestSite site = open();
        Wire wire = new Wire(connect(site, parameters -> {}))) {
      wire.send("GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(wire.answer()).endsWith("127.0.0.1 true");
      assertThat(wire.send(GET).answer()).endsWith("hello");
    }
  }

  @Test
  void framing_is_as_strict_as_without_tls() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    try (TestSite site = open();
        Wire wire = new Wire(connect(site, parameters -> {}))) {
      String both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
      wire.send(GET + "POST /direct HTTP/1.1\r\nHost: localhost\r\n" + both);
      assertThat(wire.answer()).endsWith("hello");
      assertThat(wire.rest()).startsWith("HTTP/1.1 400 ");
    }
  }

  /** RFC 9325 3.5; that it is refused then is shown by the tests of the whole. */
  @Test
  void the_jdk_is_told_to_negotiate_nothing_again() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    try (TestSite _ = open()) {
      assertThat(System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation"))
          .isEqualTo("true");
    }
  }

  @Test
  void protocols_1_3_and_1_2_are_spoken_and_alpn_chooses_http_1_1() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    try (TestSite site = open()) {
      for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
        try (SSLSocket socket =
            connect(
                site,
                parameters -> {
                  parameters.setProtocols(new String[] {protocol});
                  parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                })) {
          socket.startHandshake();
          assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
          assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
      }
    }
  }

  @Test
  void of_1_2_no_suite_is_spoken_that_is_not_recommended() throws Exception {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      TestCertificate.make(directory, algorithm, algorithm).write(files);
      try (TestSite site = open()) {
        Set<String> spoken = new TreeSet<>();
        for (String suite : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
          if (speaks(site, "TLSv1.2", suite)) {
            spoken.add(suite);
          }
        }
        String signed = algorithm.equals("EC") ? "ECDSA" : "RSA";
        assertThat(spoken)
            .containsExactly(
                "TLS_ECDHE_" + signed + "_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_" + signed + "_WITH_AES_256_GCM_SHA384");
      }
    }
  }

  private static boolean speaks(TestSite site, String protocol, String suite) throws Exception {
    try (SSLSocket socket =
        connect(
            site,
            parameters -> {
              parameters.setProtocols(new String[] {protocol});
              parameters.setCipherSuites(new String[] {suite});
            })) {
      socket.startHandshake();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void protocol_1_2_is_not_spoken_where_that_is_chosen() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    ListenerOptions.Tls strict =
        new ListenerOptions.Tls(
            files.certificate(), files.key(), TlsVersion.TLS_1_3, files.checkEvery());
    try (TestSite site = TestSite.open(options -> options.withTls(strict))) {
      assertThat(speaks(site, "TLSv1.3", "TLS_AES_128_GCM_SHA256")).isTrue();
      assertThat(speaks(site, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isFalse();
    }
  }

  @Test
  void a_client_that_speaks_only_http_2_or_only_cbc_ciphers_is_turned_away() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    try (TestSite site = open()) {
      try (SSLSocket http2 =
          connect(site, parameters -> parameters.setApplicationProtocols(new String[] {"h2"}))) {
        assertThatThrownBy(http2::startHandshake).isInstanceOf(IOException.class);
      }
      String[] cbc = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"};
      try (SSLSocket old = connect(site, parameters -> parameters.setCipherSuites(cbc))) {
        assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
      }
      assertThat(certificate(site)).isNotNull();
    }
  }

  @Test
  void changed_files_are_taken_over_and_broken_ones_are_not() throws Exception {
    TestCertificate one = TestCertificate.make(directory, "EC", "one");
    TestCertificate two = TestCertificate.make(directory, "EC", "two");
    one.write(files);
    try (TestSite site = open()) {
      assertThat(certificate(site)).isEqualTo(one.certificate());
      Files.writeString(files.certificate(), "rubbish");
      Thread.sleep(200);
      assertThat(certificate(site)).isEqualTo(one.certificate());
      // A key that belongs to another certificate is broken too.
      new TestCertificate(two.certificate(), one.key()).write(files);
      Thread.sleep(200);
      assertThat(certificate(site)).isEqualTo(one.certificate());
      two.write(files);
      for (int i = 0; i < 500 && !certificate(site).equals(two.certificate()); i++) {
        Thread.sleep(20);
      }
      assertThat(certificate(site)).isEqualTo(two.certificate());
    }
  }

  @Test
  void a_listener_does_not_open_with_files_that_cannot_be_used() throws Exception {
    TestCertificate one = TestCertificate.make(directory, "EC", "one");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
    new TestCertificate(TestCertificate.make(directory, "EC", "two").certificate(), one.key())
        .write(files);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("tls.crt");
    one.write(files);
    Files.writeString(files.key(), "rubbish");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("tls.key");
  }

  @Test
  void a_handshake_that_does_not_come_ends_the_connection() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    Duration hour = Duration.ofHours(1);
    ListenerOptions.Timeouts timeouts =
        new ListenerOptions.Timeouts(Duration.ofMillis(200), hour, hour, hour, hour, 1);
    try (TestSite site = TestSite.open(options -> options.withTls(files).withTimeouts(timeouts));
        Wire wire = site.connect()) {
      assertThat(wire.rest()).isEmpty();
    }
  }

  /** The files are looked at every millisecond, so also while the listener closes. */
  @Test
  void a_listener_that_closes_looks_at_no_file_and_logs_no_failure() throws Exception {
    TestCertificate.make(directory, "EC", "one").write(files);
    ListenerOptions.Tls often =
        new ListenerOptions.Tls(
            files.certificate(), files.key(), TlsVersion.TLS_1_2, Duration.ofMillis(1));
    Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> written = new ListAppender<>();
    written.start();
    all.addAppender(written);
    try {
      for (int i = 0; i < 5; i++) {
        try (TestSite site = TestSite.open(options -> options.withTls(often))) {
          assertThat(certificate(site)).isNotNull();
        }
      }
    } finally {
      all.detachAppender(written);
    }
    assertThat(written.list).filteredOn(event -> event.getThrowableProxy() != null).isEmpty();
  }
}
