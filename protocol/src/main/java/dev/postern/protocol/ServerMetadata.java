package dev.postern.protocol;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * What an authorization server says of itself, as far as our libraries read it (RFC 8414).
 *
 * @param issuer who it is
 * @param tokenEndpoint where tokens are asked for
 * @param jwksUri where its token keys lie
 * @param revocationFeed where its revocation feed is, ours: {@code postern_revocations_uri}
 * @param revocationFeedKeys where the feed's keys lie, ours: {@code postern_revocations_jwks_uri}
 * @param introspectionEndpoint where tokens are asked about (RFC 7662), if anywhere
 */
public record ServerMetadata(
    Issuer issuer,
    URI tokenEndpoint,
    URI jwksUri,
    URI revocationFeed,
    URI revocationFeedKeys,
    Optional<URI> introspectionEndpoint) {

  /** The path below the host that the document is found at (RFC 8414 section 3). */
  public static final String PATH = "/.well-known/oauth-authorization-server";

  private static final String INTROSPECTION = "introspection_endpoint";

  /** The member that names the revocation feed. */
  public static final String FEED = "postern_revocations_uri";

  /** The member that names the revocation feed's key set. */
  public static final String FEED_KEYS = "postern_revocations_jwks_uri";

  /**
   * Where the metadata of {@code issuer} lies: the well-known part goes between host and path, a
   * slash at the end of the path is left out (RFC 8414 section 3.1).
   */
  public static URI location(Issuer issuer) {
    // RFC 8414 3.1: whatever the path, the slash at its end goes before anything is put there.
    String text = issuer.text();
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return WellKnown.insert(URI.create(bare), PATH);
  }

  /**
   * Reads the document of {@code expected}.
   *
   * @throws JsonFault where a member is missing or malformed, or the issuer is not the one expected
   */
  public static ServerMetadata read(JsonObject document, Issuer expected) throws JsonFault {
    // RFC 8414 3.3: identical, code point by code point, or the document is not to be used.
    if (!document.string("issuer").equals(expected.text())) {
      throw new JsonFault("the metadata names another issuer");
    }
    return new ServerMetadata(
        expected,
        uri(document, "token_endpoint"),
        uri(document, "jwks_uri"),
        uri(document, FEED),
        uri(document, FEED_KEYS),
        document.has(INTROSPECTION) ? Optional.of(uri(document, INTROSPECTION)) : Optional.empty());
  }

  private static URI uri(JsonObject document, String member) throws JsonFault {
    try {
      URI uri = URI.create(document.string(member));
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message: what is malformed is not repeated.
    }
    throw new JsonFault("the metadata's " + member + " is no http or https address");
  }
}
