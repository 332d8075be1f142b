package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Commands;
import dev.postern.cli.Shell;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line at a server whose certificate is by an authority that only its company knows.
 */
final class OwnAuthorityTest {

  private static final int USAGE = 2;
  private static final int UNREACHABLE = 69;

  @TempDir private static Path folder;
  private static RunningServer server;
  private static Path authority;

  @Command(name = "postern")
  private static final class Root {}

  private record Told(int code, String out, String err) {}

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    TestCertificate certificate = TestCertificate.make(keys);
    server = new RunningServer(data, Optional.of(certificate.files()));
    authority = certificate.files().certificate();
    Caller operator = server.operator();
    JsonObject credential =
        JsonObject.builder()
            .put("client_id", operator.id())
            .put("client_secret", operator.secret())
            .put("issuer", operator.issuer())
            .build();
    Files.createDirectories(folder.resolve("data"));
    Files.write(folder.resolve("data/operator.json"), credential.bytes());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Told run(Map<String, String> environment, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new Root());
    Shell shell =
        new Shell(environment, folder, folder, InputStream.nullInputStream(), Clock.systemUTC());
    Commands.mount(line, shell);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return new Told(line.execute(words), out.toString(), err.toString());
  }

  private static Map<String, String> trusting(Path file) {
    return Map.of("POSTERN_CA", file.toString());
  }

  @Test
  void whoNamesTheAuthorityIsServedByEveryCommand() {
    Told token = run(trusting(authority), "token", "--fresh");
    assertThat(token.err()).isEmpty();
    assertThat(token.code()).isZero();
    assertThat(token.out().split("\\.")).hasSize(3);
    Told apis = run(trusting(authority), "api", "list");
    assertThat(apis.err()).isEmpty();
    assertThat(apis.out()).contains("identity/v2/manage");
  }

  @Test
  void whoDoesNotTellsItNothing() {
    assertThat(run(Map.of(), "api", "list"))
        .satisfies(told -> assertThat(told.code()).isEqualTo(UNREACHABLE))
        .satisfies(told -> assertThat(told.err()).contains("certificate is not trusted"));
  }

  @Test
  void aFileWithoutCertificatesIsSaidToBeNone() throws IOException {
    Path empty = Files.writeString(folder.resolve("none.pem"), "-----BEGIN NOTHING-----\n");
    for (Path file : new Path[] {empty, folder.resolve("away.pem")}) {
      Told told = run(trusting(file), "token", "--fresh");
      assertThat(told.code()).isEqualTo(USAGE);
      assertThat(told.err()).contains("POSTERN_CA names no file with certificates in PEM: " + file);
    }
  }
}
