package dev.postern.server.clientauth;

import dev.postern.protocol.Claim;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKey;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An assertion of another issuer that has been taken apart and is well-formed (RFC 7523 section 3).
 * Whether it is that issuer's, a key must say.
 *
 * @param jws the message
 * @param algorithm the algorithm that it says it is signed with
 * @param principal whom it says it is about, and who says so
 * @param audience whom it is for
 * @param times when it may be used
 */
record GrantAssertion(
    CompactJws jws,
    SignatureAlgorithm algorithm,
    Principal principal,
    String audience,
    AssertionTimes times) {

  /** The longest that an assertion may live: platforms give their workloads such ones by the day. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** RFC 8725 3.11: what says that it is something else, as an access token, is no assertion. */
  private static final Set<String> TYPES = Set.of("", "jwt");

  private static final JsonReader JSON = CompactJws.tokenJson();

  /** Takes an assertion apart, or refuses what cannot be one. */
  static GrantAssertion parse(FederatedProof proof) throws Refusal {
    try {
      CompactJws jws = CompactJws.parse(proof.assertion(), FederatedProof.LIMIT);
      if (!TYPES.contains(jws.type().orElse(""))) {
        throw wrong();
      }
      JsonObject claims = JSON.object(jws.unverifiedPayload());
      // RFC 8725 3.2: "none" and HMACs are not known, whoever is said to have sent them.
      return new GrantAssertion(
          jws, jws.algorithm(), principal(claims), audience(claims), AssertionTimes.read(claims));
    } catch (TokenFault | JsonFault e) {
      throw wrong();
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

  /** One, also in an array: platforms write no other. What is for several is for somebody else. */
  private static String audience(JsonObject claims) throws JsonFault {
    if (!(claims.members().get(Claim.AUD) instanceof JsonArray array)) {
      return claims.string(Claim.AUD);
    }
    List<String> all = array.strings();
    if (all.size() != 1) {
      throw new JsonFault("aud names several");
    }
    return all.getFirst();
  }

  boolean holds(Instant now) {
    return times.hold(now, LONGEST);
  }

  /** As {@link ClientAssertion#mayBeBy}. */
  boolean mayBeBy(PublicJwk key) throws TokenFault {
    return key.algorithm() == algorithm && jws.keyName().map(key.id().text()::equals).orElse(true);
  }

  boolean namesKey() throws TokenFault {
    return jws.keyName().isPresent();
  }

  boolean signedBy(VerificationKey key) throws TokenFault {
    return jws.signedBy(key);
  }

  static Refusal wrong() {
    return new Refusal(TokenReason.GRANT_ASSERTION_WRONG);
  }
}
