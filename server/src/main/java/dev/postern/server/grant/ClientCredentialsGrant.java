package dev.postern.server.grant;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.Optional;

/**
 * RFC 6749 section 4.4: the client asks for itself. So it does where another issuer vouches for it
 * (RFC 7523 section 2.1): what differs is how it proved itself.
 */
final class ClientCredentialsGrant {

  private final Targets targets;

  ClientCredentialsGrant(Targets targets) {
    this.targets = targets;
  }

  Authorization authorize(
      AuthenticatedClient client, GrantRequest.ClientCredentials asked, Instant now)
      throws Refusal {
    Grant grant = grant(client, asked.target(), now);
    return asked(client, grant, asked.type(), asked.scopes(), asked.claims());
  }

  Authorization authorize(AuthenticatedClient client, GrantRequest.JwtBearer asked, Instant now)
      throws Refusal {
    Grant grant = grant(client, asked.target(), now);
    return asked(client, grant, asked.type(), asked.scopes(), asked.claims());
  }

  private Grant grant(AuthenticatedClient client, Optional<String> target, Instant now)
      throws Refusal {
    return target.isPresent()
        ? targets.named(client, target.get(), now)
        : Targets.only(client, each -> each.live(now));
  }

  private static Authorization asked(
      AuthenticatedClient client,
      Grant grant,
      String type,
      Optional<Scopes> scopes,
      JsonObject claims)
      throws Refusal {
    Api api = Targets.api(client, grant);
    return new Asked(client, api, grant, type, scopes, claims, Optional.empty());
  }
}
