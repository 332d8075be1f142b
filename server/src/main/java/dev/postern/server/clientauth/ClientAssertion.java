package dev.postern.server.clientauth;

import dev.postern.protocol.Claim;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import java.util.Set;

/**
 * An assertion that has been taken apart and is well-formed: one JWT that says whose it is, for
 * whom, and when it may be used (RFC 7523 section 3). Whether it is that client's, a key must say.
 *
 * @param jwt the message
 * @param typed whether it says what it is ({@code typ: client-authentication+jwt})
 * @param claims what it says
 */
record ClientAssertion(SignedJwt jwt, boolean typed, Claims claims) {

  /** The longest {@code jti}, in characters. */
  private static final int LONGEST_ID = 256;

  private static final String TYPE = "client-authentication+jwt";

  /** RFC 7523 leaves {@code typ} out or says JWT; rfc7523bis has a type of its own. */
  private static final Set<String> TYPES = Set.of("", "jwt", TYPE);

  private static final JsonReader JSON = CompactJws.tokenJson();

  /**
   * What an assertion says.
   *
   * @param subject the client that it is of
   * @param audience whom it is for
   * @param id its own name
   * @param times when it may be used
   */
  record Claims(String subject, String audience, String id, AssertionTimes times) {

    private static Claims read(JsonObject claims) throws JsonFault {
      Claims read =
          new Claims(
              claims.string(Claim.SUB),
              // rfc7523bis: one string. In an array, also of one, others could be meant as well.
              claims.string(Claim.AUD),
              claims.string(Claim.JTI),
              AssertionTimes.read(claims));
      // RFC 7523 3: the client speaks for itself.
      if (!claims.string(Claim.ISS).equals(read.subject())) {
        throw new JsonFault("iss and sub differ");
      }
      if (read.id().isEmpty() || read.id().length() > LONGEST_ID) {
        throw new JsonFault("jti is no name");
      }
      return read;
    }
  }

  /** Takes an assertion apart, or refuses what cannot be one. */
  static ClientAssertion parse(AssertionProof proof) throws Refusal {
    try {
      // Five parts, as an encrypted one has, are none: nothing is ever decrypted or inflated here.
      CompactJws jws = CompactJws.parse(proof.assertion(), AssertionProof.LIMIT);
      String type = jws.type().orElse("");
      // RFC 8725 3.11: an access token or any other kind of JWT is no assertion.
      if (!TYPES.contains(type)) {
        throw new Refusal(TokenReason.PROOF_WRONG);
      }
      Claims claims = Claims.read(JSON.object(jws.unverifiedPayload()));
      // RFC 7521 4.2: the parameter may be left out, and must say the same.
      if (proof.clientId().filter(id -> !id.equals(claims.subject())).isPresent()) {
        throw new Refusal(TokenReason.PROOF_WRONG);
      }
      return new ClientAssertion(SignedJwt.of(jws), type.equals(TYPE), claims);
    } catch (TokenFault | JsonFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }
}
