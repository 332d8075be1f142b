package dev.postern.server.mint;

import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.TenantName;

/** The claims of one access token, ready to be signed: only {@link Mint} makes them. */
public final class AccessTokenClaims {

  private final TenantName tenant;
  private final SignatureAlgorithm algorithm;
  private final byte[] json;

  AccessTokenClaims(TenantName tenant, SignatureAlgorithm algorithm, byte[] json) {
    this.tenant = tenant;
    this.algorithm = algorithm;
    this.json = json;
  }

  /** Whose key is to sign them. */
  public TenantName tenant() {
    return tenant;
  }

  /** How they are to be signed. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** The claims as JSON in UTF-8; not to be changed. */
  public byte[] json() {
    return json;
  }
}
