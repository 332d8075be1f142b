package dev.postern.server.signing;

/** A signed access token. Its text form hides it; only the answer to its owner reveals it. */
public final class SignedToken {

  private final String compact;

  SignedToken(String compact) {
    this.compact = compact;
  }

  /** The compact JWS. */
  public String reveal() {
    return compact;
  }

  @Override
  public String toString() {
    return "SignedToken[hidden]";
  }
}
