package dev.postern.server.clientauth;

import dev.postern.protocol.Claim;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Principal;
import dev.postern.store.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An assertion of another issuer that has been taken apart and is well-formed (RFC 7523 section 3).
 * Whether it is that issuer's, a key must say.
 *
 * @param jwt the message
 * @param principal whom it says it is about, and who says so
 * @param audience whom it is for
 * @param id its own name, where it has one
 * @param times when it may be used
 */
record GrantAssertion(
    SignedJwt jwt,
    Principal principal,
    String audience,
    Optional<String> id,
    AssertionTimes times) {

  /** The longest {@code jti}, in characters. */
  private static final int LONGEST_ID = 256;

  /**
   * The longest that one may live which may be shown again: platforms give such ones to their
   * workloads by the hour. Any other lives no longer than a client's own.
   */
  private static final Duration LONGEST_REUSABLE = Duration.ofDays(1);

  /** RFC 8725 3.11: what says that it is something else, as an access token, is no assertion. */
  private static final Set<String> TYPES = Set.of("", "jwt");

  private static final JsonReader JSON = CompactJws.tokenJson();

  /** Takes an assertion apart, or refuses what cannot be one. */
  static GrantAssertion parse(String assertion) throws Refusal {
    try {
      // Five parts, as an encrypted one has, are none: nothing is ever decrypted or inflated here.
      CompactJws jws = CompactJws.parse(assertion, FederatedProof.LIMIT);
      if (!TYPES.contains(jws.type().orElse(""))) {
        throw new Refusal(TokenReason.GRANT_ASSERTION_WRONG);
      }
      JsonObject claims = JSON.object(jws.unverifiedPayload());
      return new GrantAssertion(
          SignedJwt.of(jws),
          principal(claims),
          audience(claims),
          id(claims),
          AssertionTimes.read(claims));
    } catch (TokenFault | JsonFault e) {
      throw new Refusal(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  /** RFC 7523 3: both must be there. */
  private static Principal principal(JsonObject claims) throws JsonFault {
    String issuer = claims.string(Claim.ISS);
    String subject = claims.string(Claim.SUB);
    if (!Principal.possible(issuer) || !Principal.possible(subject)) {
      throw new JsonFault("iss or sub is no name");
    }
    return new Principal(issuer, subject);
  }

  /** One, also in an array, as platforms write it. What is for several is for somebody else. */
  private static String audience(JsonObject claims) throws JsonFault {
    if (!(claims.members().get(Claim.AUD) instanceof JsonArray array)) {
      return claims.string(Claim.AUD);
    }
    List<String> all = array.strings();
    if (all.size() != 1) {
      throw new JsonFault("aud names none or several");
    }
    return all.getFirst();
  }

  private static Optional<String> id(JsonObject claims) throws JsonFault {
    if (!claims.has(Claim.JTI)) {
      return Optional.empty();
    }
    String id = claims.string(Claim.JTI);
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new JsonFault("jti is no name");
    }
    return Optional.of(id);
  }

  /** Whether it may be used at {@code now}. */
  boolean holds(boolean reusable, Instant now) {
    return times.hold(reusable ? LONGEST_REUSABLE : Profile.STANDARD.longestAssertion(), now);
  }
}
