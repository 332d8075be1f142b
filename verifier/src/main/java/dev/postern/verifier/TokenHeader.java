package dev.postern.verifier;

import dev.postern.protocol.TokenScheme;
import org.jspecify.annotations.Nullable;

/**
 * The token in an {@code Authorization} header (RFC 6750 section 2.1, RFC 9449 section 7.1).
 *
 * @param scheme how it is presented
 * @param token the token, not checked
 */
record TokenHeader(TokenScheme scheme, String token) {

  /** Reads a header; {@code none} is the reason where it has no token at all. */
  static TokenHeader read(@Nullable String header, Reason.NoToken none) throws TokenRefused {
    for (TokenScheme scheme : TokenScheme.values()) {
      int start = scheme.text().length();
      // RFC 9110 11.1: the scheme's case does not matter.
      if (header != null
          && header.regionMatches(true, 0, scheme.text(), 0, start)
          && (header.length() == start || header.charAt(start) == ' ')) {
        return new TokenHeader(scheme, token(header, start, none.wanted()));
      }
    }
    throw new TokenRefused(none);
  }

  private static String token(String header, int end, TokenScheme wanted) throws TokenRefused {
    int start = end;
    while (start < header.length() && header.charAt(start) == ' ') {
      start++;
    }
    if (!b64token(header, start)) {
      throw new TokenRefused(new Reason.MalformedRequest(wanted));
    }
    return header.substring(start);
  }

  /**
   * Whether a sound header is written as everybody writes it: only so is its verdict kept, lest one
   * token in many spellings push out the others.
   */
  static boolean usual(String header, TokenScheme scheme) {
    String text = scheme.text();
    return header.startsWith(text)
        && header.charAt(text.length()) == ' '
        && header.charAt(text.length() + 1) != ' ';
  }

  /**
   * RFC 6750 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="; token68
   * of RFC 9110 11.2 is the same.
   */
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

  /** The scheme: the token is a secret. */
  @Override
  public String toString() {
    return "TokenHeader[" + scheme + "]";
  }
}
