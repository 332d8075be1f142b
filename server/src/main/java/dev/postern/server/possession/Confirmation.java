package dev.postern.server.possession;

import dev.postern.protocol.token.Binding;
import java.util.Optional;

/** What a caller has proved to hold: only {@link Possession} can say that. */
public sealed interface Confirmation permits Confirmed {

  /** What a token can be bound to. */
  Binding binding();

  /** The nonce for the next proof (RFC 9449 section 8.2), where there was one. */
  Optional<String> nonce();
}
