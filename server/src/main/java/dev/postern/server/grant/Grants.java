package dev.postern.server.grant;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import java.time.Instant;

/** Finds what is asked for, whatever the grant type. */
public final class Grants {

  private final ClientCredentialsGrant clientCredentials;

  /** Grants of tenants at {@code address}. */
  public Grants(PublicAddress address) {
    this.clientCredentials = new ClientCredentialsGrant(address);
  }

  /** What {@code client} asks for by {@code request}. */
  public Authorization authorize(AuthenticatedClient client, GrantRequest request, Instant now)
      throws Refusal {
    return switch (request) {
      case GrantRequest.ClientCredentials asked -> clientCredentials.authorize(client, asked, now);
    };
  }
}
