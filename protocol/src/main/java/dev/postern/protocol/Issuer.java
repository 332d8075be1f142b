package dev.postern.protocol;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Names an authorization server: its {@code iss} claim and where its metadata lies (RFC 8414).
 *
 * @param text an absolute http(s) URL without query or fragment, at most 512 characters, compared
 *     code point by code point (RFC 8414 section 3.3). Postern's own end with a slash.
 */
public record Issuer(String text) {

  /** The longest text that is taken. */
  public static final int LIMIT = 512;

  /** Refuses what is no issuer with {@link IllegalArgumentException}. */
  public Issuer {
    if (!Text.visible(text, LIMIT) || !wellFormed(text)) {
      throw new IllegalArgumentException(
          "an issuer is an absolute http or https URL without query or fragment");
    }
  }

  private static boolean wellFormed(String text) {
    try {
      URI uri = new URI(text);
      // RFC 8414 2: no query, no fragment. Plain http is for loopback; configuration sees to that.
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** The issuer as an address. */
  public URI uri() {
    return URI.create(text);
  }

  /** The address of {@code path} (relative, no leading slash) below this issuer. */
  public String below(String path) {
    return text.endsWith("/") ? text + path : text + "/" + path;
  }

  @Override
  public String toString() {
    return text;
  }
}
