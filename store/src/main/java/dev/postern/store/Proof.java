package dev.postern.store;

import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.Binding;

/** What an API, or an app, demands of a token beside the token itself. */
public enum Proof {
  /** Nothing: a bearer token will do. */
  NONE,
  /** That it is bound to a key, which is proved by DPoP (RFC 9449). */
  DPOP,
  /** That it is bound to a certificate, which is shown in TLS (RFC 8705). */
  MTLS,
  /** That it is bound to one or the other. */
  ANY;

  /**
   * How a token that gives what is demanded is presented; by {@link TokenScheme#BEARER} also where
   * either way will do. With {@link #NONE} any is taken.
   */
  public TokenScheme scheme() {
    return switch (this) {
      case NONE, MTLS, ANY -> TokenScheme.BEARER;
      case DPOP -> TokenScheme.DPOP;
    };
  }

  /** Whether a token that is bound so gives what is demanded. */
  public boolean satisfiedBy(Binding binding) {
    return switch (this) {
      case NONE -> true;
      case DPOP -> binding instanceof Binding.ToKey;
      case MTLS -> binding instanceof Binding.ToCertificate;
      case ANY -> binding.bound();
    };
  }
}
