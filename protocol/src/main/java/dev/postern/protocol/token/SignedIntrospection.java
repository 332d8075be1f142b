package dev.postern.protocol.token;

import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;

/**
 * A signed answer of the introspection endpoint (RFC 9701 section 5). It travels as the payload of
 * a JWS with {@code typ} {@value #TYPE}, by a key that signs tokens, too; the type, the audience
 * and the absence of {@code sub} and {@code exp} keep it from being taken for one.
 *
 * @param issuer who answers
 * @param audience the app that asked: the resource server as a client of the authorization server
 * @param issuedAt when it was answered
 * @param asOf the instant of the database read that the answer speaks of, in milliseconds, as in
 *     the revocation feed: no revocation before it is missing
 * @param introspection what an unsigned answer would have been
 */
public record SignedIntrospection(
    Issuer issuer, ClientId audience, Instant issuedAt, Instant asOf, JsonObject introspection) {

  /** The {@code typ} of the JWS; with {@code application/} before it, the media type. */
  public static final String TYPE = "token-introspection+jwt";

  /** The member that says as of when, ours. */
  private static final String AS_OF = "postern_as_of";

  private static final String INTROSPECTION = "token_introspection";

  /** The answer as it is signed. */
  public JsonObject json() {
    return JsonObject.builder()
        .put(Claim.ISS, issuer.text())
        .put(Claim.AUD, audience.text())
        .put(Claim.IAT, issuedAt.getEpochSecond())
        .put(AS_OF, asOf.toEpochMilli())
        .put(INTROSPECTION, introspection)
        .build();
  }

  /**
   * Reads the answer of {@code issuer} to {@code caller}, once its type and signature stand.
   *
   * @throws JsonFault where it is malformed, or another issuer's or caller's
   */
  public static SignedIntrospection read(JsonObject json, Issuer issuer, ClientId caller)
      throws JsonFault {
    // RFC 9701 5: iss, aud, iat and token_introspection are required.
    if (!json.string(Claim.ISS).equals(issuer.text())) {
      throw new JsonFault("the answer is another issuer's");
    }
    if (!json.string(Claim.AUD).equals(caller.text())) {
      throw new JsonFault("the answer is for another caller");
    }
    long asOf = json.integer(AS_OF);
    if (asOf < 0) {
      throw new JsonFault(AS_OF + " is no time");
    }
    return new SignedIntrospection(
        issuer,
        caller,
        NumericDate.read(json, Claim.IAT),
        Instant.ofEpochMilli(asOf),
        json.object(INTROSPECTION));
  }

  /** Whether the token stands (RFC 7662 section 2.2); a fault where that is not said. */
  public boolean active() throws JsonFault {
    if (introspection.member("active").orElse(null) instanceof JsonBoolean said) {
      return said.value();
    }
    throw new JsonFault("the answer does not say whether the token is active");
  }
}
