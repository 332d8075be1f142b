package dev.postern.server.signing;

/** A signed access token. Its text form hides it; only the answer to its owner reveals it. */
public final class SignedToken {

  private final byte[] compact;

  SignedToken(byte[] compact) {
    this.compact = compact;
  }

  /** The compact JWS in ASCII; not to be changed. */
  public byte[] reveal() {
    return compact;
  }

  @Override
  public String toString() {
    return "SignedToken[hidden]";
  }
}
