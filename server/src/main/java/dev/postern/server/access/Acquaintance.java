package dev.postern.server.access;

import dev.postern.protocol.ClientId;
import java.util.Optional;

/**
 * What is known of a caller where no token is needed.
 *
 * @param app the app that he is and that acts for an API here; empty for a stranger
 * @param nonce the nonce for the next proof, where one did not stand (RFC 9449 section 9)
 */
public record Acquaintance(Optional<ClientId> app, Optional<String> nonce) {

  static final Acquaintance STRANGER = new Acquaintance(Optional.empty(), Optional.empty());

  static Acquaintance of(ClientId app) {
    return new Acquaintance(Optional.of(app), Optional.empty());
  }

  static Acquaintance stranger(String nonce) {
    return new Acquaintance(Optional.empty(), Optional.of(nonce));
  }
}
