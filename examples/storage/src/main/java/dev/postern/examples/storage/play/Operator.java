package dev.postern.examples.storage.play;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whoever administers: types commands and sees what they say. */
final class Operator {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

  /**
   * What came of a command.
   *
   * @param exit its exit code
   * @param said its standard output
   * @param complained its standard error
   */
  record Outcome(int exit, List<String> said, List<String> complained) {

    /** Both, for who sits at the terminal. */
    List<String> shown() {
      return Stream.concat(said.stream(), complained.stream()).toList();
    }
  }

  private final Stage stage;
  private final Transcript transcript;
  private final List<Duration> times = new ArrayList<>();

  Operator(Stage stage, Transcript transcript) {
    this.stage = stage;
    this.transcript = transcript;
  }

  /** Runs {@code postern ARGUMENT…}, shown with all that it says. */
  Outcome run(String... arguments) throws IOException, StepFailed {
    transcript.command(typed("postern", List.of(arguments)));
    Outcome outcome = quietly(arguments);
    transcript.output(outcome.shown());
    return outcome;
  }

  /** The same, and it must succeed. */
  List<String> done(String... arguments) throws IOException, StepFailed {
    Outcome outcome = run(arguments);
    if (outcome.exit() != 0) {
      throw new StepFailed(
          "the command \""
              + typed("postern", List.of(arguments))
              + "\": exit code "
              + outcome.exit());
    }
    return outcome.said();
  }

  /** A new token, shown only in part: whoever has it whole may use it. */
  String token(String credential, String audience) throws IOException, StepFailed {
    String[] arguments = {"token", "--fresh", "--credential", credential, "--audience", audience};
    transcript.command(typed("postern", List.of(arguments)));
    Outcome outcome = quietly(arguments);
    if (outcome.exit() != 0 || outcome.said().size() != 1) {
      transcript.output(outcome.complained());
      throw new StepFailed("a token for " + credential + ": exit code " + outcome.exit());
    }
    String token = outcome.said().getFirst();
    transcript.output(List.of(token.substring(0, Math.min(40, token.length())) + "…"));
    return token;
  }

  private Outcome quietly(String... arguments) throws IOException, StepFailed {
    long start = System.nanoTime();
    Child command = stage.postern(List.of(arguments));
    int exit = command.awaitEnd(LIMIT);
    times.add(Duration.ofNanos(System.nanoTime() - start));
    return new Outcome(exit, command.said(), command.complained());
  }

  /** When the newest change to {@code target} was made, by the audit log. */
  Instant changed(String target) throws IOException, StepFailed {
    Outcome log = quietly("audit", "list", "--last", "5", "--json");
    JsonObject page = Doors.json(String.join("\n", log.said()).getBytes(UTF_8));
    Instant newest = Instant.MIN;
    try {
      for (JsonValue line : page.array("items").values()) {
        if (line instanceof JsonObject event && event.string("target").contains(target)) {
          newest = Instant.ofEpochMilli(event.integer("at"));
        }
      }
    } catch (JsonFault e) {
      throw new StepFailed("an audit log in which " + e.text());
    }
    if (newest.equals(Instant.MIN)) {
      throw new StepFailed("an audit log that does not know of a change to " + target);
    }
    return newest;
  }

  /** How long a command took: half of them were quicker. */
  Duration usualTime() {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** The client id in a credential file. */
  String clientId(String credential) throws IOException, StepFailed {
    Path file = stage.file(credential);
    return Doors.member(Doors.json(Files.readAllBytes(file)), "client_id");
  }

  /** A command as a shell takes it. */
  static String typed(String command, List<String> arguments) {
    return arguments.stream()
        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word + "'")
        .collect(Collectors.joining(" ", command + " ", ""));
  }
}
