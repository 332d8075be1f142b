package dev.postern.server.grant;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
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
    Target target = target(client, asked.target(), now);
    return asked(client, target, asked.type(), asked.scopes(), asked.claims());
  }

  Authorization authorize(AuthenticatedClient client, GrantRequest.JwtBearer asked, Instant now)
      throws Refusal {
    Target target = target(client, asked.target(), now);
    return asked(client, target, asked.type(), asked.scopes(), asked.claims());
  }

  private Target target(AuthenticatedClient client, Optional<String> called, Instant now)
      throws Refusal {
    return called.isPresent()
        ? targets.named(client, called.get(), now)
        : Targets.only(client, each -> each.live(now), now);
  }

  private static Authorization asked(
      AuthenticatedClient client,
      Target target,
      String type,
      Optional<Scopes> scopes,
      JsonObject claims) {
    return new Asked(
        client, target.known(), target.given(), type, scopes, claims, Optional.empty());
  }
}
