package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The same app at the Identity Management API: another audience, another grant. */
final class TwoApis {

  private static final int LIMIT = 1024 * 1024;
  private static final String ADA =
      "{\"FirstName\":\"Ada\",\"Email\":[{\"Type\":\"Primary\",\"Value\":\"ada@example.com\"}]}";

  private final Cast cast;
  private final Transcript transcript;
  private final Operator operator;
  private final String audience;
  private final URI accounts;

  TwoApis(Cast cast) {
    this.cast = cast;
    this.transcript = cast.transcript();
    this.operator = cast.operator();
    this.audience = cast.issuer() + "identity/v2/manage";
    this.accounts = URI.create(audience + "/account");
  }

  void play() throws IOException, StepFailed {
    transcript.scene("The reader and the Identity Management API");
    URI profile = profile();
    Operator.Outcome asked =
        operator.run("token", "--credential", Cast.READER, "--audience", audience);
    transcript.check(
        "Without a grant there is no token for this API.",
        "invalid_target",
        String.join(" ", asked.complained()),
        asked.exit() == 1 && asked.complained().toString().contains("invalid_target"));

    operator.done("grant", "set", operator.clientId(Cast.READER), audience, "profile:read");
    String token = operator.token(Cast.READER, audience);
    String key = tenantKey();
    transcript.request("GET " + profile + " with that token, X-LoginRadius-ApiKey: " + key);
    HttpAnswer read = send(HttpCall.get(profile), token, key);
    transcript.output(read.text().lines().map(TwoApis::shortened).toList());
    transcript.check(
        "Granted profile:read, the reader reads the profile.",
        "200, and Ada",
        read.status()
            + ", and "
            + (read.status() == 200
                ? Doors.member(Doors.json(read.body()), "FirstName")
                : Doors.shown(read)),
        read.status() == 200 && Doors.member(Doors.json(read.body()), "FirstName").equals("Ada"));

    transcript.request("POST " + accounts + " with that token");
    HttpAnswer made = send(create(), token, key);
    transcript.check(
        "It may not make one.",
        "403, and the scope that it lacks: profile:create",
        Doors.shown(made),
        made.status() == 403
            && Doors.shown(made).contains("error=\"insufficient_scope\"")
            && Doors.shown(made).contains("profile:create"));
    transcript.request("GET " + cast.file("report-1") + " with that token");
    HttpAnswer elsewhere = Doors.get(cast.file("report-1"), token);
    transcript.check(
        "And its token for this API is nothing to the storage.",
        "401",
        Doors.shown(elsewhere),
        elsewhere.status() == 401);
  }

  /** The operator, who may, makes a profile. */
  private URI profile() throws IOException, StepFailed {
    String token = operator.token("data/operator.json", audience);
    transcript.request("POST " + accounts + " with that token: " + ADA);
    HttpAnswer made = create().header("Authorization", "Bearer " + token).send(LIMIT);
    if (made.status() != 200) {
      throw new StepFailed("making a profile: " + Doors.shown(made));
    }
    return URI.create(accounts + "/" + Doors.member(Doors.json(made.body()), "Uid"));
  }

  private HttpCall create() {
    return HttpCall.post(accounts, "application/json", ADA.getBytes(StandardCharsets.UTF_8));
  }

  private String tenantKey() throws IOException, StepFailed {
    String shown = String.join("\n", operator.done("tenant", "show", "default", "--json"));
    return Doors.member(Doors.json(shown.getBytes(StandardCharsets.UTF_8)), "api_key");
  }

  private static HttpAnswer send(HttpCall call, String token, String key) throws IOException {
    return call.header("Authorization", "Bearer " + token)
        .header("X-LoginRadius-ApiKey", key)
        .send(LIMIT);
  }

  private static String shortened(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
