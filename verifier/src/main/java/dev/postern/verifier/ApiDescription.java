package dev.postern.verifier;

import dev.postern.protocol.resource.ResourceMetadata;
import java.net.URI;

/**
 * What an API says of itself (RFC 9728), ready to be served to anybody: who issues tokens for it,
 * and which scopes it knows.
 */
public final class ApiDescription {

  private final URI location;
  private final String path;
  private final byte[] body;

  ApiDescription(ResourceMetadata metadata, URI location) {
    this.location = location;
    this.path = unslashed(location.getRawPath());
    this.body = metadata.json().bytes();
  }

  /** Where clients look for it, and what challenges name as {@code resource_metadata}. */
  public URI location() {
    return location;
  }

  /**
   * Whether {@code asked}, the raw path of a request, is where it is served. A slash at its end
   * makes no difference: most clients keep that of the API's identifier, others do not.
   */
  public boolean at(String asked) {
    return asked.startsWith(path)
        && (asked.length() == path.length()
            || (asked.length() == path.length() + 1 && asked.endsWith("/")));
  }

  private static String unslashed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** The document: JSON in UTF-8. */
  public byte[] body() {
    return body.clone();
  }

  /** Its media type. */
  public String contentType() {
    return "application/json";
  }

  /** How long it may be kept: the value of {@code Cache-Control}. */
  public String caching() {
    return "public, max-age=300";
  }
}
