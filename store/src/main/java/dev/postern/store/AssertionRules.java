package dev.postern.store;

/**
 * How the assertions by one key may differ from the usual.
 *
 * @param tokenEndpointAudience whether {@code aud} may also be the token endpoint's URL, for
 *     clients from before rfc7523bis
 * @param typeRequired whether {@code typ: client-authentication+jwt} must be there (rfc7523bis)
 */
public record AssertionRules(boolean tokenEndpointAudience, boolean typeRequired) {

  /** Neither. */
  public static final AssertionRules USUAL = new AssertionRules(false, false);

  /** These two, the usual ones being one object. */
  public static AssertionRules of(boolean tokenEndpointAudience, boolean typeRequired) {
    return tokenEndpointAudience || typeRequired
        ? new AssertionRules(tokenEndpointAudience, typeRequired)
        : USUAL;
  }
}
