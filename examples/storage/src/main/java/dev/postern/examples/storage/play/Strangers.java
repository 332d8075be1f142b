package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import java.io.IOException;
import java.util.List;

/** Who may not: the two apps beyond their scopes, and tokens that are not for the storage. */
final class Strangers {

  private static final String STRANGER = "stranger.json";

  private final Cast cast;
  private final Transcript transcript;
  private final Operator operator;

  Strangers(Cast cast) {
    this.cast = cast;
    this.transcript = cast.transcript();
    this.operator = cast.operator();
  }

  void play() throws IOException, StepFailed {
    beyondTheirScopes();
    withoutTheRightToken();
  }

  private void beyondTheirScopes() throws IOException, StepFailed {
    transcript.scene("The archiver may not read, and the reader may not write");
    Operator.Outcome read = cast.read(Cast.ARCHIVER, "stolen");
    String refusal = String.join(" ", read.complained());
    transcript.check(
        "With the archiver's credential nothing can be read.",
        "403, and the scope that it lacks: archive:read",
        refusal,
        read.exit() == 1 && lacking(refusal, "archive:read"));

    List<String> arguments = List.of(Cast.READER, cast.storage().toString(), "outbox", "PT0.5S");
    Child writer = cast.example("Archiver", arguments, "");
    String complaint = writer.awaitComplaint("not stored: ", Story.LIMIT);
    writer.end();
    transcript.output(List.of(complaint));
    transcript.check(
        "With the reader's credential nothing can be stored.",
        "403, and the scope that it lacks: archive:write",
        complaint,
        writer.said().isEmpty() && lacking(complaint, "archive:write"));
  }

  private static boolean lacking(String text, String scope) {
    return text.contains(" 403 ")
        && text.contains("error=\"insufficient_scope\"")
        && text.contains("scope=\"" + scope + "\"");
  }

  private void withoutTheRightToken() throws IOException, StepFailed {
    transcript.scene("Nobody comes in with another token, or with none");
    transcript.request("GET " + cast.file("report-1"));
    HttpAnswer none = Doors.get(cast.file("report-1"));
    String challenge = none.header("WWW-Authenticate").orElse("");
    transcript.check(
        "Without a token the storage says who gives tokens.",
        "401, and the issuer in the challenge",
        Doors.shown(none),
        none.status() == 401
            && challenge.contains(cast.issuer().toString())
            && !challenge.contains("error="));

    refused("something that is no token", "rubbish.rubbish.rubbish");
    String admin = cast.issuer() + "admin/v1";
    refused(
        "the operator's token, which is for the Admin API",
        operator.token("data/operator.json", admin));
    refused("a token of another tenant for an API of the same name", strangersToken());
  }

  private String strangersToken() throws IOException, StepFailed {
    operator.done("tenant", "create", "acme", "--out", "acme.json");
    operator.done(
        "api",
        "create",
        Cast.AUDIENCE,
        "--name",
        "Storage",
        "--scope",
        "archive:read",
        "--credential",
        "acme.json");
    operator.done(
        "app",
        "create",
        "stranger",
        "--grant",
        Cast.AUDIENCE + "=archive:read",
        "--credential",
        "acme.json",
        "--out",
        STRANGER);
    return operator.token(STRANGER, Cast.AUDIENCE);
  }

  private void refused(String what, String token) throws IOException, StepFailed {
    transcript.request("GET " + cast.file("report-1") + " with " + what);
    HttpAnswer answer = Doors.get(cast.file("report-1"), token);
    transcript.check(
        "The storage refuses " + what + ".",
        "401 invalid_token",
        Doors.shown(answer),
        answer.status() == 401
            && answer.header("WWW-Authenticate").orElse("").contains("error=\"invalid_token\""));
  }
}
