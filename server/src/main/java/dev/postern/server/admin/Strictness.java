package dev.postern.server.admin;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.Profile;
import dev.postern.store.TenantReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The profile of tenants and apps, as it is asked for, and what nobody is to be given who keeps to
 * it. What he has already is no concern here: it is refused where it is used.
 */
final class Strictness {

  static final String NAME = "profile";

  private static final String CREDENTIAL =
      "FAPI 2.0 takes no secrets, and of keys those for PS256, ES256 or EdDSA: give the app such a"
          + " key, or a certificate.";

  private static final String AUDIENCE =
      "FAPI 2.0 takes assertions for the issuer alone: accept_token_endpoint_audience is not"
          + " possible here.";

  private static final String API =
      "FAPI 2.0 takes tokens that are signed by PS256, ES256 or EdDSA: the API's signing_algorithm"
          + " is another.";

  private Strictness() {}

  static Profile read(Fields fields) {
    String chosen =
        fields.choice(
            NAME,
            text(Profile.STANDARD),
            Arrays.stream(Profile.values()).map(Strictness::text).toList());
    return Profile.valueOf(chosen.toUpperCase(Locale.ROOT));
  }

  static String text(Profile profile) {
    return profile.name().toLowerCase(Locale.ROOT);
  }

  /** Refuses a credential that {@code app} could not use. */
  static void require(TenantReader tenant, App app, Credential given) throws Refusal {
    Profile profile = Profile.of(tenant.tenant(), app);
    if (!profile.takes(given)) {
      throw conflict(CREDENTIAL);
    }
    if (!profile.tokenEndpointAudience() && byEndpoint(given)) {
      throw conflict(AUDIENCE);
    }
  }

  private static boolean byEndpoint(Credential credential) {
    return (credential instanceof KeyCredential key && key.rules().tokenEndpointAudience())
        || (credential instanceof KeySetCredential set && set.rules().tokenEndpointAudience());
  }

  /** Refuses grants at APIs whose tokens {@code app} could not have. */
  static void require(TenantReader tenant, App app, List<Grant> grants) throws Refusal {
    Profile profile = Profile.of(tenant.tenant(), app);
    for (Grant grant : grants) {
      require(profile, Named.api(tenant, grant.apiId()));
    }
  }

  /** Refuses an API whose tokens nobody could have who keeps to {@code profile}. */
  static void require(Profile profile, Api api) throws Refusal {
    if (!profile.algorithms().contains(api.algorithm())) {
      throw conflict(API);
    }
  }

  /** Refuses to have the caller himself shut out. */
  static void requireWayIn(Profile profile, AppEntry caller, Instant now) throws Refusal {
    if (caller.credentials().stream().noneMatch(each -> each.live(now) && profile.takes(each))) {
      throw conflict(
          "You would be shut out yourself: first give your own app a key, or a certificate, that"
              + " FAPI 2.0 takes.");
    }
  }

  private static Refusal conflict(String detail) {
    return new Refusal(new AdminReason.Conflict(detail));
  }
}
