package dev.postern.server.grant;

import dev.postern.protocol.Issuer;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** RFC 6749 section 4.4: the client asks for itself. */
final class ClientCredentialsGrant {

  private final PublicAddress address;

  ClientCredentialsGrant(PublicAddress address) {
    this.address = address;
  }

  Authorization authorize(
      AuthenticatedClient client, GrantRequest.ClientCredentials asked, Instant now)
      throws Refusal {
    Grant grant =
        asked.target().isPresent() ? named(client, asked.target().get(), now) : only(client, now);
    Api api =
        client
            .tenant()
            .api(grant.apiId())
            .orElseThrow(() -> new Refusal(TokenReason.TARGET_NOT_GRANTED));
    return new Asked(client, api, grant, asked.type(), asked.scopes(), asked.claims());
  }

  /** RFC 8707 2: a target that is unknown and one that is not allowed get one answer. */
  private Grant named(AuthenticatedClient client, String target, Instant now) throws Refusal {
    Issuer issuer = address.issuer(client.tenant().tenant().name());
    Optional<Grant> grant =
        client
            .tenant()
            .api(target, issuer)
            .flatMap(api -> client.entry().grant(api.id()))
            .filter(each -> each.live(now));
    return grant.orElseThrow(() -> new Refusal(TokenReason.TARGET_NOT_GRANTED));
  }

  private static Grant only(AuthenticatedClient client, Instant now) throws Refusal {
    List<Grant> live = client.entry().grants().stream().filter(each -> each.live(now)).toList();
    if (live.size() != 1) {
      throw new Refusal(TokenReason.TARGET_AMBIGUOUS);
    }
    return live.getFirst();
  }
}
