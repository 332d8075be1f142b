package dev.postern.server.admin;

import dev.postern.protocol.Scopes;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.TenantReader;
import java.util.List;
import java.util.Optional;

/**
 * Nobody hands out what he does not hold: who makes or changes an app, a credential or a grant must
 * himself hold every scope of the two built-in APIs that the app holds or would gain. Otherwise a
 * new secret for a stronger app, or a grant to oneself, would be a way to its power.
 *
 * <p>At the Admin API he holds what the token permits that he calls with, so that a token which was
 * asked for with less cannot be turned into more. No token shows what he holds at the Identity
 * Management API, so there it is what his app is granted.
 */
final class Holdings {

  private Holdings() {}

  /** Refuses who does not hold all that {@code app} holds. */
  static void require(Actor by, TenantReader tenant, AppEntry app) throws Refusal {
    require(by, tenant, app.grants());
  }

  /** Refuses who does not hold all that {@code grants} give. */
  static void require(Actor by, TenantReader tenant, List<Grant> grants) throws Refusal {
    Scopes missing = Scopes.none();
    for (Grant grant : grants) {
      missing = missing.and(missing(by, tenant, grant.apiId(), grant.scopes()));
    }
    refuse(missing);
  }

  /** Refuses who does not hold all that apps may be granted by {@code policy}. */
  static void require(Actor by, TenantReader tenant, RegistrationPolicy policy) throws Refusal {
    Scopes missing = Scopes.none();
    for (RegistrationPolicy.Offer offer : policy.offers()) {
      missing = missing.and(missing(by, tenant, offer.apiId(), offer.scopes()));
    }
    refuse(missing);
  }

  private static void refuse(Scopes missing) throws Refusal {
    if (!missing.empty()) {
      throw new Refusal(new AdminReason.NotHeld(missing));
    }
  }

  /** Refuses who does not hold all that there is at the two built-in APIs. */
  static void requireAll(Actor by, TenantReader tenant) throws Refusal {
    Scopes missing = Scopes.none();
    for (BuiltInApi each : BuiltInApi.values()) {
      Optional<Api> api = tenant.api(each);
      if (api.isPresent()) {
        missing = missing.and(missing(by, tenant, api.get().id(), api.get().scopeNames()));
      }
    }
    refuse(missing);
  }

  private static Scopes missing(Actor by, TenantReader tenant, ApiId at, Scopes scopes) {
    Optional<Api> api = tenant.api(at);
    if (api.isPresent() && api.get().identifier() instanceof BuiltInApi builtIn) {
      return scopes.without(
          switch (builtIn) {
            case ADMIN -> by.scopes();
            case IDENTITY -> granted(by, tenant, api.get());
          });
    }
    return Scopes.none();
  }

  /** What his app is granted at the Identity Management API. */
  static Scopes atIdentity(Actor by, TenantReader tenant) {
    return tenant
        .api(BuiltInApi.IDENTITY)
        .map(api -> granted(by, tenant, api))
        .orElse(Scopes.none());
  }

  private static Scopes granted(Actor by, TenantReader tenant, Api api) {
    return tenant
        .app(by.clientId())
        .flatMap(app -> app.grant(api.id()))
        .filter(grant -> grant.live(by.at()))
        .map(Grant::scopes)
        .orElse(Scopes.none());
  }
}
