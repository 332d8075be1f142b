package dev.postern.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Writes the value of {@code WWW-Authenticate} for a protected resource (RFC 6750 section 3).
 *
 * <p>All texts are our own or were checked to be free of quotes, so nothing can be injected.
 */
public final class BearerChallenge {

  private BearerChallenge() {}

  /**
   * The challenge to a request without any token.
   *
   * @param issuer who gives tokens for this resource, or null where that is not told
   */
  public static String missing(@Nullable Issuer issuer) {
    // RFC 6750 3.1: no error code where the request had no authentication information.
    return issuer == null
        ? "Bearer realm=\"api\""
        : "Bearer realm=\"api\", authorization_uri=\"" + issuer.text() + "\"";
  }

  /** The answer to a token that is refused: 401, or 400 for {@link ErrorCode#INVALID_REQUEST}. */
  public static String refused(ErrorCode error, String description) {
    return "Bearer realm=\"api\", error=\""
        + error.text()
        + "\", error_description=\""
        + description
        + '"';
  }

  /** The answer to a token that lacks scopes: 403, naming those that are needed. */
  public static String lacking(Scopes needed) {
    return "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"" + needed.text() + '"';
  }
}
