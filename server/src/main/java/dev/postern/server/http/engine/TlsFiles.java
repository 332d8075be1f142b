package dev.postern.server.http.engine;

import dev.postern.server.config.TlsVersion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key of a listener, read from files and read again when their content changes. New
 * files count only when a handshake with them has succeeded; else the old ones stay.
 */
final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

  /** RFC 8446 9.1: the one that must be spoken, and the two that should be. */
  private static final List<String> SUITES_OF_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /**
   * RFC 9325 4.2: the four that are recommended for TLS 1.2, and FAPI 2.0 5.2.2: no other, however
   * sound.
   */
  private static final List<String> SUITES_OF_1_2 =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  static {
    // RFC 9325 3.5: no session is negotiated anew; the JDK lets TLS 1.2 clients unless it is told
    // not to before the first handshake of the process.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final ListenerOptions.Tls files;
  private final boolean asking;
  private final Duration handshake;
  private byte[] certificate;
  private byte[] key;
  private volatile SslContext context;

  private TlsFiles(ListenerOptions.Tls files, boolean asking, Duration handshake)
      throws IOException, GeneralSecurityException {
    this.files = files;
    this.asking = asking;
    this.handshake = handshake;
    this.certificate = Files.readAllBytes(files.certificate());
    this.key = Files.readAllBytes(files.key());
    this.context = context(certificate, key, files.oldest(), asking);
  }

  /**
   * Reads the files for the first time.
   *
   * @param asking whether clients are asked for certificates
   * @throws IOException if a file cannot be read, is no PEM, or the two do not belong together
   */
  static TlsFiles open(ListenerOptions.Tls files, boolean asking, Duration handshake)
      throws IOException {
    try {
      return new TlsFiles(files, asking, handshake);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException broken) {
      FileSystemException failure =
          new FileSystemException(
              files.certificate().toString(),
              files.key().toString(),
              "this certificate and the key " + files.key() + " cannot be used");
      failure.initCause(broken);
      throw failure;
    }
  }

  /** A handler that speaks TLS for one new connection. */
  SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(handshake.toMillis());
    return handler;
  }

  /** Takes over changed files; called from time to time, by one thread at a time. */
  synchronized void refresh() {
    try {
      byte[] newCertificate = Files.readAllBytes(files.certificate());
      byte[] newKey = Files.readAllBytes(files.key());
      if (Arrays.equals(certificate, newCertificate) && Arrays.equals(key, newKey)) {
        return;
      }
      certificate = newCertificate;
      key = newKey;
      context = context(newCertificate, newKey, files.oldest(), asking);
      log.info("TLS certificate and key were replaced");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException broken) {
      log.error("the new TLS files cannot be used, the old certificate stays in use", broken);
    }
  }

  private static SslContext context(
      byte[] certificate, byte[] key, TlsVersion oldest, boolean asking)
      throws IOException, GeneralSecurityException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                new ByteArrayInputStream(certificate), new ByteArrayInputStream(key))
            .sslProvider(SslProvider.JDK)
            .protocols(protocols(oldest))
            .ciphers(ciphers(oldest))
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.FATAL_ALERT, // RFC 7301 3.2: no_application_protocol
                    SelectedListenerFailureBehavior.ACCEPT,
                    "http/1.1"));
    if (asking) {
      // RFC 8705 6.5: who has none is as welcome.
      builder.trustManager(new AskedCertificates()).clientAuth(ClientAuth.OPTIONAL);
    }
    SslContext context = builder.build();
    HandshakeRehearsal.run(context);
    return context;
  }

  private static List<String> protocols(TlsVersion oldest) {
    return switch (oldest) {
      case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
      case TLS_1_3 -> List.of("TLSv1.3");
    };
  }

  private static List<String> ciphers(TlsVersion oldest) {
    return switch (oldest) {
      case TLS_1_2 -> Stream.concat(SUITES_OF_1_3.stream(), SUITES_OF_1_2.stream()).toList();
      case TLS_1_3 -> SUITES_OF_1_3;
    };
  }
}
