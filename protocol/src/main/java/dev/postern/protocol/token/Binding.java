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

  /**
   * To a certificate, which its holder shows in TLS (RFC 8705 section 3). Such a token is presented
   * as a bearer token is.
   *
   * @param thumbprint the certificate: {@code cnf.x5t#S256}
   */
  record ToCertificate(Thumbprint thumbprint) implements Binding {
    @Override
    public TokenScheme scheme() {
      return TokenScheme.BEARER;
    }
  }

  /** The member of {@code cnf} that names a key (RFC 9449 section 6.1). */
  String JKT = "jkt";

  /** The member of {@code cnf} that names a certificate (RFC 8705 section 3.1). */
  String X5T_S256 = "x5t#S256";

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
        return confirmation.has(X5T_S256)
            ? new ToCertificate(thumbprint(confirmation, X5T_S256))
            : new ToKey(thumbprint(confirmation, JKT));
      }
    } catch (JsonFault e) {
      // Falls through.
    }
    throw new TokenFault(Kind.BOUND);
  }

  private static Thumbprint thumbprint(JsonObject confirmation, String member)
      throws JsonFault, TokenFault {
    return Thumbprint.parse(confirmation.string(member))
        .orElseThrow(() -> new TokenFault(Kind.BOUND));
  }
}
