package dev.postern.protocol.resource;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.WellKnown;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an API says of itself as a protected resource (RFC 9728 section 2).
 *
 * @param resource its identifier: the {@code aud} of its tokens
 * @param authorizationServers who issues its tokens
 * @param scopes those that it knows, as far as it tells
 * @param bound whether it takes no token that is not bound to a key (RFC 9449)
 * @param certificates whether it takes tokens that are bound to a certificate (RFC 8705)
 */
public record ResourceMetadata(
    Audience resource,
    List<Issuer> authorizationServers,
    Scopes scopes,
    boolean bound,
    boolean certificates) {

  /** The path below the host that the document is found at (RFC 9728 section 3). */
  public static final String PATH = "/.well-known/oauth-protected-resource";

  /** Says of a server or an API that tokens can be bound to certificates (RFC 8705 section 3.3). */
  public static final String CERTIFICATE_BOUND = "tls_client_certificate_bound_access_tokens";

  private static final String RESOURCE = "resource";
  private static final String SERVERS = "authorization_servers";
  private static final String SCOPES = "scopes_supported";
  private static final String BOUND = "dpop_bound_access_tokens_required";

  /** Copies the list. */
  public ResourceMetadata {
    authorizationServers = List.copyOf(authorizationServers);
  }

  /** Of an API that takes no tokens that are bound to a certificate, or does not tell. */
  public ResourceMetadata(
      Audience resource, List<Issuer> authorizationServers, Scopes scopes, boolean bound) {
    this(resource, authorizationServers, scopes, bound, false);
  }

  /**
   * Where the metadata of {@code resource} lies: the well-known part goes between host and path. Of
   * slashes only one that follows the host is left out (RFC 9728 section 3.1): unlike an issuer's,
   * a path keeps the one at its end.
   *
   * @return empty where the identifier is no http or https address, or has a query: then there is
   *     no such place, or none that every client would look at
   */
  public static Optional<URI> location(Audience resource) {
    try {
      URI uri = new URI(resource.text());
      boolean address =
          ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null;
      // A quote stands in no URI, so the address may stand between quotes.
      return address ? Optional.of(WellKnown.insert(uri, PATH)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The document; what would be empty is left out (RFC 9728 section 3.2). */
  public JsonObject json() {
    JsonObject.Builder document =
        JsonObject.builder()
            .put(RESOURCE, resource.text())
            .put(
                SERVERS,
                JsonArray.ofStrings(authorizationServers.stream().map(Issuer::text).toList()));
    if (!scopes.empty()) {
      document.put(SCOPES, JsonArray.ofStrings(List.of(scopes.text().split(" ", -1))));
    }
    if (certificates) {
      document.put(CERTIFICATE_BOUND, true);
    }
    return document
        .put("bearer_methods_supported", JsonArray.ofStrings(List.of("header")))
        .put(
            "dpop_signing_alg_values_supported",
            JsonArray.ofStrings(List.of(DpopCheck.algorithms().split(" ", -1))))
        .put(BOUND, bound)
        .build();
  }

  /**
   * Reads the document of {@code expected}, whose place was made from that identifier.
   *
   * @throws JsonFault where a member is missing or malformed, or the document is another API's
   */
  public static ResourceMetadata read(JsonObject document, Audience expected) throws JsonFault {
    // RFC 9728 3.3: identical, or the document is not to be used.
    if (!document.string(RESOURCE).equals(expected.text())) {
      throw new JsonFault("the metadata is another API's");
    }
    List<Issuer> servers = new ArrayList<>();
    for (String server : strings(document, SERVERS)) {
      servers.add(issuer(server));
    }
    Scopes scopes =
        Scopes.from(strings(document, SCOPES))
            .orElseThrow(() -> new JsonFault("the metadata's scopes are malformed"));
    return new ResourceMetadata(
        expected, servers, scopes, says(document, BOUND), says(document, CERTIFICATE_BOUND));
  }

  private static boolean says(JsonObject document, String member) {
    return document.member(member).filter(new JsonBoolean(true)::equals).isPresent();
  }

  private static List<String> strings(JsonObject document, String member) throws JsonFault {
    return document.has(member) ? document.array(member).strings() : List.of();
  }

  private static Issuer issuer(String text) throws JsonFault {
    try {
      return new Issuer(text);
    } catch (IllegalArgumentException e) {
      throw new JsonFault("the metadata names an authorization server that is none");
    }
  }
}
