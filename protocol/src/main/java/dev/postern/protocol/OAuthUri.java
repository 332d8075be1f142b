package dev.postern.protocol;

/** The names of OAuth that are URIs (RFC 6755), as far as both sides write them. */
public final class OAuthUri {

  /** The grant type of a token exchange (RFC 8693 section 2.1). */
  public static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /** The type of what is exchanged and had for it: an access token (RFC 8693 section 3). */
  public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private OAuthUri() {}
}
