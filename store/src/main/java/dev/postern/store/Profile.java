package dev.postern.store;

import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.time.Duration;
import java.util.Set;

/**
 * How strict a tenant or an app is: what it takes of all that Postern knows. Whatever a profile
 * decides is decided here.
 */
public enum Profile {
  /** All that Postern knows. */
  STANDARD,
  /** The FAPI 2.0 Security Profile of the OpenID Foundation, as far as it is about machines. */
  FAPI2;

  /** What counts for {@code app} of {@code tenant}: the stricter of the two. */
  public static Profile of(Tenant tenant, App app) {
    return tenant.profile() == FAPI2 || app.profile() == FAPI2 ? FAPI2 : STANDARD;
  }

  /** What assertions, proofs of possession and tokens may be signed with. */
  public Set<SignatureAlgorithm> algorithms() {
    return switch (this) {
      case STANDARD -> SignatureAlgorithm.ALL;
      // FAPI 2.0, 5.4.1
      case FAPI2 -> SignatureAlgorithm.FAPI2;
    };
  }

  /** How long an assertion may live. */
  public Duration longestAssertion() {
    return switch (this) {
      case STANDARD -> Duration.ofMinutes(5);
      case FAPI2 -> Duration.ofMinutes(1);
    };
  }

  /** Whether an assertion may be addressed to the token endpoint where its key's rules allow it. */
  public boolean tokenEndpointAudience() {
    return switch (this) {
      case STANDARD -> true;
      // FAPI 2.0, 5.3.2.1: the issuer alone, as a string.
      case FAPI2 -> false;
    };
  }

  /** Whether a client may prove itself with {@code credential}. */
  public boolean takes(Credential credential) {
    return switch (this) {
      case STANDARD -> true;
      // FAPI 2.0, 5.3.2.1: private_key_jwt or mutual TLS. Every new kind of credential has to be
      // sorted in here before anything compiles.
      case FAPI2 ->
          switch (credential) {
            case SecretCredential _, ImportedCredential _ -> false;
            case KeyCredential key -> algorithms().contains(key.key().algorithm());
            // By what an assertion is signed is looked at when it comes.
            case KeySetCredential _ -> true;
            // RFC 8705 2: by whatever the app has the certificate.
            case CertificateCredential _ -> true;
            // The word of another is no method of the client's own.
            case FederatedCredential _ -> false;
            // It is for clients; what a browser shows is neither method.
            case PasskeyCredential _, InvitationCredential _, OpenIdCredential _ -> false;
          };
    };
  }

  /** Whether requests may be JSON where the standards have forms. */
  public boolean json() {
    return switch (this) {
      case STANDARD -> true;
      // FAPI 2.0, 5.3.1: a profile of RFC 6749, which knows forms.
      case FAPI2 -> false;
    };
  }

  /** Whether a token may be bound so, or to nothing. */
  public boolean takes(Binding binding) {
    return switch (this) {
      case STANDARD -> true;
      // FAPI 2.0, 5.3.2.1: sender-constrained tokens alone, by whatever is proved.
      case FAPI2 -> binding.bound();
    };
  }

  /**
   * The scheme that a challenge names at an API that demands {@code proof}. Where one binding is as
   * good as the other it is that of keys: whoever has a certificate needs no telling.
   */
  public TokenScheme scheme(Proof proof) {
    return proof == Proof.NONE && !takes(Binding.none()) ? TokenScheme.DPOP : proof.scheme();
  }

  /** Whether what was had rightly under {@code before} may be refused under this one. */
  public boolean stricterThan(Profile before) {
    return compareTo(before) > 0;
  }
}
