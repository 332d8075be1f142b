package dev.postern.protocol.dpop;

import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.Thumbprint;
import java.util.Optional;

/**
 * An access token that is bound to a key, as far as the proof beside it speaks of it (RFC 9449
 * section 7.1).
 *
 * @param hash what {@code ath} has to be
 * @param key the key that the proof has to be by
 */
public record BoundToken(String hash, Thumbprint key) {

  /** The token {@code compact}, if {@code binding} is to a key. */
  public static Optional<BoundToken> of(String compact, Binding binding) {
    return binding instanceof Binding.ToKey bound
        ? Optional.of(new BoundToken(DpopCheck.hash(compact), bound.thumbprint()))
        : Optional.empty();
  }
}
