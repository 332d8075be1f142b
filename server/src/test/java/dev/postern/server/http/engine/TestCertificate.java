package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/** A self-signed certificate for localhost and its key, made by the JDK's keytool. */
record TestCertificate(Certificate certificate, Key key) {

  static TestCertificate make(Path directory, String algorithm, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool.toString(),
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "changeit",
                    "-storetype",
                    "PKCS12"))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return read(store);
  }

  private static TestCertificate read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    return new TestCertificate(
        keys.getCertificate("a"), keys.getKey("a", "changeit".toCharArray()));
  }

  void write(ListenerOptions.Tls files) throws Exception {
    Files.writeString(files.key(), pem("PRIVATE KEY", key.getEncoded()));
    Files.writeString(files.certificate(), pem("CERTIFICATE", certificate.getEncoded()));
  }

  static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
