package dev.postern.examples.storage.play;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is on the stage, and where.
 *
 * @param stage the folder and the processes
 * @param transcript what is shown
 * @param operator who administers
 * @param server the server's process
 * @param issuer the server's issuer, which is also its address
 * @param management where its metrics are
 * @param storage the storage's address
 */
record Cast(
    Stage stage,
    Transcript transcript,
    Operator operator,
    Child server,
    URI issuer,
    URI management,
    URI storage) {

  /** The identifier that the storage is registered under. */
  static final String AUDIENCE = "https://storage.example.com";

  static final String ARCHIVER = "archiver.json";
  static final String READER = "reader.json";
  static final String ANNOUNCED = "announced.txt";

  /** The address of a file in the storage. */
  URI file(String name) {
    return storage.resolve("files/" + name);
  }

  /** Starts one of the three of the story, shown as its command. */
  Child example(String type, List<String> arguments, String ending) throws IOException {
    List<String> words = new ArrayList<>(List.of("dev.postern.examples.storage." + type));
    words.addAll(arguments);
    transcript.command(Operator.typed("java -cp \"$CP\"", words) + ending);
    return stage.example(type, arguments);
  }

  /** Runs the reader with a credential, and shows what it says. */
  Operator.Outcome read(String credential, String folder) throws IOException, StepFailed {
    List<String> arguments = List.of(credential, storage.toString(), ANNOUNCED, folder);
    Child reader = example("Reader", arguments, "");
    int exit = reader.awaitEnd(Story.LIMIT);
    Operator.Outcome outcome = new Operator.Outcome(exit, reader.said(), reader.complained());
    transcript.output(outcome.shown());
    return outcome;
  }
}
