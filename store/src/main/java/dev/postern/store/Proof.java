package dev.postern.store;

import dev.postern.protocol.token.Binding;

/** What an API, or an app, demands of a token beside the token itself. */
public enum Proof {
  /** Nothing: a bearer token will do. */
  NONE,
  /** That it is bound to a key, which is proved by DPoP (RFC 9449). */
  DPOP;

  /** Whether a token that is bound so gives what is demanded. */
  public boolean satisfiedBy(Binding binding) {
    return switch (this) {
      case NONE -> true;
      case DPOP -> binding instanceof Binding.ToKey;
    };
  }
}
