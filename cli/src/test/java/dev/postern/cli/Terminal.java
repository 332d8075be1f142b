package dev.postern.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs commands as a user would, in folders of its own. */
final class Terminal {

  /** Where the real one has {@code start} and more. */
  @Command(name = "postern")
  private static final class Root {}

  /** What a command printed, and its exit code. */
  record Result(int code, String out, String err) {}

  final Map<String, String> environment = new HashMap<>();
  final Path home;
  final Path folder;
  Clock clock = Clock.systemUTC();
  String input = "";

  Terminal(Path root) throws IOException {
    home = Files.createDirectory(root.resolve("home"));
    folder = Files.createDirectory(root.resolve("work"));
  }

  /** Writes a credential for {@code issuer} where the server's first start would. */
  void operator(String issuer) throws IOException {
    Files.createDirectories(folder.resolve("data"));
    credential("data/operator.json", issuer);
  }

  void credential(String file, String issuer) throws IOException {
    Files.writeString(
        folder.resolve(file),
        """
        {"client_id":"operator","client_secret":"pst_topsecret","token_endpoint":"%1$stoken",
         "admin_audience":"%1$sadmin/v1","identity_audience":"%1$sidentity/v2/manage"}
        """
            .formatted(issuer));
  }

  Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new Root());
    Commands.mount(
        line,
        new Shell(
            environment,
            home,
            folder,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            clock));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return new Result(line.execute(arguments), out.toString(), err.toString());
  }
}
