package dev.postern.server.access;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.AccessToken;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;

/** Who calls a built-in API with a token that stands. Only {@link Access} makes one. */
public final class Caller {

  private final TenantName tenant;
  private final ClientId clientId;
  private final SessionId session;
  private final Scopes scopes;
  private final String address;
  private final TokenScheme scheme;

  Caller(TenantName tenant, AccessToken token, String address) {
    this.tenant = tenant;
    this.clientId = token.clientId();
    this.session = token.session();
    this.scopes = token.scopes();
    this.address = address;
    this.scheme = token.binding().scheme();
  }

  /** The tenant whose API is called and whose token it is. */
  public TenantName tenant() {
    return tenant;
  }

  /** The app that calls. */
  public ClientId clientId() {
    return clientId;
  }

  /** The session of its token. */
  public SessionId session() {
    return session;
  }

  /** What its token permits. */
  public Scopes scopes() {
    return scopes;
  }

  /** The network address that it calls from, for the audit log. */
  public String address() {
    return address;
  }

  /** Refuses a caller whose token lacks {@code scope}. */
  public Caller require(String scope) throws Refusal {
    if (!scopes.contains(scope)) {
      throw new Refusal(new AccessReason.LacksScope(Scopes.of(scope), scheme));
    }
    return this;
  }
}
