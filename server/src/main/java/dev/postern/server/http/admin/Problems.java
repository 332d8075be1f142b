package dev.postern.server.http.admin;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the refusals of the Admin API as problems (RFC 9457): {@code type} is {@code about:blank},
 * so {@code title} names the status; our own member {@code code} tells problems apart, and {@code
 * errors} lists all that is wrong with a body.
 */
final class Problems implements ErrorStyle {

  private static final String MEDIA_TYPE = "application/problem+json";

  @Override
  public Reply write(HttpError error) {
    String code =
        switch (error) {
          case BAD_REQUEST, EXPECTATION_FAILED -> "malformed_request";
          case NOT_FOUND -> "not_found";
          case METHOD_NOT_ALLOWED -> "method_not_allowed";
          case REQUEST_TIMEOUT -> "request_timeout";
          case CONTENT_TOO_LARGE -> "content_too_large";
          case URI_TOO_LONG -> "uri_too_long";
          case UNSUPPORTED_MEDIA_TYPE -> "unsupported_media_type";
          case HEADERS_TOO_LARGE -> "headers_too_large";
          case INTERNAL -> "internal_error";
          case UNAVAILABLE -> "unavailable";
        };
    return problem(error.status(), code, error.description(), List.of());
  }

  /** The answer to a call that is refused for {@code reason} at the tenant of {@code issuer}. */
  static Reply refusal(Reason reason, Issuer issuer) {
    return switch (reason) {
      case AccessReason access -> access(access, issuer);
      case ProofReason proof -> proof(proof, issuer);
      case AdminReason.NotFound() ->
          problem(404, "not_found", "There is nothing of this name here.", List.of());
      case AdminReason.Invalid(List<AdminReason.Problem> problems) ->
          problem(400, "invalid", "The request cannot be carried out as it is.", problems);
      case AdminReason.Conflict(String detail) -> problem(409, "conflict", detail, List.of());
      case AdminReason.KeyInUse inUse -> keyInUse(inUse);
      case AdminReason.Stale() ->
          problem(412, "stale", "It is not as the request supposes; read it again.", List.of());
      case AdminReason.NotHeld(var missing) ->
          problem(
              403,
              "not_held",
              "Nobody hands out what they do not hold; the caller lacks: " + missing.text() + ".",
              List.of());
      case AdminReason.Limited() ->
          problem(
              403,
              "limited",
              "The caller's grant is limited to chosen APIs (only_apis); this is about more.",
              List.of());
      case AdminReason.KeyReused() ->
          problem(
              422, "key_reused", "The Idempotency-Key was sent with another request.", List.of());
      case AdminReason.AlreadyDone(String path, JsonObject body) -> Created.reply(path, body);
      case TooMany(Duration wait) ->
          problem(503, "unavailable", "Too much is going on; try again later.", List.of())
              .header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
      case TokenReason ignored -> throw new IllegalStateException("not of this API");
      case Awaited ignored -> throw new IllegalStateException("not of this API");
      case IdentityReason ignored -> throw new IllegalStateException("not of this API");
      case RegistrationReason ignored -> throw new IllegalStateException("not of this API");
    };
  }

  private static Reply access(AccessReason reason, Issuer issuer) {
    AccessChallenge challenge = AccessChallenge.of(reason, BuiltInApi.ADMIN, issuer);
    int status = challenge.status();
    Reply reply =
        switch (reason) {
          case AccessReason.NoToken none ->
              problem(status, "no_token", "The call needs an access token.", List.of());
          case AccessReason.MalformedHeader malformed ->
              problem(
                  status,
                  "malformed_request",
                  "One Authorization header with one token is wanted.",
                  List.of());
          case AccessReason.BadToken bad ->
              problem(status, "invalid_token", "The token does not stand.", List.of());
          case AccessReason.LacksScope lacks ->
              problem(
                  status,
                  "insufficient_scope",
                  "The call needs the scope " + lacks.needed().text() + ".",
                  List.of());
        };
    return reply.headers(challenge.headers());
  }

  private static Reply proof(ProofReason reason, Issuer issuer) {
    AccessChallenge challenge = AccessChallenge.of(reason, BuiltInApi.ADMIN, issuer);
    String code = challenge.status() == 503 ? "unavailable" : "invalid_proof";
    return problem(challenge.status(), code, reason.kind().description() + ".", List.of())
        .headers(challenge.headers());
  }

  private static Reply keyInUse(AdminReason.KeyInUse reason) {
    String why =
        reason
            .until()
            .map(until -> "What this key signed may be in use until " + until + ".")
            .orElse("This key signs: rotate it first.");
    String detail =
        ("%s To remove it all the same is an emergency, POST /revocations {\"kind\":\"key\"}:"
                + " tokens of up to %s apps at %s APIs would be refused.")
            .formatted(why, reason.apps(), reason.apis());
    @Nullable String until = reason.until().map(Instant::toString).orElse(null);
    JsonObject body =
        body(409, "key_in_use", detail)
            .put("removable_at", until)
            .put(
                "cost",
                JsonObject.builder().put("apis", reason.apis()).put("apps", reason.apps()).build())
            .build();
    return Reply.of(409, MEDIA_TYPE, body.bytes());
  }

  private static JsonObject.Builder body(int status, String code, String detail) {
    return JsonObject.builder()
        .put("type", "about:blank")
        .put("title", title(status))
        .put("status", status)
        .put("code", code)
        .put("detail", detail);
  }

  private static Reply problem(
      int status, String code, String detail, List<AdminReason.Problem> problems) {
    JsonObject.Builder body = body(status, code, detail);
    if (!problems.isEmpty()) {
      List<JsonValue> errors =
          problems.stream()
              .<JsonValue>map(one ->
                  JsonObject.builder()
                      .put("pointer", one.pointer())
                      .put("detail", one.detail())
                      .build())
              .toList();
      body.put("errors", new JsonArray(errors));
    }
    return Reply.of(status, MEDIA_TYPE, body.build().bytes());
  }

  /** RFC 9457 4.2.1: with about:blank the title is the phrase of the status. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 422 -> "Unprocessable Content";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
