package dev.postern.server.admin;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.store.AssertionRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A credential that somebody wants an app to have, read from the body of a request. */
sealed interface NewCredential {

  /** The {@code type} of a secret. */
  String SECRET_TYPE = "client_secret";

  /** The {@code type} of a public key. */
  String KEY_TYPE = "public_key";

  String JWK = "jwk";
  String TOKEN_ENDPOINT_AUDIENCE = "accept_token_endpoint_audience";
  String TYPE_REQUIRED = "require_assertion_typ";
  String EXPIRES_AT = "expires_at";

  /** A secret that never ends: what an app is born with where nothing else is said. */
  NewCredential USUAL = new Secret(Optional.empty());

  /** When it is to end. */
  Optional<Instant> end();

  /** A secret, which Postern makes. */
  record Secret(Optional<Instant> end) implements NewCredential {}

  /** A public key, whose owner has the private half. */
  record Key(PublicJwk key, AssertionRules rules, Optional<Instant> end) implements NewCredential {}

  /**
   * Reads one; mistakes are told with those of {@code fields}, and what comes back then is not to
   * be used.
   */
  static NewCredential read(Fields fields, Instant now) {
    String type = fields.choice("type", SECRET_TYPE, List.of(SECRET_TYPE, KEY_TYPE));
    Optional<Instant> end = end(fields, now);
    return type.equals(KEY_TYPE) ? key(fields, end) : new Secret(end);
  }

  /** When a credential is to end: in the future. */
  static Optional<Instant> end(Fields fields, Instant now) {
    Optional<Instant> end = fields.time(EXPIRES_AT);
    if (end.isPresent() && !end.get().isAfter(now)) {
      fields.wrong(EXPIRES_AT, "is in the past");
    }
    return end;
  }

  private static NewCredential key(Fields fields, Optional<Instant> end) {
    AssertionRules rules =
        AssertionRules.of(fields.flag(TOKEN_ENDPOINT_AUDIENCE), fields.flag(TYPE_REQUIRED));
    if (!fields.has(JWK)) {
      fields.wrong(JWK, "is missing");
      return USUAL;
    }
    Optional<JsonObject> jwk = fields.object(JWK);
    if (jwk.isEmpty()) {
      return USUAL;
    }
    try {
      return new Key(PublicJwk.register(jwk.get()), rules, end);
    } catch (JsonFault e) {
      fields.wrong(JWK, e.text());
      return USUAL;
    }
  }
}
