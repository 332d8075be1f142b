package dev.postern.server.grant;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.Optional;

/** RFC 6749 section 4.4: the client asks for itself. */
final class ClientCredentialsGrant {

  private final Targets targets;

  ClientCredentialsGrant(Targets targets) {
    this.targets = targets;
  }

  Authorization authorize(
      AuthenticatedClient client, GrantRequest.ClientCredentials asked, Instant now)
      throws Refusal {
    Grant grant =
        asked.target().isPresent()
            ? targets.named(client, asked.target().get(), now)
            : Targets.only(client, each -> each.live(now));
    Api api = Targets.api(client, grant);
    return new Asked(
        client, api, grant, asked.type(), asked.scopes(), asked.claims(), Optional.empty());
  }
}
