package dev.postern.server.config;

/**
 * What is wanted of DPoP proofs.
 *
 * @param nonce whether they must carry a nonce of the server's (RFC 9449 section 8)
 */
public record DpopConfig(Nonce nonce) {

  /** Whether a proof must carry a nonce. */
  public enum Nonce {
    /** It may; one that it carries is checked. */
    OPTIONAL,
    /** It must. */
    REQUIRED
  }
}
