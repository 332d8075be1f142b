package dev.postern.server.openid;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/**
 * The provider as it describes itself (OpenID Connect Discovery section 4), with what its ID tokens
 * are checked by.
 *
 * @param metadata what it says of itself
 * @param validator checks an ID token (OpenID Connect Core section 3.1.3.7)
 */
record Provider(OIDCProviderMetadata metadata, IDTokenValidator validator) {

  /** Signatures that only the provider can make. */
  private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

  private static Set<JWSAlgorithm> algorithms() {
    Set<JWSAlgorithm> all = new HashSet<>(JWSAlgorithm.Family.RSA);
    all.add(JWSAlgorithm.ES256);
    all.add(JWSAlgorithm.ES384);
    all.add(JWSAlgorithm.ES512);
    return Set.copyOf(all);
  }

  /**
   * Asks the provider who it is; may wait.
   *
   * @throws IOException where it cannot be reached, or is another
   */
  static Provider discover(URI issuer, String client, ProviderCalls calls) throws IOException {
    URI place =
        URI.create(issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    try {
      OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(calls.read(place));
      String says = metadata.getIssuer().getValue();
      // Discovery 4.3: exactly the one that was asked for.
      if (!says.equals(issuer.toString())) {
        throw new IOException(
            "it says that it is the issuer "
                + LogText.of(says)
                + ", and console.openid.issuer has to be that to the letter");
      }
      if (metadata.getAuthorizationEndpointURI() == null
          || metadata.getTokenEndpointURI() == null
          || metadata.getJWKSetURI() == null) {
        throw new IOException("it does not say where its endpoints are");
      }
      return new Provider(metadata, validator(metadata, client, calls));
    } catch (ParseException | IllegalArgumentException e) {
      throw new IOException("its metadata cannot be read", e);
    }
  }

  private static IDTokenValidator validator(
      OIDCProviderMetadata metadata, String client, ProviderCalls calls) throws IOException {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), calls).retrying(true).build();
    return new IDTokenValidator(
        new Issuer(metadata.getIssuer().getValue()),
        new ClientID(client),
        new JWSVerificationKeySelector<>(ALGORITHMS, keys),
        null);
  }
}
