package dev.postern.verifier;

import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.Binding;

/** Which tokens an API takes, by what they are bound to. */
enum Taken {
  /** Whatever the client chose. */
  EVERY,
  /** Those that are bound to a key (RFC 9449). */
  TO_A_KEY,
  /** Those that are bound to a certificate (RFC 8705). */
  TO_A_CERTIFICATE,
  /** Those that are bound to either. */
  BOUND,
  /**
   * The same, where nobody chose between them: whoever has no token is told of keys alone, for who
   * has a certificate needs no telling.
   */
  BOUND_SOMEHOW;

  /** These, and not those that are bound to nothing. */
  Taken orToAKey() {
    return this == EVERY || this == TO_A_KEY ? TO_A_KEY : BOUND;
  }

  /** Of these, those that are bound to something. */
  Taken bound() {
    return this == EVERY ? BOUND_SOMEHOW : this;
  }

  /** The same with certificates. */
  Taken orToACertificate() {
    return this == EVERY || this == TO_A_CERTIFICATE ? TO_A_CERTIFICATE : BOUND;
  }

  boolean takes(Binding binding) {
    return switch (this) {
      case EVERY -> true;
      case TO_A_KEY -> binding instanceof Binding.ToKey;
      case TO_A_CERTIFICATE -> binding instanceof Binding.ToCertificate;
      case BOUND, BOUND_SOMEHOW -> binding.bound();
    };
  }

  /** The scheme that a challenge names; bearer where it names more than one. */
  TokenScheme scheme() {
    return switch (this) {
      case TO_A_KEY, BOUND_SOMEHOW -> TokenScheme.DPOP;
      case EVERY, TO_A_CERTIFICATE, BOUND -> TokenScheme.BEARER;
    };
  }

  /** Whether no token is taken without a proof of a key. */
  boolean demandsKeys() {
    return this == TO_A_KEY;
  }

  /** Whether clients are told to make proofs, which then must be for a known address. */
  boolean asksForProofs() {
    return scheme() == TokenScheme.DPOP;
  }

  /** Whether it is known that requests show certificates: where they may, the container knows. */
  boolean wantsCertificates() {
    return this == TO_A_CERTIFICATE || this == BOUND || this == BOUND_SOMEHOW;
  }
}
