package dev.postern.verifier;

import dev.postern.protocol.Issuer;
import org.jspecify.annotations.Nullable;

/** Reads the token out of an {@code Authorization} header (RFC 6750 section 2.1). */
final class BearerHeader {

  private static final String SCHEME = "Bearer";

  private BearerHeader() {}

  static String token(@Nullable String header, Issuer issuer) throws TokenRefused {
    // RFC 9110 11.1: the scheme's case does not matter.
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new TokenRefused(new Reason.NoToken(issuer));
    }
    int start = SCHEME.length();
    if (start < header.length() && header.charAt(start) != ' ') {
      throw new TokenRefused(new Reason.NoToken(issuer)); // Another scheme with this beginning.
    }
    while (start < header.length() && header.charAt(start) == ' ') {
      start++;
    }
    if (!b64token(header, start)) {
      throw new TokenRefused(new Reason.MalformedRequest());
    }
    return header.substring(start);
  }

  /**
   * Whether a sound header is written as everybody writes it: only so is its verdict kept, lest one
   * token in many spellings push out the others.
   */
  static boolean usual(String header) {
    return header.startsWith(SCHEME + " ") && header.charAt(SCHEME.length() + 1) != ' ';
  }

  /** RFC 6750 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=". */
  private static boolean b64token(String text, int start) {
    int i = start;
    while (i < text.length() && body(text.charAt(i))) {
      i++;
    }
    boolean some = i > start;
    while (i < text.length() && text.charAt(i) == '=') {
      i++;
    }
    return some && i == text.length();
  }

  private static boolean body(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~+/".indexOf(c) >= 0;
  }
}
