package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tokens that have hours to go are called back, though the storage asks nobody. */
final class CallingBack {

  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final int REQUESTS = 500;
  // Not one for a request; that the feed was connected to again, or a key set was due, may happen.
  private static final int OWN_BUSINESS = 2;
  private static final String WITH = " with that token";

  private final Cast cast;
  private final Transcript transcript;
  private final Operator operator;
  private final String reader;

  CallingBack(Cast cast) throws IOException, StepFailed {
    this.cast = cast;
    this.transcript = cast.transcript();
    this.operator = cast.operator();
    this.reader = operator.clientId(Cast.READER);
  }

  void play() throws IOException, StepFailed {
    String first = askNobody();
    String second = widen(first);
    String third = narrow(first, second);
    block(third);
    unblock(third);
  }

  private String askNobody() throws IOException, StepFailed {
    transcript.scene("The storage checks tokens by itself");
    String token = operator.token(Cast.READER, Cast.AUDIENCE);
    transcript.request("GET " + cast.file("report-1") + WITH + ", " + REQUESTS + " times");
    long before = Doors.requestsSoFar(cast.management());
    long start = System.nanoTime();
    int read = 0;
    for (int i = 0; i < REQUESTS; i++) {
      read += Doors.get(cast.file("report-1"), token).status() == 200 ? 1 : 0;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long calls = Doors.requestsSoFar(cast.management()) - before;
    transcript.check(
        "The storage does not call the server for a request.",
        REQUESTS + " reads, and postern_http_requests_total of the server stays as it was",
        read
            + " reads in "
            + Transcript.seconds(took)
            + "; the server counts "
            + calls
            + " requests meanwhile",
        read == REQUESTS && calls <= OWN_BUSINESS);
    transcript.measured(
        "requests to the server while the storage checked " + REQUESTS + " tokens",
        Long.toString(calls));
    return token;
  }

  private String widen(String first) throws IOException, StepFailed {
    transcript.scene("The reader is allowed more: that refuses nobody");
    grant("archive:read", "archive:write");
    String second = operator.token(Cast.READER, Cast.AUDIENCE);
    transcript.request("PUT " + cast.file("by-the-reader") + WITH);
    byte[] text = "The reader was here.\n".getBytes(StandardCharsets.UTF_8);
    HttpAnswer stored = Doors.put(cast.file("by-the-reader"), second, text);
    HttpAnswer old = Doors.get(cast.file("report-1"), first);
    transcript.check(
        "The new token stores, and the one from before still reads.",
        "201 and 200",
        stored.status() + " and " + old.status(),
        stored.status() == 201 && old.status() == 200);
    return second;
  }

  private String narrow(String first, String second) throws IOException, StepFailed {
    transcript.scene("The reader is narrowed: what is out is refused at once");
    Watch watch = watch(second);
    grant("archive:read");
    refusedInTime("narrowing", watch, second);
    HttpAnswer old = Doors.get(cast.file("report-1"), first);
    String third = operator.token(Cast.READER, Cast.AUDIENCE);
    HttpAnswer reads = Doors.get(cast.file("report-1"), third);
    HttpAnswer writes = Doors.put(cast.file("by-the-reader"), third, new byte[0]);
    transcript.check(
        "Every older token of this grant is refused; a new one may do what is left.",
        "401 for the first; with a new one 200 for reading, 403 for storing",
        old.status() + "; " + reads.status() + ", " + Doors.shown(writes),
        old.status() == 401 && reads.status() == 200 && writes.status() == 403);
    return third;
  }

  private void block(String token) throws IOException, StepFailed {
    transcript.scene("The reader is blocked");
    Watch watch = watch(token);
    operator.done("app", "block", reader);
    refusedInTime("blocking", watch, token);
    Operator.Outcome asked =
        operator.run("token", "--fresh", "--credential", Cast.READER, "--audience", Cast.AUDIENCE);
    transcript.check(
        "There is no new token either.",
        "invalid_client",
        String.join(" ", asked.complained()),
        asked.exit() == 1 && asked.complained().toString().contains("invalid_client"));
  }

  private void unblock(String old) throws IOException, StepFailed {
    transcript.scene("The reader is unblocked");
    operator.done("app", "unblock", reader);
    Operator.Outcome outcome = cast.read(Cast.READER, "inbox");
    HttpAnswer revived = Doors.get(cast.file("report-1"), old);
    transcript.check(
        "The reader reads again, with a new token; no old one is revived.",
        "exit code 0 and, with the token from before, 401",
        "exit code " + outcome.exit() + " and " + Doors.shown(revived),
        outcome.exit() == 0 && revived.status() == 401);
  }

  private void grant(String... scopes) throws IOException, StepFailed {
    List<String> words = new ArrayList<>(List.of("grant", "set", reader, Cast.AUDIENCE));
    words.addAll(List.of(scopes));
    operator.done(words.toArray(String[]::new));
  }

  private Watch watch(String token) {
    transcript.request("GET " + cast.file("report-1") + WITH + ", again and again meanwhile");
    return Watch.start(cast.file("report-1"), token);
  }

  /** From the change, by the server's audit log, to the moment that a refusal had arrived. */
  private void refusedInTime(String change, Watch watch, String token)
      throws IOException, StepFailed {
    Watch.Refused refused = watch.await();
    Duration took = Duration.between(operator.changed(reader), refused.at());
    Duration left = Doors.left(token);
    transcript.check(
        "The token is refused though it has not expired.",
        "200 before, then 401 invalid_token within " + PROMISED.toMillis() + " ms of the change",
        "200 for "
            + refused.accepted()
            + " times, then "
            + Doors.shown(refused.answer())
            + " after "
            + took.toMillis()
            + " ms; good for "
            + left.toHours()
            + " h "
            + left.toMinutesPart()
            + " min more, by itself",
        refused.accepted() > 0
            && refused.answer().status() == 401
            && Doors.shown(refused.answer()).contains("error=\"invalid_token\"")
            && left.isPositive()
            && took.compareTo(PROMISED) <= 0);
    transcript.measured("from " + change + " to the first refusal", took.toMillis() + " ms");
  }
}
