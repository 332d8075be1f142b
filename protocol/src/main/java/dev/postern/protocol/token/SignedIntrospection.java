package dev.postern.protocol.token;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
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
 * @param introspection what an unsigned answer would have been
 */
public record SignedIntrospection(
    Issuer issuer, ClientId audience, Instant issuedAt, JsonObject introspection) {

  /** The {@code typ} of the JWS; with {@code application/} before it, the media type. */
  public static final String TYPE = "token-introspection+jwt";

  /** The answer as it is signed. */
  public JsonObject json() {
    return JsonObject.builder()
        .put("iss", issuer.text())
        .put("aud", audience.text())
        .put("iat", issuedAt.getEpochSecond())
        .put("token_introspection", introspection)
        .build();
  }
}
