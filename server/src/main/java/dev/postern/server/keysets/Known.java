package dev.postern.server.keysets;

import dev.postern.protocol.token.PublicJwk;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a key set now.
 *
 * @param keys the keys that may be used; empty where none were ever had, or too long ago
 * @param current whether these may be used without asking whether they are still the ones
 * @param resting whether it was asked for so lately that it is not asked for again yet
 */
public record Known(Optional<List<PublicJwk>> keys, boolean current, boolean resting) {

  static final Known NOTHING = new Known(Optional.empty(), false, false);
}
