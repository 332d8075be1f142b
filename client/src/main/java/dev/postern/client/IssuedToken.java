package dev.postern.client;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import java.time.Instant;

/** A token as the server issued it, until when it is good, and for which scopes. */
public final class IssuedToken {

  private final String value;
  private final Instant issuedAt;
  private final Instant expiresAt;
  private final Scopes scopes;
  private final TokenScheme scheme;

  IssuedToken(
      String value, Instant issuedAt, Instant expiresAt, Scopes scopes, TokenScheme scheme) {
    this.value = value;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.scopes = scopes;
    this.scheme = scheme;
  }

  /** The token itself: a secret, for nobody but the API that it is for. */
  public String value() {
    return value;
  }

  /**
   * The value of the {@code Authorization} header: {@code Bearer …} (RFC 6750 section 2.1), or
   * {@code DPoP …} where the token is bound to a key (RFC 9449 section 7.1).
   */
  public String authorization() {
    return scheme.text() + " " + value;
  }

  /** Whether it is of use only with a proof for each call, see {@link TokenSource#headers}. */
  public boolean bound() {
    return scheme == TokenScheme.DPOP;
  }

  TokenScheme scheme() {
    return scheme;
  }

  /** When it was asked for, by our clock. */
  Instant issuedAt() {
    return issuedAt;
  }

  /** When it expires, by our clock: reckoned from before it was asked for, so never too late. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** The scopes that it was issued with, as the server names them; none where it named none. */
  public Scopes scopes() {
    return scopes;
  }

  /** Says nothing of the token's value. */
  @Override
  public String toString() {
    return "IssuedToken[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
  }
}
