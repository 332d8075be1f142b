package dev.postern.server.clientauth;

import dev.postern.protocol.Claim;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.NumericDate;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.store.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an assertion may be used (RFC 7523 section 3), by the client's clock; ours may differ from
 * it by {@link TokenCheck#TOLERANCE}.
 *
 * @param issuedAt when it was made, where it says so
 * @param notBefore from when on, where it says so
 * @param expiresAt until when
 */
record AssertionTimes(Optional<Instant> issuedAt, Optional<Instant> notBefore, Instant expiresAt) {

  static AssertionTimes read(JsonObject claims) throws JsonFault {
    return new AssertionTimes(
        optional(claims, Claim.IAT),
        optional(claims, Claim.NBF),
        // RFC 7523 3: exp must be there.
        NumericDate.read(claims, Claim.EXP));
  }

  private static Optional<Instant> optional(JsonObject claims, String name) throws JsonFault {
    return claims.has(name) ? Optional.of(NumericDate.read(claims, name)) : Optional.empty();
  }

  /**
   * Whether it may be used at {@code now}.
   *
   * @param longest how long it may live
   */
  boolean hold(Duration longest, Instant now) {
    Instant latest = now.plus(TokenCheck.TOLERANCE);
    return now.isBefore(end())
        && !notBefore.orElse(Instant.EPOCH).isAfter(latest)
        && !issuedAt.orElse(Instant.EPOCH).isAfter(latest)
        // Bounded, so that what was used need not be remembered for long. One that does not say
        // when it was made was made now at the latest.
        && !expiresAt.isAfter(issuedAt.orElse(latest).plus(longest));
  }

  /** When nobody accepts it any more. */
  Instant end() {
    return expiresAt.plus(TokenCheck.TOLERANCE);
  }

  /** When it was made, at the earliest. */
  Instant madeAt() {
    return issuedAt.orElse(expiresAt.minus(Profile.STANDARD.longestAssertion()));
  }
}
