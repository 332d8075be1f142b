package dev.postern.server.http;

import dev.postern.protocol.BearerChallenge;
import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.DpopChallenge;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.ProofReason;
import dev.postern.store.BuiltInApi;

/**
 * The answer that every refused caller of a built-in API is owed, whatever the body looks like: the
 * status and the {@code WWW-Authenticate} of RFC 6750 section 3 and RFC 9449 section 7.1, which
 * names the API's metadata.
 *
 * @param status the HTTP status
 * @param headers {@code WWW-Authenticate}, or what stands for it
 */
public record AccessChallenge(int status, Headers headers) {

  private static final String NAME = "WWW-Authenticate";
  private static final String ONE_TOKEN = "one Authorization header with one token is wanted";

  /** The answer to {@code reason} at {@code api} of {@code issuer}. */
  public static AccessChallenge of(AccessReason reason, BuiltInApi api, Issuer issuer) {
    String metadata = metadata(api, issuer);
    return switch (reason) {
      case AccessReason.NoToken(var wanted) ->
          challenge(401, missing(wanted) + metadata + offer(wanted));
      // RFC 6750 3.1: what repeats the header, or is otherwise malformed, is 400.
      case AccessReason.MalformedHeader(var wanted) ->
          challenge(400, refused(wanted, ErrorCode.INVALID_REQUEST, ONE_TOKEN) + metadata);
      case AccessReason.BadToken(var kind, var scheme) ->
          challenge(
              401,
              refused(scheme, ErrorCode.INVALID_TOKEN, kind.description())
                  + metadata
                  + offer(scheme));
      case AccessReason.LacksScope(var needed, var scheme) ->
          challenge(
              403,
              switch (scheme) {
                    case BEARER -> BearerChallenge.lacking(needed);
                    case DPOP -> DpopChallenge.lacking(needed);
                  }
                  + metadata);
    };
  }

  /** The answer to a proof of possession that does not stand. */
  public static AccessChallenge of(ProofReason reason, BuiltInApi api, Issuer issuer) {
    // That it cannot be remembered is no fault of the proof's.
    if (reason.kind() == DpopFault.Kind.FULL) {
      return new AccessChallenge(503, Headers.NONE.plus("Retry-After", "1"));
    }
    AccessChallenge plain =
        challenge(401, DpopChallenge.refused(reason.kind()) + metadata(api, issuer));
    // RFC 9449 9
    return new AccessChallenge(
        plain.status(), plain.headers().plus(DpopCheck.NONCE_HEADER, reason.nonce()));
  }

  private static AccessChallenge challenge(int status, String value) {
    return new AccessChallenge(status, Headers.NONE.plus(NAME, value));
  }

  private static String missing(TokenScheme wanted) {
    return switch (wanted) {
      case BEARER -> BearerChallenge.missing(null);
      case DPOP -> DpopChallenge.missing(null);
    };
  }

  private static String refused(TokenScheme scheme, ErrorCode error, String description) {
    return switch (scheme) {
      case BEARER -> BearerChallenge.refused(error, description);
      case DPOP -> DpopChallenge.refused(error, description);
    };
  }

  /** RFC 9449 7.1: what else would be taken. */
  private static String offer(TokenScheme used) {
    return switch (used) {
      case BEARER -> ", " + DpopChallenge.offer();
      case DPOP -> "";
    };
  }

  /** RFC 9728 5.1: where the client finds what this resource wants. */
  private static String metadata(BuiltInApi api, Issuer issuer) {
    return ResourceMetadata.location(api.audience(issuer))
        .map(location -> ", resource_metadata=\"" + location + '"')
        .orElse("");
  }
}
