package dev.postern.protocol;

import java.net.URI;

/** Finds well-known places (RFC 8615) of what has an address with a path. */
public final class WellKnown {

  private WellKnown() {}

  /**
   * {@code place} between the host and the path of {@code uri}. A path that is one slash is none;
   * any other stays as it is.
   */
  public static URI insert(URI uri, String place) {
    String path = uri.getRawPath() == null || uri.getRawPath().equals("/") ? "" : uri.getRawPath();
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + place + path);
  }
}
