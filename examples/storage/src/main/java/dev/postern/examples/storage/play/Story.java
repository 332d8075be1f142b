package dev.postern.examples.storage.play;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The story from its beginning: a server, an API, two apps, and what they may do. */
final class Story {

  /** How long a process may take for what it usually does in a second or two. */
  static final Duration LIMIT = Duration.ofSeconds(40);

  private static final String INTERVAL = "PT0.5S";
  private static final int LARGE = 1024 * 1024;

  private final Stage stage;
  private final Transcript transcript;
  private final Operator operator;

  Story(Stage stage, Transcript transcript) {
    this.stage = stage;
    this.transcript = transcript;
    this.operator = new Operator(stage, transcript);
  }

  void play() throws IOException, StepFailed {
    transcript.text("The storage story, played on a real server in " + stage.folder());
    transcript.text("with CP='" + stage.exampleClasses() + "'");
    Cast cast = opening();
    archive(cast);
    read(cast);
    new Strangers(cast).play();
    new CallingBack(cast).play();
    new TwoApis(cast).play();
    new WithoutServer(cast).play();
    transcript.measured(
        "for a command of postern, from its start to its end (median)",
        operator.usualTime().toMillis() + " ms");
  }

  private Cast opening() throws IOException, StepFailed {
    transcript.scene("A server on an empty folder");
    List<String> arguments = List.of("start", "--port", "0", "--management-port", "0");
    transcript.command(Operator.typed("postern", arguments) + " &");
    long start = System.nanoTime();
    Child server = stage.server(arguments);
    String ready = server.awaitSaying("Postern ready: ", LIMIT);
    String management = server.awaitSaying("Management: ", LIMIT);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    transcript.output(List.of(ready, management));
    transcript.check(
        "The server is up and has written the operator's credential.",
        "an address, and data/operator.json",
        "both after " + Transcript.seconds(took),
        Files.exists(stage.file("data/operator.json")));
    URI issuer = URI.create(value(ready) + "/");

    transcript.scene("The operator registers the storage and makes two apps");
    operator.done(
        "api",
        "create",
        Cast.AUDIENCE,
        "--name",
        "Storage",
        "--scope",
        "archive:write=Store files",
        "--scope",
        "archive:read=Read files");
    app("archiver", "archive:write");
    app("reader", "archive:read");
    transcript.check(
        "Each app has a credential of its own.",
        "two files with different client ids",
        operator.clientId(Cast.ARCHIVER) + " and " + operator.clientId(Cast.READER),
        !operator.clientId(Cast.ARCHIVER).equals(operator.clientId(Cast.READER)));

    URI storage = storage(issuer);
    return new Cast(
        stage, transcript, operator, server, issuer, URI.create(value(management)), storage);
  }

  private void app(String name, String scope) throws IOException, StepFailed {
    operator.done(
        "app", "create", name, "--grant", Cast.AUDIENCE + "=" + scope, "--out", name + ".json");
  }

  private URI storage(URI issuer) throws IOException, StepFailed {
    transcript.scene("The storage starts; it knows the issuer and its own identifier, no secret");
    List<String> arguments = List.of(issuer.toString(), Cast.AUDIENCE, "files", "0");
    transcript.command(
        Operator.typed("java -cp \"$CP\" dev.postern.examples.storage.Storage", arguments) + " &");
    Child storage = stage.example("Storage", arguments);
    String ready = storage.awaitSaying("Storage ready: ", LIMIT);
    transcript.output(List.of(ready));
    return URI.create(value(ready));
  }

  private static String value(String line) {
    return line.substring(line.indexOf(": ") + 2);
  }

  /** Each file comes into the outbox when the one before it is stored: so each has its own turn. */
  private void archive(Cast cast) throws IOException, StepFailed {
    transcript.scene("The archiver looks into its outbox twice a second and stores what is new");
    Path outbox = Files.createDirectory(stage.file("outbox"));
    List<String> arguments = List.of(Cast.ARCHIVER, cast.storage().toString(), "outbox", INTERVAL);
    Child archiver = cast.example("Archiver", arguments, " > " + Cast.ANNOUNCED + " &");
    byte[] large = new byte[LARGE];
    new Random().nextBytes(large);
    List<byte[]> contents =
        List.of("The first report.\n".getBytes(StandardCharsets.UTF_8), new byte[0], large);
    for (int i = 0; i < contents.size(); i++) {
      Files.write(outbox.resolve("report-" + (i + 1)), contents.get(i));
      awaitAnnounced(archiver, i + 1);
    }
    archiver.end();
    List<String> announced = archiver.said();
    transcript.output(announced);
    Files.write(stage.file(Cast.ANNOUNCED), announced);
    transcript.check(
        "The archiver stored each file, and announced its SHA-256.",
        contents.size() + " files: a line of text, an empty one, a random one of 1 MiB",
        announced.size() + " announced, nothing refused",
        announced.size() == contents.size() && archiver.complained().isEmpty());
  }

  private static void awaitAnnounced(Child archiver, int count) throws IOException, StepFailed {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (archiver.said().size() < count) {
      if (System.nanoTime() > end) {
        throw new StepFailed("an archiver that does not store: " + archiver.complained());
      }
      Pauses.sleep(Duration.ofMillis(20));
    }
  }

  private void read(Cast cast) throws IOException, StepFailed {
    transcript.scene("The reader reads them back");
    Operator.Outcome outcome = cast.read(Cast.READER, "inbox");
    transcript.check(
        "The reader found every SHA-256 as announced.",
        "exit code 0",
        "exit code " + outcome.exit(),
        outcome.exit() == 0);
    int same = 0;
    for (int i = 1; i <= 3; i++) {
      Path sent = stage.file("outbox/report-" + i);
      same += Files.mismatch(sent, stage.file("inbox/report-" + i)) == -1 ? 1 : 0;
    }
    transcript.check(
        "Inbox and outbox are the same, byte for byte.",
        "3 equal files",
        same + " equal files",
        same == 3);
  }
}
