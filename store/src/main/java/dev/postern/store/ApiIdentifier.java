package dev.postern.store;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;

/** What an API is called by those who ask for its tokens; it never changes. */
public sealed interface ApiIdentifier permits RegisteredIdentifier, BuiltInApi {

  /** The {@code aud} of its tokens in the tenant whose issuer is {@code issuer}. */
  Audience audience(Issuer issuer);

  /** The identifier as it is kept: an absolute URI, or a path below the issuer. */
  String text();

  /** Reads what {@link #text} wrote. */
  static ApiIdentifier read(String text) {
    for (BuiltInApi builtIn : BuiltInApi.ALL) {
      if (builtIn.text().equals(text)) {
        return builtIn;
      }
    }
    return new RegisteredIdentifier(new Audience(text));
  }

  /** The API that {@code audience} means at {@code issuer}. */
  static ApiIdentifier of(Audience audience, Issuer issuer) {
    for (BuiltInApi builtIn : BuiltInApi.ALL) {
      if (builtIn.called(audience.text(), issuer)) {
        return builtIn;
      }
    }
    return new RegisteredIdentifier(audience);
  }
}
