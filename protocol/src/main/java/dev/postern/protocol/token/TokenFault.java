package dev.postern.protocol.token;

/** A token, or another signed message, that does not stand. It carries no part of the token. */
public final class TokenFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong, in the order in which it is looked for. */
  public enum Kind {
    /** Not a compact JWS with JSON inside, or over a limit. */
    MALFORMED("the token is malformed"),
    /** Not an access token (RFC 9068 section 4). */
    TYPE("the token is of another type"),
    /** An algorithm that is not taken, or not its key's. */
    ALGORITHM("the token's algorithm is not accepted"),
    /** No key of that name is known. */
    UNKNOWN_KEY("the token's key is not known"),
    /** The signature does not stand. */
    SIGNATURE("the token's signature is not valid"),
    /** Another issuer's. */
    ISSUER("the token is from another issuer"),
    /** For another API. */
    AUDIENCE("the token is for another audience"),
    /** A claim is missing or malformed. */
    CLAIMS("the token lacks a claim or has a malformed one"),
    /** It is bound to a key or certificate, and nobody proved to hold that. */
    BOUND("the token is bound to a key or certificate that was not proved"),
    /** It is not bound to what it would have to be. */
    UNBOUND("the token is not bound as it has to be"),
    /** Its time has passed. */
    EXPIRED("the token has expired"),
    /** Its time has not come. */
    NOT_YET_VALID("the token is not valid yet"),
    /** It, its session, its key or its issuer was revoked. */
    REVOKED("the token was revoked"),
    /** The server, asked about it, says no more than that (RFC 7662 section 2.2). */
    INACTIVE("the token is not active");

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
  public TokenFault(Kind kind) {
    super(kind.description(), null, false, false);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
