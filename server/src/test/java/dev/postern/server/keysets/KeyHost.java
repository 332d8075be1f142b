package dev.postern.server.keysets;

import dev.postern.server.config.JwksUriConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A host with a key set: a TLS server on localhost that answers with the bytes that it is told. */
public final class KeyHost implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** What is done with a connection once its request has been read. */
  @FunctionalInterface
  public interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  private final SSLServerSocket server;
  private final Path certificate;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = out -> {};

  private KeyHost(SSLServerSocket server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
    threads.execute(this::accept);
  }

  /** One with a certificate of its own, which is made in {@code folder}. */
  public static KeyHost open(Path folder) throws Exception {
    Path store = folder.resolve("host.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=keys",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-storetype",
                "PKCS12")
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new AssertionError("no certificate");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path certificate = folder.resolve("host.pem");
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getCertificate("a").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    return new KeyHost(listening(keys), certificate);
  }

  private static SSLServerSocket listening(KeyStore keys)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = connection.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      requests.add(head.toString());
      answer.write(connection.getOutputStream());
    } catch (IOException gone) {
      // Whoever asked did not want to hear the rest.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What an operator has to say for a server to fetch from here. */
  public JwksUriConfig config() {
    return config("localhost");
  }

  /** The same, where the host has another name. */
  public JwksUriConfig config(String name) {
    return new JwksUriConfig(Set.of(name + ":" + server.getLocalPort()), Optional.of(certificate));
  }

  /** Where keys are here. */
  public String url(String path) {
    return "https://localhost:" + server.getLocalPort() + path;
  }

  /** The heads of all requests. */
  public List<String> requests() {
    return requests;
  }

  /** Answers so from now on. */
  public void answers(Answer next) {
    answer = next;
  }

  /** Answers with these bytes, and closes. */
  public void answers(String raw) {
    answers(out -> out.write(raw.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Answers with a good key set. */
  public void keys(String headers, String... jwks) {
    answers(ok(headers, "{\"keys\":[" + String.join(",", jwks) + "]}"));
  }

  /** An answer with JSON. */
  public static String ok(String headers, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
