package dev.postern.server.introspection;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;

/** What one app may know about a token, and in which words. Pure. */
final class Disclosure {

  private static final String ACTIVE = "active";
  private static final String TOKEN_TYPE = "token_type";

  /**
   * RFC 7662 2.2: all that is said of a token that is nothing to the caller, whatever the reason.
   */
  static final JsonObject INACTIVE = JsonObject.builder().put(ACTIVE, false).build();

  private Disclosure() {}

  /**
   * All that a token that stands says, for it says so to its API. A grant's own claims may have any
   * name that no claim of ours has; the two that only an answer has are ours, too.
   */
  static JsonObject of(AccessToken token) {
    return JsonObject.builder()
        .put(ACTIVE, true)
        // RFC 9449 6.2: a token that is bound to a key is a DPoP token.
        .put(TOKEN_TYPE, token.binding().scheme().text())
        .putAll(without(token.claims()))
        .build();
  }

  private static JsonObject without(JsonObject claims) {
    JsonObject.Builder rest = JsonObject.builder();
    claims
        .members()
        .forEach((name, value) -> {
          if (!name.equals(ACTIVE) && !name.equals(TOKEN_TYPE)) {
            rest.put(name, value);
          }
        });
    return rest.build();
  }
}
