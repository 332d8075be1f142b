package dev.postern.protocol.dpop;

/** A proof that does not stand. It carries no part of the proof. */
public final class DpopFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong, in the order in which it is looked for. */
  public enum Kind {
    /** There is no proof. */
    MISSING("a DPoP proof is wanted"),
    /** There is more than one. */
    SEVERAL("more than one DPoP header was sent"),
    /** Not a compact JWS with JSON inside, or over a limit. */
    MALFORMED("the DPoP proof is malformed"),
    /** Its {@code typ} is not {@code dpop+jwt}. */
    TYPE("the DPoP proof's typ is not dpop+jwt"),
    /** An algorithm that is not taken. */
    ALGORITHM("the DPoP proof's algorithm is not accepted"),
    /** No key, one that is not public, or not its algorithm's. */
    KEY("the DPoP proof's jwk is not a public key for its algorithm"),
    /** By another key than the access token is bound to. */
    OTHER_KEY("the DPoP proof is by another key than the token's"),
    /** The signature does not stand. */
    SIGNATURE("the DPoP proof's signature is not valid"),
    /** A claim is missing or malformed. */
    CLAIMS("the DPoP proof lacks a claim or has a malformed one"),
    /** For another method. */
    METHOD("the DPoP proof is for another method"),
    /** For another address. */
    URI("the DPoP proof is for another address"),
    /** Made too long ago, or in the future. */
    TIME("the DPoP proof was not made just now"),
    /** Without a nonce where one is demanded, or with one that is not, or no longer, ours. */
    NONCE("the DPoP proof must carry the nonce that this answer supplies"),
    /** For another access token, or none. */
    TOKEN("the DPoP proof is for another access token"),
    /** It was used before. */
    REPLAYED("the DPoP proof was used before"),
    /** There is no room to remember that it is used now. */
    FULL("too many DPoP proofs are in use");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    /** A sentence for {@code error_description}. */
    public String description() {
      return description;
    }
  }

  private final Kind kind;

  /** A fault of that kind. */
  public DpopFault(Kind kind) {
    super(kind.description(), null, false, false);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
