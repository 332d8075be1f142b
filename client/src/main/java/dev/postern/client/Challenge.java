package dev.postern.client;

import java.util.Locale;

/**
 * Reads the two things that a client needs from {@code WWW-Authenticate} (RFC 6750 section 3, RFC
 * 9449 section 7.1).
 */
final class Challenge {

  private Challenge() {}

  /** Whether an answer says that the token is expired, revoked, malformed or else invalid. */
  static boolean refusesToken(int status, String header) {
    return says(status, header, "invalid_token");
  }

  /** Whether an answer wants the same call with the nonce that it supplies (RFC 9449 section 9). */
  static boolean wantsNonce(int status, String header) {
    return says(status, header, "use_dpop_nonce");
  }

  private static boolean says(int status, String header, String error) {
    if (status != 401) {
      return false;
    }
    String text = header.toLowerCase(Locale.ROOT);
    return (text.contains("bearer") || text.contains("dpop"))
        && (text.contains("error=\"" + error + "\"") || text.contains("error=" + error));
  }
}
