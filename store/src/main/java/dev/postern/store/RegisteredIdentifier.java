package dev.postern.store;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;

/**
 * The identifier that a user gave his API.
 *
 * @param audience the identifier, the same at every issuer
 */
public record RegisteredIdentifier(Audience audience) implements ApiIdentifier {

  @Override
  public Audience audience(Issuer issuer) {
    return audience;
  }

  @Override
  public String text() {
    return audience.text();
  }
}
