package dev.postern.server.grant;

import dev.postern.protocol.Issuer;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the grant for the API that a client names, or for the one that it need not name. */
final class Targets {

  private final PublicAddress address;

  Targets(PublicAddress address) {
    this.address = address;
  }

  /** RFC 8707 2: a target that is unknown and one that is not allowed get one answer. */
  Grant named(AuthenticatedClient client, String target, Instant now) throws Refusal {
    Optional<Grant> grant =
        named(client.tenant(), target)
            .flatMap(api -> client.entry().grant(api.id()))
            .filter(each -> each.live(now));
    return grant.orElseThrow(() -> new Refusal(TokenReason.TARGET_NOT_GRANTED));
  }

  /** The API that a request names, whoever sends it. */
  Optional<Api> named(TenantRegistry tenant, String target) {
    Issuer issuer = address.issuer(tenant.tenant().name());
    return tenant.api(target, issuer);
  }

  /** The one grant that is {@code meant} where none is named. */
  static Grant only(AuthenticatedClient client, Predicate<Grant> meant) throws Refusal {
    List<Grant> all = client.entry().grants().stream().filter(meant).toList();
    if (all.size() != 1) {
      throw new Refusal(TokenReason.TARGET_AMBIGUOUS);
    }
    return all.getFirst();
  }

  /** The API of a grant. */
  static Api api(AuthenticatedClient client, Grant grant) throws Refusal {
    return client
        .tenant()
        .api(grant.apiId())
        .orElseThrow(() -> new Refusal(TokenReason.TARGET_NOT_GRANTED));
  }
}
