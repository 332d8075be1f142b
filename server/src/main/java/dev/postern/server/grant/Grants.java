package dev.postern.server.grant;

import dev.postern.server.access.Standing;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.Optional;

/** Finds what is asked for, whatever the grant type. */
public final class Grants {

  private final Targets targets;
  private final ClientCredentialsGrant clientCredentials;
  private final TokenExchangeGrant tokenExchange;

  /**
   * Grants of tenants at {@code address}.
   *
   * @param standing whether a token that is shown stands
   */
  public Grants(PublicAddress address, Standing standing) {
    this.targets = new Targets(address);
    this.clientCredentials = new ClientCredentialsGrant(targets);
    this.tokenExchange = new TokenExchangeGrant(targets, standing);
  }

  /** What {@code client} asks for by {@code request}. */
  public Authorization authorize(AuthenticatedClient client, GrantRequest request, Instant now)
      throws Refusal {
    return switch (request) {
      case GrantRequest.ClientCredentials asked -> clientCredentials.authorize(client, asked, now);
      case GrantRequest.JwtBearer asked -> clientCredentials.authorize(client, asked, now);
      case GrantRequest.TokenExchange asked -> tokenExchange.authorize(client, asked, now);
    };
  }

  /**
   * The API that a request is for, granted or not, as far as it can be told from what it names and
   * from the app that it is of; empty where it cannot.
   */
  public Optional<ApiId> wanted(
      TenantRegistry tenant, Optional<AppEntry> app, GrantRequest request) {
    Optional<String> target = request.target();
    return target.isPresent()
        ? targets.named(tenant, target.get()).map(Api::id)
        : app.filter(each -> each.grants().size() == 1)
            .map(each -> each.grants().getFirst().apiId());
  }
}
