package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import java.io.IOException;

/** The end: the server stops, and the storage goes on with what it knows. */
final class WithoutServer {

  private final Cast cast;
  private final Transcript transcript;

  WithoutServer(Cast cast) {
    this.cast = cast;
    this.transcript = cast.transcript();
  }

  void play() throws IOException, StepFailed {
    transcript.scene("The server stops; the storage goes on with what it knows");
    transcript.text("   (It is a choice: a verifier with the policy STRICT would answer 503.)");
    String good = cast.operator().token(Cast.ARCHIVER, Cast.AUDIENCE);
    String closed = cast.operator().token(Cast.READER, Cast.AUDIENCE);
    Watch watch = Watch.start(cast.file("report-1"), closed);
    cast.operator().done("app", "block", cast.operator().clientId(Cast.READER));
    watch.await();
    transcript.command("kill %1");
    cast.server().stop();
    int exit = cast.server().awaitEnd(Story.LIMIT);
    transcript.check(
        "The server stops in order when it is told to.",
        "exit code 0",
        "exit code " + exit,
        exit == 0);
    HttpAnswer stored = Doors.put(cast.file("the-last"), good, new byte[] {1});
    HttpAnswer refused = Doors.get(cast.file("report-1"), closed);
    transcript.check(
        "Good tokens pass as before, and what was called back stays so.",
        "201 for the archiver, 401 for the blocked reader",
        stored.status() + " and " + Doors.shown(refused),
        stored.status() == 201 && refused.status() == 401);
  }
}
