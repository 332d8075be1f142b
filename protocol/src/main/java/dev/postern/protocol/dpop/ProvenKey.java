package dev.postern.protocol.dpop;

import dev.postern.protocol.token.Thumbprint;

/** A key that whoever sent a request proved to hold. Only {@link DpopCheck} makes one. */
public final class ProvenKey {

  private final Thumbprint thumbprint;

  ProvenKey(Thumbprint thumbprint) {
    this.thumbprint = thumbprint;
  }

  /** The key: what a token is bound to. */
  public Thumbprint thumbprint() {
    return thumbprint;
  }

  @Override
  public String toString() {
    return "ProvenKey[" + thumbprint + "]";
  }
}
