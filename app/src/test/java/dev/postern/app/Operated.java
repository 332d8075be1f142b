package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.InvalidSettings;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** What an operator does with a data folder, in this process. */
final class Operated {

  private static final Map<String, String> FREE_PORTS =
      Map.of("--port", "0", "--management-port", "0");

  final Path data;
  private final Map<String, String> environment;

  Operated(Path data) {
    this(data, Map.of());
  }

  Operated(Path data, Map<String, String> environment) {
    this.data = data;
    this.environment = environment;
  }

  /** What a command answered. */
  record Answer(int exitCode, String out, String err) {}

  /** Runs a command that comes to an end. */
  Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.line(environment);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return new Answer(line.execute(arguments), out.toString(), err.toString());
  }

  Chosen chosen() throws InvalidSettings {
    var flags = new HashMap<>(FREE_PORTS);
    flags.put("--data", data.toString());
    return Chosen.read(flags, Optional.empty(), environment);
  }

  /** Starts the server on free ports. */
  Running start() throws Failure, InvalidSettings {
    return Running.start(chosen(), Clock.systemUTC(), () -> false).orElseThrow();
  }

  Path credential() {
    return data.resolve("operator.json");
  }

  JsonObject operator() throws Exception {
    return new JsonReader(JsonLimits.REQUEST).object(Files.readAllBytes(credential()));
  }

  /** The answer to a request for a token by {@code operator.json} alone: status, blank, body. */
  String token() throws Exception {
    return token(operator(), "admin_audience");
  }

  static String token(JsonObject operator, String audience) throws Exception {
    JsonObject body =
        JsonObject.builder()
            .put("grant_type", "client_credentials")
            .put("client_id", operator.string("client_id"))
            .put("client_secret", operator.string("client_secret"))
            .put("audience", operator.string(audience))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(operator.string("token_endpoint")))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body.bytes()))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}
