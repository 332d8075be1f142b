package dev.postern.protocol;

/** How an access token is presented in the Authorization header (RFC 9110 section 11.1). */
public enum TokenScheme {
  /** By whoever bears it (RFC 6750 section 2.1). */
  BEARER("Bearer"),
  /** With a proof that the sender holds the key that it is bound to (RFC 9449 section 7.1). */
  DPOP("DPoP");

  private final String text;

  TokenScheme(String text) {
    this.text = text;
  }

  /** The scheme as it is mostly written; its case does not matter. */
  public String text() {
    return text;
  }
}
