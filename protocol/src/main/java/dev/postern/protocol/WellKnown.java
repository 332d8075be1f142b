package dev.postern.protocol;

import java.net.URI;

/** Finds well-known places (RFC 8615) of what has an address with a path. */
public final class WellKnown {

  private WellKnown() {}

  /**
   * {@code path} between the host and the path of {@code uri}, of which a slash at the end is left
   * out (RFC 8414 section 3.1).
   */
  public static URI insert(URI uri, String path) {
    String own = uri.getRawPath() == null ? "" : uri.getRawPath();
    String trimmed = own.endsWith("/") ? own.substring(0, own.length() - 1) : own;
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + trimmed);
  }
}
