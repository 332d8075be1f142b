package dev.postern.server.http.identity;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.AccessChallenge;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.HttpError;
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
import dev.postern.store.BuiltInApi;
import java.time.Duration;

/**
 * Writes the refusals of the Identity Management API as LoginRadius writes its own; {@code
 * docs/loginradius.md} lists the codes. Those above 9000 are ours: LoginRadius publishes none for
 * these cases.
 */
public final class IdentityErrors implements ErrorStyle {

  /** How requests are refused under {@value IdentityRoutes#PREFIX}. */
  public static final ErrorStyle STYLE = new IdentityErrors();

  private IdentityErrors() {}

  @Override
  public Reply write(HttpError error) {
    return switch (error) {
      case BAD_REQUEST, CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          error(error.status(), 965, "The post body is invalid.", error.description());
      case NOT_FOUND,
          METHOD_NOT_ALLOWED,
          REQUEST_TIMEOUT,
          URI_TOO_LONG,
          EXPECTATION_FAILED,
          HEADERS_TOO_LARGE ->
          error(
              error.status(), 908, "The request is not formatted correctly.", error.description());
      case INTERNAL -> error(error.status(), 950, "The operation failed.", error.description());
      case UNAVAILABLE ->
          error(error.status(), 1000, "Something is going wrong.", error.description());
    };
  }

  /** The answer to a call that is refused for {@code reason} at the tenant of {@code issuer}. */
  static Reply refusal(Reason reason, Issuer issuer) {
    return switch (reason) {
      case AccessReason access -> access(access, issuer);
      case ProofReason proof -> proof(proof, issuer);
      case IdentityReason.Fault fault -> fault(fault);
      case IdentityReason.BadBody(String detail) ->
          error(400, 965, "The post body is invalid.", detail);
      case TooMany(Duration wait) ->
          error(503, 1000, "Something is going wrong.", "Too much is going on; try again later.")
              .header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
      case TokenReason ignored -> throw new IllegalStateException("not of this API");
      case Awaited ignored -> throw new IllegalStateException("not of this API");
      case AdminReason ignored -> throw new IllegalStateException("not of this API");
      case RegistrationReason ignored -> throw new IllegalStateException("not of this API");
    };
  }

  private static Reply access(AccessReason reason, Issuer issuer) {
    AccessChallenge challenge = AccessChallenge.of(reason, BuiltInApi.IDENTITY, issuer);
    int status = challenge.status();
    Reply reply =
        switch (reason) {
          case AccessReason.NoToken none ->
              error(status, 1060, "Access token is missing.", "The call needs an access token.");
          case AccessReason.MalformedHeader malformed ->
              error(
                  status,
                  905,
                  "The access token is invalid.",
                  "One Authorization header with one token is wanted.");
          case AccessReason.BadToken bad ->
              error(
                  status,
                  905,
                  "The access token is invalid.",
                  "The access token does not stand; get another.");
          case AccessReason.LacksScope lacks ->
              error(
                  status,
                  1143,
                  "The access token lacks a scope.",
                  "The call needs the scope " + lacks.needed().text() + ".");
        };
    return reply.headers(challenge.headers());
  }

  private static Reply proof(ProofReason reason, Issuer issuer) {
    AccessChallenge challenge = AccessChallenge.of(reason, BuiltInApi.IDENTITY, issuer);
    String detail = reason.kind().description() + ".";
    Reply reply =
        challenge.status() == 503
            ? error(503, 1000, "Something is going wrong.", detail)
            : error(challenge.status(), 905, "The access token is invalid.", detail);
    return reply.headers(challenge.headers());
  }

  private static Reply fault(IdentityReason.Fault fault) {
    return switch (fault) {
      case BAD_API_KEY ->
          error(403, 901, "The API key is unauthorized.", "The API key is not this tenant's.");
      case BAD_PARAMETER ->
          error(
              400,
              908,
              "A parameter is not formatted correctly.",
              "A parameter of the query is not known here, or malformed.");
      case EMAIL_TAKEN ->
          error(403, 936, "The email already exists.", "Another account has this email address.");
      case USERNAME_TAKEN ->
          error(403, 9361, "The user name already exists.", "Another account has this user name.");
      case PHONE_TAKEN ->
          error(403, 9362, "The phone already exists.", "Another account has this phone number.");
      case LAST_EMAIL ->
          error(403, 9363, "The last email cannot be removed.", "An account keeps one address.");
      case MALFORMED_UID ->
          error(403, 937, "The uid is invalid.", "A uid is 32 hexadecimal digits.");
      case NO_SUCH_ACCOUNT ->
          error(403, 938, "The account does not exist.", "No account of this tenant is found.");
      case BAD_EMAIL ->
          error(
              400,
              1038,
              "The email is not valid.",
              "The email address is not well-formed, or not one of this account.");
      case BAD_PASSWORD ->
          error(400, 1198, "The password is not valid.", "A password has 8 to 128 characters.");
      case NOTHING_TO_LOOK_UP_BY ->
          error(
              400,
              1118,
              "Nothing to look up by.",
              "One of the parameters email, username and phone is wanted.");
    };
  }

  private static Reply error(int status, int code, String message, String description) {
    JsonObject body =
        JsonObject.builder()
            .put("Description", description)
            .put("ErrorCode", code)
            .put("Message", message)
            .put("IsProviderError", false)
            .put("ProviderErrorResponse", JsonNull.NULL)
            .build();
    return Reply.json(status, body.bytes());
  }
}
