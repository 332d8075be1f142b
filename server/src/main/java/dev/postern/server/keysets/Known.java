package dev.postern.server.keysets;

import dev.postern.protocol.token.PublicJwkSet;
import java.util.Optional;

/**
 * What is known of a key set now.
 *
 * @param set what may be used of it; empty where none was ever had, or too long ago
 * @param current whether these may be used without asking whether they are still the ones
 * @param resting whether it was asked for so lately that it is not asked for again yet
 */
public record Known(Optional<PublicJwkSet> set, boolean current, boolean resting) {

  static final Known NOTHING = new Known(Optional.empty(), false, false);
}
