package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads what a token endpoint answers (RFC 6749 sections 5.1 and 5.2). */
final class TokenReply {

  // RFC 6750 2.1: b64token. Anything else could not stand in a header, or would split it.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,65536}=*");
  // RFC 6749 5.2: the characters of error and error_description.
  private static final Pattern TEXT = Pattern.compile("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]{1,500}");
  private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(3660).toSeconds();

  private final JsonReader json;
  private final Scopes wanted;
  private final Shown shown;
  private final TokenScheme scheme;

  /**
   * Reads answers.
   *
   * @param wanted which scopes were asked for
   * @param shown what was shown to whoever answers
   * @param scheme of which scheme the token is to be
   */
  TokenReply(JsonReader json, Scopes wanted, Shown shown, TokenScheme scheme) {
    this.json = json;
    this.wanted = wanted;
    this.shown = shown;
    this.scheme = scheme;
  }

  /** The token that {@code answer} brings, asked for at {@code asked}, or why it brings none. */
  Attempt read(HttpAnswer answer, Instant asked) {
    if (answer.status() != 200) {
      return refusal(answer, asked);
    }
    try {
      return new Attempt.Got(token(json.object(answer.body()), asked));
    } catch (JsonFault e) {
      return Attempt.Failed.lasting(new Reason.Malformed("the token response: " + e.text()));
    }
  }

  private IssuedToken token(JsonObject body, Instant asked) throws JsonFault {
    String token = body.string("access_token");
    if (!TOKEN.matcher(token).matches()) {
      throw new JsonFault("access_token is malformed");
    }
    // RFC 6749 7.1: a token of a type that is not understood must not be used.
    // RFC 9449 5: one that was to be bound and is not is none, either.
    if (!body.string("token_type").equalsIgnoreCase(scheme.text())) {
      throw new JsonFault("token_type is not " + scheme.text());
    }
    long seconds = body.integer("expires_in");
    if (seconds < 1 || seconds > LONGEST_LIFE_SECONDS) {
      throw new JsonFault("expires_in is out of bounds");
    }
    // RFC 6749 5.1: scope may be left out where it is what was asked for.
    String scope = body.optionalString("scope").orElse(wanted.text());
    Scopes scopes = Scopes.parse(scope).orElseThrow(() -> new JsonFault("scope is malformed"));
    return new IssuedToken(token, asked, asked.plusSeconds(seconds), scopes, scheme);
  }

  /** What an answer other than 200 says, received at about {@code now}. */
  Attempt.Failed refusal(HttpAnswer answer, Instant now) {
    String error = "";
    String description = "";
    try {
      JsonObject body = json.object(answer.body());
      error = shown(body.optionalString("error").orElse(""));
      description = shown(body.optionalString("error_description").orElse(""));
    } catch (JsonFault e) {
      // Not an OAuth answer, as from a proxy in between: the status says it all.
    }
    boolean passing = answer.status() == 429 || answer.status() == 503;
    Duration pause =
        passing
            ? answer
                .header("Retry-After")
                .flatMap(v -> RetryAfter.read(v, now))
                .orElse(Duration.ZERO)
            : Duration.ZERO;
    return new Attempt.Failed(
        new Reason.Refused(error, description, answer.status()), passing, pause);
  }

  /** The text, unless it has characters that it must not have or repeats what was shown. */
  private String shown(String text) {
    return TEXT.matcher(text).matches() && !shown.within(text) ? text : "";
  }
}
