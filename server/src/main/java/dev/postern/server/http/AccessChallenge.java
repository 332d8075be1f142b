package dev.postern.server.http;

import dev.postern.protocol.BearerChallenge;
import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.Issuer;
import dev.postern.server.refusal.AccessReason;
import dev.postern.store.BuiltInApi;

/**
 * The answer that every refused caller of a built-in API is owed, whatever the body looks like: the
 * status and the {@code WWW-Authenticate} of RFC 6750 section 3, which names the API's metadata.
 *
 * @param status the HTTP status
 * @param header the value of {@code WWW-Authenticate}
 */
public record AccessChallenge(int status, String header) {

  /** The answer to {@code reason} at {@code api} of {@code issuer}. */
  public static AccessChallenge of(AccessReason reason, BuiltInApi api, Issuer issuer) {
    // RFC 9728 5.1: where the client finds what this resource wants.
    String metadata =
        ", resource_metadata=\""
            + issuer.below(".well-known/oauth-protected-resource" + api.text())
            + '"';
    return switch (reason) {
      case AccessReason.NoToken none ->
          new AccessChallenge(401, BearerChallenge.missing(null) + metadata);
      // RFC 6750 3.1: what repeats the header, or is otherwise malformed, is 400.
      case AccessReason.MalformedHeader malformed ->
          new AccessChallenge(
              400,
              BearerChallenge.refused(
                      ErrorCode.INVALID_REQUEST,
                      "one Authorization header with one token is wanted")
                  + metadata);
      case AccessReason.BadToken bad ->
          new AccessChallenge(
              401,
              BearerChallenge.refused(ErrorCode.INVALID_TOKEN, bad.kind().description())
                  + metadata);
      case AccessReason.LacksScope lacks ->
          new AccessChallenge(403, BearerChallenge.lacking(lacks.needed()) + metadata);
    };
  }
}
