package dev.postern.server.http.oauth;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.admin.BuiltInScopes;
import dev.postern.server.admin.Registrations;
import dev.postern.server.grant.GrantRequest;
import dev.postern.store.ApiScope;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Profile;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;

/** What the server says of itself to machines: only what is there. */
public final class MetadataDocuments {

  /** The path of the token endpoint. */
  public static final String TOKEN = "service/oauth/token";

  /** The path of the introspection endpoint. */
  public static final String INTROSPECTION = "service/oauth/introspect";

  /** The path of the revocation endpoint. */
  public static final String REVOCATION = "service/oauth/revoke";

  /** The path of the token key set. */
  public static final String KEYS = "service/oauth/jwks";

  /** The path of the revocation feed. */
  public static final String FEED = "service/oauth/revocations";

  /** The path of the revocation feed's key set. */
  public static final String FEED_KEYS = "service/oauth/revocations/jwks";

  /** What certificates of clients are good for at a tenant (RFC 8705). */
  public enum Certificates {
    /** For nothing: none is asked for. */
    NONE,
    /** To be known again, and to bind tokens to. */
    SELF_SIGNED,
    /** The same, and to be vouched for by an authority that the tenant trusts. */
    VOUCHED
  }

  private MetadataDocuments() {}

  /** The same of one where apps may register themselves. */
  public static JsonObject registering(Issuer issuer, Profile profile, Certificates certificates) {
    return JsonObject.builder()
        .putAll(server(issuer, profile, certificates))
        .put("registration_endpoint", issuer.below(Registrations.PATH))
        .build();
  }

  /** How a client proves itself, at each of the endpoints where it must. */
  private static JsonArray methods(Profile profile, Certificates certificates) {
    List<String> methods =
        new ArrayList<>(
            switch (profile) {
              case STANDARD ->
                  List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
              case FAPI2 -> List.of("private_key_jwt");
            });
    if (certificates != Certificates.NONE) {
      methods.add("self_signed_tls_client_auth");
    }
    if (certificates == Certificates.VOUCHED) {
      methods.add("tls_client_auth");
    }
    return JsonArray.ofStrings(methods);
  }

  /**
   * The authorization server of one tenant (RFC 8414 section 2), with what OpenID Connect Discovery
   * demands beside it of the same document under its other name.
   *
   * @param profile how strict the tenant is: what it does not take is not named
   */
  public static JsonObject server(Issuer issuer, Profile profile, Certificates certificates) {
    JsonArray methods = methods(profile, certificates);
    JsonArray algorithms = algorithms(profile);
    return JsonObject.builder()
        .put("issuer", issuer.text())
        .put("token_endpoint", issuer.below(TOKEN))
        .put("jwks_uri", issuer.below(KEYS))
        .put(
            "grant_types_supported",
            strings(GrantRequest.ClientCredentials.TYPE, GrantRequest.TokenExchange.TYPE))
        // RFC 8414 2 demands the member, 3.2 forbids an empty array; there is no response type.
        .put("response_types_supported", strings("none"))
        // OpenID Connect Discovery 3 demands both, and libraries that find a server by it look for
        // them; some verify no token of an algorithm that is not in the second.
        .put("subject_types_supported", strings("public"))
        .put("id_token_signing_alg_values_supported", algorithms)
        .put("token_endpoint_auth_methods_supported", methods)
        // RFC 8414 2: demanded beside private_key_jwt, also for the other two.
        .put("token_endpoint_auth_signing_alg_values_supported", algorithms)
        .put("introspection_endpoint", issuer.below(INTROSPECTION))
        .put("introspection_endpoint_auth_methods_supported", methods)
        .put("introspection_endpoint_auth_signing_alg_values_supported", algorithms)
        // RFC 9701 7.
        .put("introspection_signing_alg_values_supported", strings(SignatureAlgorithm.ES256.text()))
        .put("revocation_endpoint", issuer.below(REVOCATION))
        .put("revocation_endpoint_auth_methods_supported", methods)
        .put("revocation_endpoint_auth_signing_alg_values_supported", algorithms)
        // RFC 9449 5.1
        .put("dpop_signing_alg_values_supported", algorithms)
        .putAll(bindingTo(certificates))
        .put(
            "protected_resources",
            strings(
                BuiltInApi.ADMIN.audience(issuer).text(),
                BuiltInApi.IDENTITY.audience(issuer).text()))
        .put(ServerMetadata.FEED, issuer.below(FEED))
        .put(ServerMetadata.FEED_KEYS, issuer.below(FEED_KEYS))
        .build();
  }

  /**
   * One of the two built-in APIs as a protected resource (RFC 9728 section 2).
   *
   * @param bound whether it takes no token that is not bound to a key
   * @param certificates what certificates are good for
   */
  public static JsonObject resource(
      BuiltInApi api, TenantName tenant, Issuer issuer, boolean bound, Certificates certificates) {
    List<String> scopes = BuiltInScopes.of(api, tenant).stream().map(ApiScope::name).toList();
    return new ResourceMetadata(
            api.audience(issuer),
            List.of(issuer),
            Scopes.of(scopes),
            bound,
            certificates != Certificates.NONE)
        .json();
  }

  /** RFC 8705 3.3: left out, it is false. */
  private static JsonObject bindingTo(Certificates certificates) {
    return certificates == Certificates.NONE
        ? JsonObject.EMPTY
        : JsonObject.builder().put(ResourceMetadata.CERTIFICATE_BOUND, true).build();
  }

  /** What assertions and proofs may be signed with. */
  private static JsonArray algorithms(Profile profile) {
    return JsonArray.ofStrings(
        profile.algorithms().stream().map(SignatureAlgorithm::text).toList());
  }

  private static JsonArray strings(String... values) {
    return JsonArray.ofStrings(List.of(values));
  }
}
