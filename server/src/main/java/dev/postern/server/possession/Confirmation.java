package dev.postern.server.possession;

import dev.postern.protocol.token.Binding;
import java.util.Optional;

/** What a caller has proved to hold: only {@link Possession} can say that. */
public sealed interface Confirmation permits Confirmed {

  /** The key that was proved by DPoP, or nothing: it binds a token though nobody demands it. */
  Binding binding();

  /**
   * The certificate that was shown in TLS, if there was one: it binds a token where that is
   * demanded.
   */
  Optional<Binding> certificate();

  /** The nonce for the next proof (RFC 9449 section 8.2), where there was one. */
  Optional<String> nonce();
}
