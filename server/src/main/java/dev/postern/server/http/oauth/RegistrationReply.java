package dev.postern.server.http.oauth;

import dev.postern.protocol.BearerChallenge;
import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.Reply;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes why an app cannot register itself, or see to its registration (RFC 7591 section 3.2.2).
 */
final class RegistrationReply {

  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String NO_GOOD = "The token opens nothing here.";

  /** So many mistakes are told at once. */
  private static final int TOLD = 10;

  private RegistrationReply() {}

  /** The one place that turns a reason into a code, a status and a fixed text. */
  static Reply refusal(Reason reason) {
    return switch (reason) {
      case RegistrationReason registration -> refusal(registration);
      case AdminReason.Invalid(var problems) ->
          error(400, ErrorCode.INVALID_CLIENT_METADATA, told(problems));
      // RFC 7591 3.2.2: what the tenant's profile does not take.
      case AdminReason.Conflict(var detail) ->
          error(400, ErrorCode.INVALID_CLIENT_METADATA, detail);
      case TooMany(Duration wait) ->
          error(429, ErrorCode.TEMPORARILY_UNAVAILABLE, "Too many requests of this kind.")
              .header("Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
      case AdminReason ignored -> throw new IllegalStateException("not of this endpoint");
      case AccessReason ignored -> throw new IllegalStateException("not of this endpoint");
      case ProofReason ignored -> throw new IllegalStateException("not of this endpoint");
      case TokenReason ignored -> throw new IllegalStateException("not of this endpoint");
      case Awaited ignored -> throw new IllegalStateException("not of this endpoint");
      case IdentityReason ignored -> throw new IllegalStateException("not of this endpoint");
    };
  }

  private static Reply refusal(RegistrationReason reason) {
    return switch (reason) {
      // RFC 6750 3.1: no error code in the challenge where there was no token.
      case NO_TOKEN ->
          error(401, ErrorCode.INVALID_TOKEN, "A bearer token is wanted.")
              .header(CHALLENGE, BearerChallenge.missing(null));
      case MALFORMED_HEADER ->
          challenged(
              400,
              ErrorCode.INVALID_REQUEST,
              "One Authorization header with one bearer token is wanted.");
      // RFC 7592 2.1: the same for an app that is not there.
      case BAD_TOKEN -> challenged(401, ErrorCode.INVALID_TOKEN, NO_GOOD);
      case POLICY_FULL ->
          error(403, ErrorCode.ACCESS_DENIED, "There are as many apps as this token may register.");
      case MALFORMED_BODY ->
          error(400, ErrorCode.INVALID_CLIENT_METADATA, "The body is no JSON object.");
      case REDIRECT_URIS ->
          error(
              400,
              ErrorCode.INVALID_REDIRECT_URI,
              "Nobody is redirected here: leave redirect_uris out.");
      case MALFORMED_STATEMENT ->
          error(
              400,
              ErrorCode.INVALID_SOFTWARE_STATEMENT,
              "The software statement is no signed JWT.");
      case BAD_PASSKEY ->
          error(
              400,
              ErrorCode.INVALID_REQUEST,
              "The passkey does not answer a challenge that was made here for it.");
      case NO_PROVIDER ->
          error(404, ErrorCode.INVALID_REQUEST, "Nobody signs in by an OpenID provider here.");
      case PROVIDER_AWAY, PROVIDER_REFUSES ->
          error(503, ErrorCode.TEMPORARILY_UNAVAILABLE, "The OpenID provider cannot be asked now.")
              .header("Retry-After", "5");
      case NOT_VOUCHED ->
          error(
              400, ErrorCode.INVALID_GRANT, "The OpenID provider does not vouch for this sign-in.");
      case NOT_ASKED_ANEW ->
          error(
              400,
              ErrorCode.UNMET_AUTHENTICATION_REQUIREMENTS,
              "The OpenID provider does not say that it asked anew who this is (auth_time).");
      case NO_ROLE ->
          error(
              403, ErrorCode.ACCESS_DENIED, "The OpenID provider gives no role that counts here.");
      case PERSON_CLOSED -> error(403, ErrorCode.ACCESS_DENIED, "This person is blocked here.");
      case UNAPPROVED_STATEMENT ->
          error(
              400,
              ErrorCode.UNAPPROVED_SOFTWARE_STATEMENT,
              "No software statements are approved here: leave it out.");
    };
  }

  /** All mistakes in one line, each with its member. */
  private static String told(List<AdminReason.Problem> problems) {
    return problems.stream()
        .limit(TOLD)
        .map(problem -> problem.pointer().replaceFirst("^/", "") + " " + problem.detail())
        .collect(Collectors.joining("; ", "", "."));
  }

  private static Reply challenged(int status, ErrorCode code, String description) {
    return error(status, code, description)
        .header(
            CHALLENGE,
            BearerChallenge.refused(code, description.substring(0, description.length() - 1)));
  }

  private static Reply error(int status, ErrorCode code, String description) {
    JsonObject body =
        JsonObject.builder()
            .put("error", code.text())
            .put("error_description", description)
            .build();
    return Reply.json(status, body.bytes()).headers(TokenReply.NO_STORE);
  }
}
