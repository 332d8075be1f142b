package dev.postern.protocol.dpop;

import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the value of {@code WWW-Authenticate} for a protected resource that takes tokens with a
 * proof (RFC 9449 section 7.1). All texts are our own or were checked to be free of quotes.
 */
public final class DpopChallenge {

  private static final String ALGORITHMS = "algs=\"" + DpopCheck.algorithms() + '"';

  private DpopChallenge() {}

  /** What stands behind the challenge of another scheme: that this one is taken, too. */
  public static String offer() {
    return "DPoP " + ALGORITHMS;
  }

  /**
   * The challenge to a request without any token, where no other scheme is taken.
   *
   * @param issuer who gives tokens for this resource, or null where that is not told
   */
  public static String missing(@Nullable Issuer issuer) {
    String from = issuer == null ? "" : ", authorization_uri=\"" + issuer.text() + '"';
    return "DPoP realm=\"api\"" + from + ", " + ALGORITHMS;
  }

  /** The answer to a token or a proof that is refused. */
  public static String refused(ErrorCode error, String description) {
    return "DPoP realm=\"api\", error=\""
        + error.text()
        + "\", error_description=\""
        + description
        + "\", "
        + ALGORITHMS;
  }

  /** The answer to a proof that is refused: with the code that its fault has. */
  public static String refused(DpopFault.Kind fault) {
    ErrorCode code =
        switch (fault) {
          case NONCE -> ErrorCode.USE_DPOP_NONCE;
          // As in the example of RFC 9449 7.1: the token is not his who shows it.
          case OTHER_KEY -> ErrorCode.INVALID_TOKEN;
          case MISSING,
              SEVERAL,
              MALFORMED,
              TYPE,
              ALGORITHM,
              KEY,
              SIGNATURE,
              CLAIMS,
              METHOD,
              URI,
              TIME,
              TOKEN,
              REPLAYED,
              FULL ->
              ErrorCode.INVALID_DPOP_PROOF;
        };
    return refused(code, fault.description());
  }

  /** The answer to a token that lacks scopes: 403, naming those that are needed. */
  public static String lacking(Scopes needed) {
    return "DPoP realm=\"api\", error=\"insufficient_scope\", scope=\""
        + needed.text()
        + "\", "
        + ALGORITHMS;
  }
}
