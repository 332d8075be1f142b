package dev.postern.bench.subject;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that vouches for itself, on P-256.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 * @param trust a client's view of TLS that trusts it
 */
public record TlsFiles(Path certificate, Path key, SSLContext trust) {

  private static final String ALIAS = "bench";
  private static final String PASSWORD = "not-a-secret";
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /** Makes one in {@code folder}. */
  public static TlsFiles make(Path folder)
      throws IOException, GeneralSecurityException, NotMeasured, InterruptedException {
    Files.createDirectories(folder);
    Path store = folder.resolve("tls.p12");
    Files.deleteIfExists(store);
    Program.output(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()),
        Map.of(),
        Duration.ofMinutes(1));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(store)) {
      keys.load(content, PASSWORD.toCharArray());
    }
    Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
    byte[] certificate = keys.getCertificate(ALIAS).getEncoded();
    return new TlsFiles(
        Files.writeString(folder.resolve("certificate.pem"), pem("CERTIFICATE", certificate)),
        Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded())),
        trusting(keys));
  }

  private static SSLContext trusting(KeyStore keys) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String name, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(name, PEM.encodeToString(content), name);
  }
}
