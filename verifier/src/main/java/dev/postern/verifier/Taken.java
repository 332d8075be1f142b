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
  BOUND;

  /** These, and not those that are bound to nothing. */
  Taken orToAKey() {
    return this == EVERY || this == TO_A_KEY ? TO_A_KEY : BOUND;
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
      case BOUND -> binding.bound();
    };
  }

  /** The scheme that such tokens are presented by; bearer where more than one is taken. */
  TokenScheme scheme() {
    return this == TO_A_KEY ? TokenScheme.DPOP : TokenScheme.BEARER;
  }

  /** Whether proofs of keys are looked at, and so must be for a known address. */
  boolean demandsKeys() {
    return this == TO_A_KEY;
  }

  /** Whether it is known that requests show certificates: where they may, the container knows. */
  boolean wantsCertificates() {
    return this == TO_A_CERTIFICATE || this == BOUND;
  }
}
