package dev.postern.verifier;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.VerificationKey;
import java.util.Optional;

/**
 * A token that stood when it was verified: for the one request that carried it, and not to be kept.
 * What it permits is still to be asked.
 */
public final class Verified {

  private final AccessToken token;
  private final VerificationKey key;
  private final Optional<BoundToken> bound;
  private final Tally tally;

  Verified(AccessToken token, VerificationKey key, Optional<BoundToken> bound, Tally tally) {
    this.token = token;
    this.key = key;
    this.bound = bound;
    this.tally = tally;
  }

  /** The token, if it permits every one of {@code scopes}; without any, whatever it permits. */
  public AccessToken require(String... scopes) throws TokenRefused {
    for (String scope : scopes) {
      if (!token.scopes().contains(scope)) {
        throw tally.refused(new Reason.LackingScope(Scopes.of(scopes), scheme()));
      }
    }
    tally.accepted();
    return token;
  }

  /** The token, if it permits every one of {@code scopes}. */
  public AccessToken require(Scopes scopes) throws TokenRefused {
    if (!token.scopes().containsAll(scopes)) {
      throw tally.refused(new Reason.LackingScope(scopes, scheme()));
    }
    tally.accepted();
    return token;
  }

  /** The refusal of what goes with it, counted. */
  TokenRefused refused(Reason reason) {
    return tally.refused(reason);
  }

  AccessToken token() {
    return token;
  }

  /** How it is presented: each kind of token in its way. */
  TokenScheme scheme() {
    return token.binding().scheme();
  }

  /** What a proof has to say of it; empty where it is not bound to a key. */
  Optional<BoundToken> bound() {
    return bound;
  }

  /** The key that its signature was checked with. */
  VerificationKey key() {
    return key;
  }
}
