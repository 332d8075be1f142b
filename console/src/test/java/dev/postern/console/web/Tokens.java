package dev.postern.console.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Access tokens as the console sees them: it reads the claims, and no signature. */
final class Tokens {

  private Tokens() {}

  /** A token that was issued at {@code issuedAt} and lasts for eight hours. */
  static String token(String id, Instant issuedAt) {
    return of(
        "{\"jti\":\"%s\",\"client_id\":\"ada\",\"iat\":%d,\"exp\":%d}"
            .formatted(id, issuedAt.getEpochSecond(), issuedAt.getEpochSecond() + 28_800));
  }

  /** A token of that payload. */
  static String of(String payload) {
    return "eyJhbGciOiJFUzI1NiJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }

  static Session session(String id, Instant issuedAt) {
    return Session.of(token(id, issuedAt)).orElseThrow();
  }
}
