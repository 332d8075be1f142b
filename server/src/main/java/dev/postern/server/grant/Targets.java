package dev.postern.server.grant;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the grant for the API that a client names, or for the one that it need not name. */
final class Targets {

  private final PublicAddress address;

  Targets(PublicAddress address) {
    this.address = address;
  }

  /** RFC 8707 2: a target that is unknown and one that is not allowed get one answer. */
  Target named(AuthenticatedClient client, String called, Instant now) throws Refusal {
    return Target.named(
            client.tenant(),
            client.entry(),
            called,
            address.issuer(client.tenant().tenant().name()))
        .granted(now);
  }

  /** The API that a request names, whoever sends it. */
  Optional<Api> named(TenantRegistry tenant, String target) {
    return tenant.api(target, address.issuer(tenant.tenant().name()));
  }

  /** The one grant that is {@code meant} where none is named. */
  static Target only(AuthenticatedClient client, Predicate<Grant> meant, Instant now)
      throws Refusal {
    return Target.only(client.tenant(), client.entry(), meant).granted(now);
  }
}
