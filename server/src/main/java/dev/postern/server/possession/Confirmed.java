package dev.postern.server.possession;

import dev.postern.protocol.token.Binding;
import java.util.Optional;

/** The proof that a proof stood, or that there was none. */
record Confirmed(Binding binding, Optional<String> nonce) implements Confirmation {}
