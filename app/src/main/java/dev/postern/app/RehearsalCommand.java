package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.InvalidSettings;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code postern rehearse}: does once what servers and command lines do every day, so that the
 * build can keep what the JVM has learned by it (its ahead-of-time cache: which classes are wanted,
 * linked, and which methods are hot). For the build, not for people.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts a server in an empty folder, gets tokens, stops it.")
final class RehearsalCommand implements Callable<Integer> {

  private static final String AUDIENCE = "https://rehearsal.example.com";

  /** Enough for the compiler to have found what is hot. */
  private static final int TOKENS = 2_000;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int ANSWER_LIMIT = 1 << 20;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the data may be.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws Failure, InvalidSettings, IOException {
    Chosen chosen =
        Chosen.read(
            Map.of(
                "--data", folder.resolve("data").toString(),
                "--port", "0",
                "--management-port", "0"),
            Optional.empty(),
            Map.of());
    Logs.write(chosen.log());
    // Once to make the data, once with data that is there: the start that happens every day.
    start(chosen).close();
    try (Running running = start(chosen)) {
      URI server = running.publicUrl();
      Map<String, String> environment =
          Map.of(
              "POSTERN_URL", server.toString(),
              "POSTERN_CREDENTIAL", folder.resolve("data/operator.json").toString());
      String app = folder.resolve("app.json").toString();
      run(environment, "api", "create", AUDIENCE, "--name", "Rehearsal", "--scope", "play");
      run(environment, "app", "create", "actor", "--grant", AUDIENCE + "=play", "--out", app);
      run(environment, "token", "--credential", app, "--audience", AUDIENCE);
      byte[] form = form(Path.of(app));
      for (int i = 0; i < TOKENS; i++) {
        ask(HttpCall.post(server.resolve("/service/oauth/token"), FORM, form));
      }
      for (String published :
          List.of("/service/oauth/jwks", "/.well-known/oauth-authorization-server")) {
        ask(HttpCall.get(server.resolve(published)));
      }
      ask(HttpCall.get(running.managementUrl().resolve("/metrics")));
    }
    return 0;
  }

  private static Running start(Chosen chosen) throws Failure {
    return Running.start(chosen, Clock.systemUTC(), () -> false).orElseThrow();
  }

  private static void run(Map<String, String> environment, String... words) {
    CommandLine line = Main.line(environment);
    line.setOut(new PrintWriter(Writer.nullWriter()));
    int exitCode = line.execute(words);
    if (exitCode != 0) {
      throw new IllegalStateException(String.join(" ", words) + " ended with " + exitCode);
    }
  }

  private static byte[] form(Path credential) throws IOException {
    try {
      JsonObject json = new JsonReader(JsonLimits.REQUEST).object(Files.readAllBytes(credential));
      return "grant_type=client_credentials&client_id=%s&client_secret=%s&audience=%s"
          .formatted(
              json.string("client_id"),
              json.string("client_secret"),
              URLEncoder.encode(AUDIENCE, StandardCharsets.UTF_8))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (JsonFault e) {
      throw new IOException(credential + " is no credential: " + e.text());
    }
  }

  private static void ask(HttpCall call) throws IOException {
    HttpAnswer answer = call.send(ANSWER_LIMIT);
    if (answer.status() != 200) {
      throw new IllegalStateException("answered " + answer.status());
    }
  }
}
