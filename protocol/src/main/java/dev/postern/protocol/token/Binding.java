package dev.postern.protocol.token;

import dev.postern.protocol.Claim;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.TokenFault.Kind;

/** What a token is bound to: whoever shows it must prove to hold that, too (RFC 7800). */
public sealed interface Binding {

  /** To nothing: a bearer token. */
  enum None implements Binding {
    /** There is one such binding. */
    NONE;

    @Override
    public TokenScheme scheme() {
      return TokenScheme.BEARER;
    }
  }

  /**
   * To a key, which is proved by DPoP (RFC 9449 section 6.1).
   *
   * @param thumbprint the key: {@code cnf.jkt}
   */
  record ToKey(Thumbprint thumbprint) implements Binding {
    @Override
    public TokenScheme scheme() {
      return TokenScheme.DPOP;
    }
  }

  /** The member of {@code cnf} that names a key (RFC 9449 section 6.1). */
  String JKT = "jkt";

  /** No binding. */
  static Binding none() {
    return None.NONE;
  }

  /** How such a token is presented: its {@code token_type} (RFC 6749 section 7.1). */
  TokenScheme scheme();

  /** Whether there is anything to prove. */
  default boolean bound() {
    return this != None.NONE;
  }

  /**
   * What {@code claims} say. A confirmation that is not understood whole is none that anybody could
   * prove to us: a {@link Kind#BOUND} fault.
   */
  static Binding read(JsonObject claims) throws TokenFault {
    if (!claims.has(Claim.CNF)) {
      return none();
    }
    try {
      JsonObject confirmation = claims.object(Claim.CNF);
      if (confirmation.members().size() == 1) {
        return new ToKey(
            Thumbprint.parse(confirmation.string(JKT))
                .orElseThrow(() -> new TokenFault(Kind.BOUND)));
      }
    } catch (JsonFault e) {
      // Falls through.
    }
    throw new TokenFault(Kind.BOUND);
  }
}
