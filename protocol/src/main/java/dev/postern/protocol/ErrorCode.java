package dev.postern.protocol;

import java.util.Locale;

/** The error codes that go over the wire, by their RFC names. */
public enum ErrorCode {
  /** RFC 6749 section 5.2. */
  INVALID_REQUEST,
  /** RFC 6749 section 5.2. */
  INVALID_CLIENT,
  /** RFC 6749 section 5.2. */
  INVALID_GRANT,
  /** RFC 6749 section 5.2. */
  UNAUTHORIZED_CLIENT,
  /** RFC 6749 section 5.2. */
  UNSUPPORTED_GRANT_TYPE,
  /** RFC 6749 section 5.2. */
  INVALID_SCOPE,
  /** RFC 8707 section 2. */
  INVALID_TARGET,
  /** RFC 6749 section 4.1.2.1, used where a registration policy gives no more. */
  ACCESS_DENIED,
  /** RFC 6749 section 4.1.2.1, used for 429 and 503. */
  TEMPORARILY_UNAVAILABLE,
  /** RFC 6750 section 3.1. */
  INVALID_TOKEN,
  /** RFC 6750 section 3.1. */
  INSUFFICIENT_SCOPE,
  /** RFC 7591 section 3.2.2. */
  INVALID_REDIRECT_URI,
  /** RFC 7591 section 3.2.2. */
  INVALID_CLIENT_METADATA,
  /** RFC 7591 section 3.2.2. */
  INVALID_SOFTWARE_STATEMENT,
  /** RFC 7591 section 3.2.2. */
  UNAPPROVED_SOFTWARE_STATEMENT,
  /** RFC 9449 section 5. */
  INVALID_DPOP_PROOF,
  /** RFC 9449 section 8. */
  USE_DPOP_NONCE,
  /** OpenID Connect Core Unmet Authentication Requirements section 2. */
  UNMET_AUTHENTICATION_REQUIREMENTS;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The code as it is written on the wire. */
  public String text() {
    return text;
  }
}
