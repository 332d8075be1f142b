package dev.postern.client;

import java.util.Locale;

/** Reads the one thing that a client needs from {@code WWW-Authenticate} (RFC 6750 section 3). */
final class Challenge {

  private Challenge() {}

  /** Whether an answer says that the token is expired, revoked, malformed or else invalid. */
  static boolean refusesToken(int status, String header) {
    if (status != 401) {
      return false;
    }
    String text = header.toLowerCase(Locale.ROOT);
    return text.contains("bearer")
        && (text.contains("error=\"invalid_token\"") || text.contains("error=invalid_token"));
  }
}
