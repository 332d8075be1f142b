package dev.postern.server.grant;

import dev.postern.server.access.Standing;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import java.time.Instant;

/** Finds what is asked for, whatever the grant type. */
public final class Grants {

  private final ClientCredentialsGrant clientCredentials;
  private final TokenExchangeGrant tokenExchange;

  /**
   * Grants of tenants at {@code address}.
   *
   * @param standing whether a token that is shown stands
   */
  public Grants(PublicAddress address, Standing standing) {
    Targets targets = new Targets(address);
    this.clientCredentials = new ClientCredentialsGrant(targets);
    this.tokenExchange = new TokenExchangeGrant(targets, standing);
  }

  /** What {@code client} asks for by {@code request}. */
  public Authorization authorize(AuthenticatedClient client, GrantRequest request, Instant now)
      throws Refusal {
    return switch (request) {
      case GrantRequest.ClientCredentials asked -> clientCredentials.authorize(client, asked, now);
      case GrantRequest.TokenExchange asked -> tokenExchange.authorize(client, asked, now);
    };
  }
}
